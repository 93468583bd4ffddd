"""``keel doctor``, and how the command line says that something was typed wrongly."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from engine import open_registry, open_session
from engine.cli import keel, load_commands
from engine.kernel.context import utc_now
from engine.kernel.ids import new_id
from engine.storage.outbox import put
from tests.databases import Place

load_commands()


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(keel, ["--data", str(folder), *words])


@pytest.fixture
def installed(tmp_path: Path, place: Place) -> Path:
    """An installation with one tenant, on each database in turn."""
    schema = ["--schema", place.schema] if place.schema else []
    dsn = place.dsn.replace("postgresql:", "postgresql+psycopg:", 1)
    made = run(tmp_path, "tenant", "create", "main", "--dsn", dsn, *schema)
    assert made.exit_code == 0, made.output
    return tmp_path


def test_parents_in_the_same_table_are_no_lost_references_but_ones_that_are_gone_are(
    installed: Path,
) -> None:
    tenant = open_registry(installed).get("main")
    here = open_session(tenant, "system:tests")
    accounts = here.records("account")
    group = accounts.create({"name": "Halden Group"})
    north = accounts.create({"name": "Halden North", "parent": group.id})
    well = run(installed, "doctor")
    assert well.exit_code == 0, well.output
    assert "1 tenant, no problems" in well.output
    table = here.context.columns.table(here.object("account")).table
    with tenant.database.writing() as conn:
        conn.execute(sa.update(table).where(table.c.id == north.id).values(parent=new_id()))
    result = run(installed, "--json", "doctor")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    [problem] = answer["problems"]
    assert problem["code"] == "doctor.orphans"
    assert problem["message"] == "account.parent: 1 references lead nowhere"
    assert answer["result"][-1] == "1 tenant, 1 problem"


def test_work_that_nobody_does_and_columns_that_are_gone_are_told_beside_the_schedules(
    installed: Path,
) -> None:
    daily = "main: empty_trash last never, next never"
    assert daily in run(installed, "doctor").output
    tenant = open_registry(installed).get("main")
    table = f'"{tenant.schema}".note' if tenant.schema else "note"
    with tenant.database.writing() as conn:
        put(conn, "sheep", "k", {}, 0, None, utc_now() - timedelta(hours=1))
        conn.exec_driver_sql(f"alter table {table} rename column body to gone")
    answer = json.loads(run(installed, "--json", "doctor").stdout)
    assert {each["code"] for each in answer["problems"]} == {
        "doctor.late_job",
        "doctor.columns",
        "doctor.unknown_columns",
    }
    assert daily in answer["result"]


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
