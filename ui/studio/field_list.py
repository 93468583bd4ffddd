"""The fields of an object as a list: found by words, put in order, with use and fullness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from engine import order_key
from ui.i18n import gettext as _
from ui.studio.desk import Desk, Entry
from ui.studio.object_bar import fields_of
from ui.studio.strips import type_icon
from ui.studio.usage import fullness

FEW = 2
"""How many users of a field are named in its row."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field in the list; ``full`` in percent, None where it is not counted.

    ``users`` are the first of the ``used`` components that name it; ``shown`` says whether it has
    the words that were looked for.
    """

    entry: Entry
    type: str
    icon: str
    full: int | None
    users: tuple[Entry, ...]
    used: int
    changed: str
    by: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the list: ``order`` is that in which it stands, ``url`` gives it in the other."""

    name: str
    label: str
    url: str
    order: str


_ORDERS: Mapping[str, Callable[[FieldRow], Any]] = {
    "name": lambda row: order_key(row.entry.label),
    "type": lambda row: (order_key(row.type), order_key(row.entry.label)),
    "filled": lambda row: (-1 if row.full is None else row.full, order_key(row.entry.label)),
    "used": lambda row: (row.used, order_key(row.entry.label)),
}
_MOST_FIRST = ("filled", "used")


def field_list(at: Desk, name: str) -> dict[str, Any]:
    """Give the rows and heads of the list, as the address asks for them."""
    words = request.args.get("q", "").strip()
    asked = request.args.get("sort", "")
    by = asked.removeprefix("-") if asked.removeprefix("-") in _ORDERS else "name"
    turned = asked.startswith("-")
    rows = _rows(at, name, words.casefold())
    rows.sort(key=_ORDERS[by], reverse=turned is not (by in _MOST_FIRST))
    heads = {
        "name": _("Field"), "type": _("Type"), "filled": _("Filled"), "used": _("Used by"),
    }  # fmt: skip
    return {
        "rows": rows,
        "words": words,
        "sort": asked if by == asked.removeprefix("-") else "",
        "columns": [
            _column(name, column, label, (by, turned), words) for column, label in heads.items()
        ],
        "none": not any(row.shown for row in rows),
    }


def _column(of: str, name: str, label: str, now: tuple[str, bool], words: str) -> Column:
    by, turned = now
    mine = name == by
    way = "descending" if turned is not (name in _MOST_FIRST) else "ascending"
    wanted = f"-{name}" if mine and not turned else name
    url = url_for("studio.show_object", name=of, sort=wanted, q=words or None)
    return Column(name, label, url, way if mine else "")


def _rows(at: Desk, name: str, words: str) -> list[FieldRow]:
    total, filled = fullness(at, name)
    latest = at.bench.last_changes("field", name)
    types = {one.name: at.at.say(one.label) for one in at.bench.field_types()}
    made = []
    for one in fields_of(at, name):
        kind = str(one.body.get("type", ""))
        users = at.bench.users_of(one.key)
        named = {
            at.called(use.component.body, use.component.name): use.component for use in users
        }
        count, revision = filled.get(one.key[2]), latest.get(one.key)
        entry = at.entry(one)
        known = types.get(kind, kind)
        text = f"{entry.label} {entry.name} {known}".casefold()
        made.append(
            FieldRow(
                entry=entry,
                type=known,
                icon=type_icon(kind),
                full=round(100 * count / total) if count is not None and total else None,
                users=tuple(
                    Entry(label, used.name, at.url(used.key), at.kind(used.kind))
                    for label, used in list(named.items())[:FEW]
                ),
                used=len(users),
                changed=at.when(revision.at) if revision else "",
                by=revision.actor if revision else "",
                shown=all(word in text for word in words.split()),
            )
        )
    return made
