"""Keeps the tenant's ledger: every uid with its name, earlier names and generation (decision 3)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.steps import ComponentChange
from engine.packages.ledger import Entry, Ledger
from engine.packages.package import Package
from engine.storage.putting import add_rows
from engine.storage.system import meta_uid


def load_ledgers(conn: Connection) -> dict[str, Ledger]:
    """Read the ledger of every package that was ever installed."""
    entries: dict[str, list[Entry]] = {}
    for row in conn.execute(
        sa.select(meta_uid).order_by(meta_uid.c.generation, meta_uid.c.uid)
    ):
        entry = Entry(
            row.uid, row.kind, row.parent, row.name, row.generation, tuple(row.was), row.retired
        )
        entries.setdefault(row.package, []).append(entry)
    return {package: Ledger(found) for package, found in entries.items()}


def note_names(
    conn: Connection, packages: Iterable[Package], changes: Sequence[ComponentChange]
) -> None:
    """Keep every name that is given, taken or changed, so that none gets a uid twice."""
    given = {
        entry.uid: (package.name, entry)
        for package in packages
        for entry in package.ledger.entries
    }
    if all(change.before is None for change in changes) and add_rows(
        conn, meta_uid, _fresh(given, changes, {})
    ):
        return
    named = {*given, *(change.uid for change in changes)}
    query = sa.select(meta_uid).where(meta_uid.c.uid.in_(named))
    known = {row.uid: row for row in conn.execute(query)}
    for change in changes:
        if change.uid in known:
            _renew(conn, known[change.uid], change)
    add_rows(conn, meta_uid, _fresh(given, changes, known))


def _fresh(
    given: Mapping[UUID, tuple[str, Entry]],
    changes: Sequence[ComponentChange],
    known: Container[UUID],
) -> list[dict[str, Any]]:
    """Give the rows of names that are not in the ledger yet."""
    fresh = {uid: _row(*said) for uid, said in given.items() if uid not in known}
    for change in changes:
        if change.uid not in known and change.after is not None:
            component = change.after.component
            said: dict[str, Any] = fresh.get(change.uid, {})
            entry = Entry(
                change.uid,
                component.kind,
                component.of,
                component.name,
                said.get("generation", 0),
                tuple(said.get("was") or component.body.get("renamed_from") or ()),
            )
            fresh[change.uid] = _row(component.package, entry)
    return list(fresh.values())


def _renew(conn: Connection, row: Any, change: ComponentChange) -> None:
    values: dict[str, Any] = {"retired": change.after is None}
    if change.after is not None:
        component = change.after.component
        values |= {"name": component.name, "parent": component.of, "package": component.package}
        if component.name != row.name:
            values["was"] = list(dict.fromkeys((*row.was, row.name)))
    now = {key: getattr(row, key) for key in values}
    if values != now:
        conn.execute(meta_uid.update().where(meta_uid.c.uid == row.uid).values(values))


def _row(package: str, entry: Entry) -> dict[str, Any]:
    return {
        "uid": entry.uid,
        "package": package,
        "kind": entry.kind,
        "parent": entry.of,
        "name": entry.name,
        "generation": entry.generation,
        "was": list(entry.was),
        "retired": entry.retired,
    }
