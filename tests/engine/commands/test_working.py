"""``keel doctor``, and how the command line says that something was typed wrongly."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine import open_registry, open_session
from engine.cli import keel, load_commands
from engine.kernel.context import utc_now
from engine.storage.outbox import put

load_commands()


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(keel, ["--data", str(folder), *words])


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which one account belongs to another."""
    folder = tmp_path_factory.mktemp("doctor")
    assert run(folder, "tenant", "create", "main").exit_code == 0
    accounts = open_session(open_registry(folder).get("main"), "system:tests").records(
        "account"
    )
    group = accounts.create({"name": "Halden Group"})
    accounts.create({"name": "Halden North", "parent": group.id})
    return folder


def test_parents_in_the_same_table_are_no_lost_references(installed: Path) -> None:
    result = run(installed, "doctor")
    assert result.exit_code == 0, result.output
    assert "1 tenant, no problems" in result.output


def test_a_parent_that_is_gone_is_told(installed: Path) -> None:
    [file] = (installed / "tenants").glob("*.db")
    with sqlite3.connect(file) as conn:
        conn.execute("update account set parent = ? where parent is not null", (b"\1" * 16,))
    result = run(installed, "--json", "doctor")
    assert result.exit_code == 1
    [problem] = json.loads(result.stdout)["problems"]
    assert problem["code"] == "doctor.orphans"
    assert problem["message"] == "account.parent: 1 references lead nowhere"


def test_work_that_nobody_does_and_columns_that_are_gone_are_told(tmp_path: Path) -> None:
    assert run(tmp_path, "tenant", "create", "main").exit_code == 0
    fresh = run(tmp_path, "doctor")
    assert "main: empty_trash last never, next never" in fresh.output
    database = open_registry(tmp_path).get("main").database
    with database.writing() as conn:
        put(conn, "sheep", "k", {}, 0, None, utc_now() - timedelta(hours=1))
    [file] = (tmp_path / "tenants").glob("*.db")
    with sqlite3.connect(file) as raw:
        raw.execute("alter table note rename column body to gone")
    result = run(tmp_path, "--json", "doctor")
    codes = {each["code"] for each in json.loads(result.stdout)["problems"]}
    assert codes == {"doctor.late_job", "doctor.columns", "doctor.unknown_columns"}


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (("frobnicate",), 2, "usage"),
        (("query", "account", "--limit", "many"), 2, "usage"),
        (("--tenant", "nobody", "plan", "core"), 1, "tenant.unknown"),
    ],
)
def test_a_script_gets_one_json_object_and_a_code_for_what_went_wrong(
    tmp_path: Path, words: tuple[str, ...], code: int, problem: str
) -> None:
    command = [sys.executable, "-m", "engine.cli", "--json", "--data", str(tmp_path), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code
    answer = json.loads(done.stdout)
    assert (answer["ok"], answer["result"]) == (False, None)
    assert [one["code"] for one in answer["problems"]] == [problem]
    assert {"file", "line", "column", "pointer", "message", "hint"} <= set(
        answer["problems"][0]
    )
