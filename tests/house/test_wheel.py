"""The wheel builds, installs in an environment of its own, and works from there."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
def test_keel_works_from_its_wheel(tmp_path):
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT)
    [wheel] = tmp_path.glob("*.whl")
    home = tmp_path / "venv"
    run([sys.executable, "-m", "venv", home])
    run([home / "bin/pip", "install", "--quiet", "--no-deps", "--no-index", wheel])
    lend_libraries(home)
    keel = home / "bin/keel"
    checked = run([keel, "--json", "check", "core"], cwd=tmp_path)
    assert '"ok":true' in checked
    assert run([keel, "--version"], cwd=tmp_path).strip()
    [packages] = home.glob("lib/python*/site-packages")
    shipped = packages / "keel_data/metadata/core/package.yaml"
    assert shipped.is_file()
    assert list(packages.glob("ui/static/assets/core-*.js"))


def lend_libraries(home: Path) -> None:
    """Let the new environment use the libraries under test: installing them takes minutes."""
    [packages] = home.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")


def run(command, cwd=None) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
