"""A tenant in a folder, and one that follows another, on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import keel, load_commands
from tests.tenants import SMALL

COLOUR = "extends: true\nfields:\n  x__colour: {type: text, label: {en: Colour}}\n"
load_commands()


@pytest.fixture
def run(tmp_path):
    """Run a command on an installation with a tenant; gives its answer."""

    def call(*words, code=0, tenant="main"):
        options = ["--data", str(tmp_path / "data"), "--tenant", tenant, "--json"]
        done = CliRunner().invoke(keel, [*options, *map(str, words)], standalone_mode=False)
        left = done.return_value if isinstance(done.return_value, int) else done.exit_code
        assert left == code, done.output
        return json.loads(done.stdout.splitlines()[-1])["result"]

    call("tenant", "create", "main", "--package", SMALL)
    return call


def with_colour(folder: Path, said: str = COLOUR) -> None:
    path = folder / "own" / "objects" / "machine.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(said, "utf-8")


def test_a_folder_is_pulled_worked_on_compared_and_pushed(run, tmp_path):
    folder = tmp_path / "git"
    first = run("pull", folder)
    assert (first["revision"], first["added"]) == (1, ["own/package.yaml", "own/uids.lock"])
    assert run("push", folder) == "nothing to do"
    with_colour(folder)
    assert ("x__colour", "added") in {(d["name"], d["change"]) for d in run("diff", folder)}
    assert any("x__colour" in step["name"] for step in run("push", folder, "--plan")["steps"])
    assert run("push", folder, "-m", "a colour") == "applied as revision 2"
    assert run("push", folder) == "nothing to do"
    assert run("diff", folder) == []
    assert run("pull", folder) == {"revision": 2, "added": [], "changed": [], "removed": []}


def test_a_push_without_a_word_is_remembered_by_its_folder(run, tmp_path, monkeypatch):
    folder = tmp_path / "git"
    run("pull", folder)
    with_colour(folder)
    monkeypatch.chdir(folder)
    run("push", ".")
    assert run("history")[0]["message"] == "push git"


def test_deletions_of_values_are_confirmed(run, tmp_path):
    folder = tmp_path / "git"
    run("pull", folder)
    with_colour(folder)
    run("push", folder)
    (tmp_path / "rows.csv").write_text("name,x__colour\nPress,red\n")
    run("import", "machine", tmp_path / "rows.csv")
    (folder / "own" / "objects" / "machine.yaml").unlink()
    told = run("push", folder, "--plan")
    assert run("push", folder, code=3) is None
    assert run("push", folder, "--confirm", told["confirmation"]) == "applied as revision 3"


def test_what_is_neither_revision_nor_folder_is_wrong_usage(run, tmp_path):
    done = CliRunner().invoke(keel, ["--data", str(tmp_path / "data"), "diff", "nowhere"])
    assert done.exit_code == 2
    assert "neither a revision nor a folder" in done.output


def test_one_tenant_is_promoted_to_another(run, tmp_path):
    run("tenant", "create", "live", "--package", SMALL)
    run("pull", tmp_path / "git")
    with_colour(tmp_path / "git")
    run("push", tmp_path / "git")
    carry = ("promote", "--from", "main", "--to", "live")
    assert any("x__colour" in step["name"] for step in run(*carry, "--plan")["steps"])
    assert run(*carry, "--since", 1) == "applied as revision 2"
    assert run(*carry) == "nothing to do"
    assert run("history", tenant="live")[0]["message"] == "promote main"


def test_what_only_disagrees_makes_no_revision_and_says_how_to_choose(run, tmp_path):
    run("tenant", "create", "live", "--package", SMALL)
    run("pull", tmp_path / "git")
    with_colour(tmp_path / "git")
    run("push", tmp_path / "git")
    carry = ("promote", "--from", "main", "--to", "live")
    run(*carry)
    with_colour(tmp_path / "git", COLOUR.replace("Colour", "Paint"))
    run("push", tmp_path / "git")
    assert run(*carry) == "nothing to do"
    told = run(*carry, "--plan")
    [conflict] = told["conflicts"]
    assert run(*carry, "--take-theirs", conflict["id"]) == "applied as revision 3"
    assert len(run("history", tenant="live")) == 3


def test_who_reads_chinese_reads_no_english_around_a_plan(run, tmp_path):
    run("tenant", "create", "live", "--package", SMALL)
    folder = tmp_path / "git"
    run("pull", folder)
    with_colour(folder, COLOUR.replace("{en: Colour}", "{en: Colour, zh: 颜色}"))

    def said(*words):
        options = ["--data", str(tmp_path / "data"), "--tenant", "main", "--lang", "zh"]
        done = CliRunner().invoke(keel, [*options, *map(str, words)], standalone_mode=False)
        # The log of who passes the gate goes to standard output as well.
        return [line for line in done.output.splitlines() if "system access" not in line]

    carry = ("promote", "--from", "main", "--to", "live")
    told = [
        *said("diff", folder), *said("push", folder, "--plan"), *said("push", folder),
        *said("push", folder), *said(*carry), *said("pull", folder), *said("scheduled"),
        *said("diff", 1, 1), *said("rollback", 1, "--dry-run"),
    ]  # fmt: skip
    known = {"meta", "instant", "index", "machine.x__colour", "machine", "field"}
    strange = {
        word
        for line in told
        for word in re.findall(r"[A-Za-z_.]{3,}", line)
        if word not in known
    }
    assert (strange, len(told) > 10) == (set(), True)
