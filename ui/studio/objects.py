"""The page of an object: its fields and all else that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from engine import Drafted
from ui.studio.desk import Desk, Entry, desk
from ui.studio.icons import ICONS
from ui.studio.usage import fullness

MANY = 3


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field in the list of an object; ``full`` in percent, None where it is not counted."""

    entry: Entry
    type: str
    full: int | None
    users: tuple[Entry, ...]
    more: int
    changed: str
    by: str


def show_object(name: str) -> str:
    """Show an object: fields with type, use, fullness and last change, and its components."""
    at = desk()
    found = at.known(("object", "", name))
    fields = list(at.bench.of_kind("field", name))
    total, filled = fullness(at, name)
    latest = at.bench.last_changes("field", name)
    rows = [_row(at, one, total, filled, latest) for one in fields if not _kept(at, one)]
    return render_template(
        "studio/object.html",
        found=found,
        entry=at.entry(found),
        name=name,
        total=total,
        rows=rows,
        own=found.own,
        kinds=_belonging(at, name),
        edit_url=url_for("studio.component", kind="object", name=name),
        records_url=url_for("pages.list_records", object_name=name)
        if total is not None
        else "",
    )


def _kept(at: Desk, field: Drafted) -> bool:
    """Say whether the engine keeps a field by itself: nothing about it can be changed."""
    obj = at.at.model.get(field.key[1])
    known = obj.fields.get(field.key[2]) if obj else None
    return bool(known and known.system)


def _row(
    at: Desk,
    one: Drafted,
    total: int | None,
    filled: Mapping[str, int],
    latest: Mapping[Any, Any],
) -> FieldRow:
    types = {known.name: known for known in at.bench.field_types()}
    known = types.get(str(one.body.get("type")))
    users = at.bench.users_of(one.key)
    shown = [
        Entry(
            at.say(use.component.body.get("label"), use.component.name),
            use.component.name,
            at.url(use.component.key),
            at.kind(use.component.kind),
        )
        for use in users[:MANY]
    ]
    count = filled.get(one.key[2])
    revision = latest.get(one.key)
    return FieldRow(
        at.entry(one),
        at.at.say(known.label) if known else str(one.body.get("type", "")),
        round(100 * count / total) if count is not None and total else None,
        tuple(shown),
        max(0, len(users) - MANY),
        at.when(revision.at) if revision else "",
        revision.actor if revision else "",
    )


def _belonging(at: Desk, name: str) -> list[tuple[str, str, str, str, list[Entry]]]:
    return [
        (
            kind.name,
            at.kind(kind.name),
            ICONS.get(kind.name, "doc"),
            url_for("studio.new", kind=kind.name, of=name),
            [at.entry(one) for one in at.bench.of_kind(kind.name, name)],
        )
        for kind in at.bench.kinds()
        if kind.parent == "object" and kind.name != "field"
    ]
