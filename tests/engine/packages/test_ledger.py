"""Uids: what never changes when things are renamed, and what is never given twice."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from engine.packages import Package
from engine.packages.export import lock_package
from engine.packages.ledger import Ledger, parse_ledger
from tests.engine.packages.folders import package, reading_codes

THREE = {"objects/order.yaml": "fields: {name: {type: text}, qty: {type: integer}}\n"}
TWO = {"objects/order.yaml": "fields: {name: {type: text}}\n"}


def uid(package: Package, name: str, kind: str = "field") -> UUID:
    return next(c.uid for c in package.components if (c.kind, c.name) == (kind, name))


def locked(root: Path, files: dict[str, str]) -> Package:
    made = package(root, "base", files)
    lock_package(made)
    return made


def test_uids_are_the_same_on_every_machine(tmp_path: Path) -> None:
    first = package(tmp_path / "a", "base", THREE)
    second = package(tmp_path / "b", "base", THREE)
    assert [c.uid for c in first.components] == [c.uid for c in second.components]


def test_a_renamed_field_keeps_its_uid_with_and_without_a_ledger(tmp_path: Path) -> None:
    renamed = {
        "objects/order.yaml": (
            "fields: {name: {type: text}, quantity: {type: integer, renamed_from: [qty]}}\n"
        )
    }
    old = uid(locked(tmp_path, THREE), "qty")
    assert uid(package(tmp_path, "base", renamed), "quantity") == old
    assert uid(package(tmp_path / "fresh", "base", renamed), "quantity") == old


def test_a_renamed_object_keeps_its_uid_and_those_of_its_fields(tmp_path: Path) -> None:
    before = locked(tmp_path, THREE)
    (tmp_path / "base" / "objects" / "order.yaml").unlink()
    after = package(
        tmp_path,
        "base",
        {
            "objects/sale.yaml": (
                "renamed_from: [order]\nfields: {name: {type: text}, qty: {type: integer}}\n"
            )
        },
    )
    assert uid(after, "sale", "object") == uid(before, "order", "object")
    assert uid(after, "qty") == uid(before, "qty")


def test_a_name_taken_again_asks_whether_it_is_the_old_one(tmp_path: Path) -> None:
    old = uid(locked(tmp_path, THREE), "qty")
    locked(tmp_path, TWO)
    assert reading_codes(tmp_path, "base", THREE) == ["uid.reused"]

    lock = tmp_path / "base" / "uids.lock"
    ledger, _ = parse_ledger(lock.read_text())
    names = ("field", "order", "qty")
    lock.write_text(ledger.revived(names).written())
    assert uid(package(tmp_path, "base", THREE), "qty") == old

    parent = uid(package(tmp_path, "base", THREE), "order", "object")
    lock.write_text(ledger.as_new("", names, parent).written())
    assert uid(package(tmp_path, "base", THREE), "qty") != old


def test_the_ledger_is_written_the_same_way_every_time(tmp_path: Path) -> None:
    made = locked(tmp_path, THREE)
    source = (tmp_path / "base" / "uids.lock").read_text()
    ledger, bad = parse_ledger(source)
    assert not bad
    assert ledger.record(made.components).written() == source == ledger.written()


def test_a_broken_line_of_the_ledger_is_told(tmp_path: Path) -> None:
    assert reading_codes(tmp_path, "base", {**TWO, "uids.lock": "what is this\n"}) == [
        "ledger.line"
    ]


def test_an_unknown_component_has_the_uid_of_its_first_name() -> None:
    ledger = Ledger()
    assert ledger.uid("", ("field", "a", "b"), None, ()) == ledger.uid(
        "", ("field", "a", "c"), None, ("b",)
    )
