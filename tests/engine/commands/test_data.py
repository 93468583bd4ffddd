"""``keel import`` tells a script what was refused and why, and ``keel query`` answers it in JSON."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from engine import open_registry, open_session
from engine.cli import keel, load_commands
from engine.intake.imports import Imports
from engine.kernel.context import utc_now
from engine.kernel.query import Condition, Query
from engine.storage.system.work import outbox

load_commands()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one tenant."""
    folder = tmp_path_factory.mktemp("data")
    made = CliRunner().invoke(keel, ["--data", str(folder), "tenant", "create", "main"])
    assert made.exit_code == 0, made.output
    return folder


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(keel, ["--data", str(data), *words])


def file(folder: Path, *lines: str) -> str:
    path = folder / "accounts.csv"
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


@pytest.mark.slow
def test_an_import_whose_process_was_killed_is_finished_by_the_command_line(
    tmp_path: Path,
) -> None:
    CliRunner().invoke(keel, ["--data", str(tmp_path), "tenant", "create", "main"])
    count = 3_000
    name = file(tmp_path, "name", *(f"Firm {n}" for n in range(count)))
    command = [sys.executable, "-m", "engine.cli", "--data", str(tmp_path), "import"]
    gate = open_session(open_registry(tmp_path).get("main"), "system:test").records("account")
    with subprocess.Popen([*command, "account", name], stdout=subprocess.DEVNULL) as process:
        while not gate.count().value and process.poll() is None:
            time.sleep(0.02)
        process.kill()
    assert 0 < gate.count().value < count
    here = open_session(open_registry(tmp_path).get("main"), "system:test")
    [run_found] = Imports(here.context).all()
    early = run(tmp_path, "--json", "resume-import", str(run_found.id))
    assert json.loads(early.stdout)["problems"][0]["code"] == "import.unfinished"
    with here.context.database.writing() as conn:  # the lease of the dead process runs out
        conn.execute(sa.update(outbox).values(lease=utc_now() - timedelta(seconds=1)))
    done = run(tmp_path, "--json", "resume-import", str(run_found.id))
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["result"]["rows"] == count
    assert gate.count().value == count
    again = run(tmp_path, "--json", "resume-import", str(run_found.id))
    assert again.exit_code == 1, "it is done"


@pytest.mark.parametrize("dry", [True, False])
def test_refused_rows_are_problems_and_the_rest_is_told_with_them(
    data: Path, tmp_path: Path, dry: bool
) -> None:
    name = file(tmp_path, "name,website", f"Right {dry},", ",", "Bad,not a url")
    more = ["--dry-run"] if dry else ["--rejects", str(tmp_path / "rejects.csv")]
    done = run(data, "--json", "--lang", "zh", "import", "account", name, *more)
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert answer["ok"] is False
    counts = {key: answer["result"][key] for key in ("state", "rows", "created", "failed")}
    # A line of separators alone is a blank row.
    assert counts == {"state": "done", "rows": 2, "created": 1, "failed": 1}
    [problem] = answer["problems"]
    assert (problem["file"], problem["line"], problem["field"]) == (
        "accounts.csv",
        4,
        "website",
    )
    assert "not a url" in problem["message"]
    if not dry:
        with (tmp_path / "rejects.csv").open(encoding="utf-8-sig") as rejects:
            assert [row["name"] for row in csv.DictReader(rejects)] == ["Bad"]


def test_the_place_of_a_refused_row_is_written_as_compilers_do(
    data: Path, tmp_path: Path
) -> None:
    done = run(data, "import", "account", file(tmp_path, "name,website", "Bad,not a url"))
    assert done.exit_code == 1
    assert "accounts.csv:2: website: “not a url” is not a web address" in done.stderr
    assert json.loads(done.stdout)["failed"] == 1


def test_a_file_that_breaks_further_down_fails_with_its_reason(
    data: Path, tmp_path: Path
) -> None:
    name = file(tmp_path, "name,website", '"Open,https://keel.example')
    done = run(data, "--json", "--lang", "zh", "import", "account", name)
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert answer["result"]["state"] == "failed"
    [problem] = answer["problems"]
    assert problem["code"] == "import.failed"
    assert problem["message"] == "第 2 行的引号没有闭合"


def test_a_right_file_is_no_problem_and_can_be_queried(data: Path, tmp_path: Path) -> None:
    done = run(data, "import", "account", file(tmp_path, "name", "Halden North"))
    assert done.exit_code == 0, done.output
    where = ["--where", "name == 'Halden North'", "--fields", "name"]
    lines = run(data, "query", "account", *where).stdout.splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["Halden North"]
    [record] = json.loads(run(data, "--json", "query", "account", *where).stdout)["result"]
    assert record["name"] == "Halden North"
    head, row = run(data, "query", "account", *where, "--format", "csv").stdout.splitlines()
    assert (head, row.split(",")[1]) == ("id,name", "Halden North")


def test_an_import_is_taken_back_except_what_was_changed_since(
    data: Path, tmp_path: Path
) -> None:
    name = file(tmp_path, "name", "Undo One", "Undo Two")
    made = json.loads(run(data, "--json", "import", "account", name).stdout)["result"]["import"]
    accounts = open_session(open_registry(data).get("main"), "system:tests").records("account")
    two = accounts.query(Query(("id",), Condition("name", "eq", "Undo Two"))).records[0].id
    accounts.update(two, {"name": "Undo Two by hand"})
    done = run(data, "--json", "undo-import", made)
    assert done.exit_code == 1, done.output
    answer = json.loads(done.stdout)
    assert answer["result"]["undone"] == 1
    [problem] = answer["problems"]
    assert (problem["line"], problem["field"]) == (3, str(two))
    again = run(data, "--json", "undo-import", made)
    assert again.exit_code == 1
    assert json.loads(again.stdout)["problems"][0]["code"] == "import.undo"
    left = run(data, "query", "account", "--where", "starts_with(name, 'Undo')").stdout
    assert [json.loads(line)["name"] for line in left.splitlines()] == ["Undo Two by hand"]


def test_a_language_that_no_message_has_is_wrong_usage(data: Path) -> None:
    assert run(data, "--lang", "fr", "query", "account").exit_code == 2
