"""``keel check`` and ``keel lock`` as a consultant and a script use them."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from engine.cli import keel, load_commands
from tests.engine.packages.folders import folder

load_commands()
FIELDS = "fields: {name: {type: text}, cost: {type: decimal}}\n"
READERS = "objects: {part: {read: all, fields: {read: [name]}}}\n"


def run(*words: str) -> Result:
    return CliRunner().invoke(keel, list(words))


def test_the_core_has_no_problems_and_nothing_that_nobody_reads() -> None:
    result = run("check", "core")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("core 1.0.0: no problems")
    assert "note:" not in result.output


def test_all_problems_of_all_packages_come_at_once(tmp_path: Path) -> None:
    one = folder(tmp_path, "one", {"objects/part.yaml": "lable: {en: Part}\n"})
    two = folder(tmp_path, "two", {"objects/bolt.yaml": "fields: []\n"})
    result = run("--json", "check", str(one), str(two))
    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    assert {(p["file"], p["line"], p["code"]) for p in problems} == {
        ("objects/part.yaml", 1, "shape.unknown_key"),
        ("objects/bolt.yaml", 1, "shape.type"),
    }


def test_a_field_that_nobody_may_read_is_noted(tmp_path: Path) -> None:
    files = {"objects/part.yaml": FIELDS, "permission_sets/readers.yaml": READERS}
    result = run("check", str(folder(tmp_path, "base", files)))
    assert result.exit_code == 0, result.output
    assert "note: nobody may read part: cost" in result.output


def test_the_lock_keeps_what_was_there(tmp_path: Path) -> None:
    place = folder(tmp_path, "base", {"objects/part.yaml": FIELDS})
    assert run("lock", str(place)).exit_code == 0
    (place / "objects" / "part.yaml").write_text("fields: {name: {type: text}}\n")
    assert run("lock", str(place)).exit_code == 0
    assert "field part/cost 0 retired" in (place / "uids.lock").read_text()


def test_an_unknown_package_is_told() -> None:
    result = run("check", "nothing_like_it")
    assert result.exit_code == 1
    assert "package.no_folder" in result.stderr


def test_the_schemas_in_the_tree_are_fresh() -> None:
    assert run("schemas", "--check").exit_code == 0
