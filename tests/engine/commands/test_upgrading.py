"""``keel upgrade`` and ``keel uninstall`` as an operator of many tenants uses them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli import keel, load_commands
from engine.packages.writer import write_yaml
from tests.engine.changes.customising import first_version, second_version
from tests.engine.packages.folders import folder

load_commands()
TENANTS = 20
POISONED = "t7"


def run(data: Path, *words: str, tenant: str = "main") -> Result:
    return CliRunner().invoke(keel, ["--data", str(data), "--tenant", tenant, *words])


def vendor(root: Path, version: str, files: dict) -> str:
    head = f"label: {{en: Base}}\ntype: core\nversion: '{version}'\n"
    written = {path: write_yaml(body) for path, body in files.items()}
    return str(folder(root / version, "base", {"package.yaml": head, **written}))


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Twenty tenants of a vendor's first version, and the folder of its second."""
    root = tmp_path_factory.mktemp("cloud")
    first = vendor(root, "1.0.0", first_version())
    for number in range(TENANTS):
        name = f"t{number}"
        assert run(root / "data", "tenant", "create", name, "--package", "").exit_code == 0
        applied = run(root / "data", "apply", first, tenant=name)
        assert applied.exit_code == 0, applied.output
    return root / "data", vendor(root, "2.0.0", second_version())


def test_one_poisoned_tenant_does_not_stop_the_others(cloud: tuple[Path, str]) -> None:
    data, second = cloud
    [file] = (data / "tenants").glob(f"{POISONED}.db")
    with sqlite3.connect(file) as conn:
        conn.execute("update keel_meta_package set body = '{}'")
    result = run(data, "--json", "upgrade", second, "--all-tenants")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert sorted(answer["result"]) == sorted(f"t{n}" for n in range(TENANTS) if n != 7)
    assert {problem["file"].partition(":")[0] for problem in answer["problems"]} == {POISONED}
    again = json.loads(run(data, "--json", "upgrade", second, tenant="t3").stdout)
    assert again["result"] == {"t3": "nothing to do"}
