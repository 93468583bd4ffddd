"""The command line explains and undoes changes, for people and for scripts."""

from __future__ import annotations

import gzip
import json
import shutil

import pytest
from click.testing import CliRunner

from engine.cli import keel, load_commands
from tests.tenants import SMALL

OVERLAY = {
    "package.yaml": 'label: {en: Shop}\nnamespace: sh\ntype: addon\nversion: "1.0.0"\nformat: 1\nrequires: {small: ">=1"}\n',
    "objects/machine.yaml": "extends: true\nlabel: {en: Device}\nfields:\n  sh__colour: {type: text, label: {en: Colour}}\n",
}


@pytest.fixture
def run(tmp_path):
    """Run a command on an installation of its own; gives its result, its problems, or its lines."""
    load_commands()
    for name, content in OVERLAY.items():
        path = tmp_path / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    def call(*words, code=0, lines=False):
        options = ["--data", str(tmp_path / "data"), *([] if lines else ["--json"])]
        done = CliRunner().invoke(keel, [*options, *map(str, words)], standalone_mode=False)
        left = done.return_value if isinstance(done.return_value, int) else done.exit_code
        assert left == code, done.output
        # The log of who passes the gate goes to standard output as well.
        answer = done.output.splitlines()
        return answer if lines else json.loads(answer[-1])["problems" if code else "result"]

    call("tenant", "create", "main", "--package", SMALL)
    call("apply", tmp_path / "shop", "-m", "the shop")
    return call


def test_history_says_who_and_why(run):
    assert [(one["revision"], one["message"]) for one in run("history")] == [
        (2, "the shop"),
        (1, "install small 1.0.0"),
    ]
    told = run("history", "object/machine")
    assert told[0]["change"]["properties"][0] == {
        "pointer": "/label/en",
        "before": "Machine",
        "after": "Device",
    }
    assert any("/label/en" in line for line in run("history", "object/machine", lines=True))


def test_diff_names_what_differs(run):
    found = {(each["kind"], each["name"]): each for each in run("diff", 1)}
    assert found["field", "sh__colour"]["change"] == "added"
    assert run("diff", 2, 2) == []
    assert any("field machine.sh__colour" in line for line in run("diff", 1, lines=True))


def test_revisions_that_never_were_are_not_compared(run):
    for old, new in (("1", "99"), ("99", "1")):
        [problem] = run("diff", old, new, code=1)
        assert problem["message"] == "there is no revision 99"


def test_a_folder_that_cannot_be_written_is_told_and_is_no_bug(run, tmp_path):
    (tmp_path / "taken").write_text("a file", "utf-8")
    [problem] = run("export", tmp_path / "taken" / "below", code=1)
    assert problem["code"] == "file.unusable"
    assert "taken" in problem["message"]


def test_what_is_installed_and_declared_again_is_told_at_the_file_that_says_it(run, tmp_path):
    shutil.copytree(tmp_path / "shop", tmp_path / "again")
    [problem] = run("plan", tmp_path / "again", code=1)
    assert problem["code"] == "component.duplicate"
    assert (problem["file"], problem["line"]) == ("objects/machine.yaml", 4)
    assert problem["message"] == "“sh__colour” is declared by package “shop” already"


def test_rollback_first_says_and_then_does(run):
    steps = run("rollback", 1, "--dry-run")["steps"]
    assert any("sh__colour" in step["name"] for step in steps)
    assert run("rollback", 1) == "applied as revision 3"
    assert run("diff", 1, 3) == []
    assert run("rollback", 99, code=1)[0]["code"] == "history.unknown"


def test_what_is_lost_is_confirmed_exported_and_fetched(run, tmp_path):
    (tmp_path / "rows.csv").write_text("name,power\nPress,5\n")
    run("import", "machine", tmp_path / "rows.csv")
    delete = ("apply", SMALL, "--delete", "field/machine/power")
    steps = run("plan", *delete[1:])
    assert steps["confirmation"].startswith("machine ")
    assert run(*delete, code=3)[0]["code"] == "apply.unconfirmed"
    assert run(*delete, "--confirm", steps["confirmation"]) == "applied as revision 3"
    [line] = run("exports", 3, tmp_path / "out", lines=True)
    assert line.endswith("machine.power.jsonl.gz: 1 records")
    assert b'"power"' in gzip.decompress(
        (tmp_path / "out" / "machine.power.jsonl.gz").read_bytes()
    )
    assert run("purge")["steps"] == []


def test_one_component_is_restored(run):
    assert run("restore-component", "object/machine", 1) == "applied as revision 3"
    assert [each["name"] for each in run("diff", 2, 3)] == ["machine"]
