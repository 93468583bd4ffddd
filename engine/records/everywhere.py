"""Questions across all objects: search for a text, and what lies in the trash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.access import rights
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.kernel.query import Condition, Query, Record
from engine.records.gate import Records
from engine.records.searching import hides_searched, searched
from engine.records.source import Source
from engine.storage import search
from engine.storage.system.trace import deletion

LOOKED_AT = 4
"""Candidates read per hit wanted, since some of them may be hidden from the actor."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that a search found."""

    object: str
    id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """One deletion in the trash, with ``count`` records in all."""

    id: UUID
    object: str
    record: UUID
    title: str
    by: UUID | None
    at: datetime
    count: int


def search_everywhere(context: Context, words: str, limit: int) -> list[Hit]:
    """Find records of all objects that the actor may read, newest first."""
    objects = {obj.uid: obj for obj in _readable(context)}
    with context.database.reading() as conn:
        found = search.find(conn, words, list(objects), limit * LOOKED_AT)
    asked = [(objects[uid], record) for uid, record in found]
    seen = _seen(context, asked, trash=False, words=words)
    if len(seen) < limit and len(found) == limit * LOOKED_AT:
        # The newest matches are hidden from this actor: ask each object for those that are not.
        return _one_by_one(context, objects.values(), words, limit)
    hits = [
        Hit(obj.name, record, _title(obj, seen[record]))
        for obj, record in asked
        if record in seen
    ]
    return hits[:limit]


def _one_by_one(
    context: Context, objects: Iterable[ObjectDef], words: str, limit: int
) -> list[Hit]:
    hits = [
        Hit(obj.name, record.id, _title(obj, record))
        for obj in objects
        if searched(context.model, obj)
        for record in Records(context, obj).search(words, limit, _shown(context, obj)).records
    ]
    return sorted(hits, key=lambda hit: hit.id, reverse=True)[:limit]


def _shown(context: Context, obj: ObjectDef) -> tuple[str, ...]:
    return (obj.name_field,) if _names(context, obj) else ("id",)


def _names(context: Context, obj: ObjectDef) -> bool:
    """Say whether the actor may read what records of an object are called."""
    return obj.name_field in rights(context).of(obj.name).readable


def deletions(context: Context, limit: int = 200) -> list[Deletion]:
    """List the newest deletions whose first record the actor may see."""
    objects = {obj.uid: obj for obj in _readable(context)}
    with context.database.reading() as conn:
        rows = _newest(conn, list(objects), limit)
    seen = _seen(context, ((objects[row.object], row.record) for row in rows), trash=True)
    return [
        Deletion(
            id=row.id,
            object=objects[row.object].name,
            record=row.record,
            title=row.label if _names(context, objects[row.object]) else "",
            by=row.by,
            at=row.at,
            count=row._mapping["count"],  # the row's own method hides the column
        )
        for row in rows
        if row.record in seen
    ]


def _readable(context: Context) -> list[ObjectDef]:
    held = rights(context)
    return [obj for obj in context.model.objects.values() if held.of(obj.name).readable]


def _newest(
    conn: Connection, objects: list[UUID], limit: int
) -> list[sa.Row[tuple[object, ...]]]:
    query = sa.select(deletion).where(deletion.c.object.in_(objects))
    return list(conn.execute(query.order_by(deletion.c.at.desc()).limit(limit)))


def _seen(
    context: Context,
    found: Iterable[tuple[ObjectDef, UUID]],
    *,
    trash: bool,
    words: str = "",
) -> Mapping[UUID, Record]:
    """Give those of the records that pass the gate, with their names.

    Where a record may be found by a hidden field, the gate looks for the words itself.
    """
    by_object: dict[str, list[UUID]] = {}
    for obj, record in found:
        by_object.setdefault(obj.name, []).append(record)
    seen: dict[UUID, Record] = {}
    for name, ids in by_object.items():
        obj = context.model.objects[name]
        again = words if words and hides_searched(Source(context, obj)) else ""
        query = Query(
            _shown(context, obj),
            Condition("id", "in", ids),
            limit=len(ids),
            search=again,
            trash=trash,
        )
        seen |= {record.id: record for record in Records(context, obj).query(query).records}
    return seen


def _title(obj: ObjectDef, record: Record) -> str:
    field = obj.fields[obj.name_field]
    value = record.values.get(obj.name_field)
    return "" if value is None else field.type.search_text(value, field) or str(value)
