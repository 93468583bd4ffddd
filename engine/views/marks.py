"""Keeps what a person marked as favourite and what they looked at last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.kernel.query import Condition, Query
from engine.records import Records
from engine.storage.system import favourite, recent

KEPT = 50
"""Recent records that are kept for each person."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked record that the actor may still see, with its present name."""

    object: str
    record: UUID
    label: str
    at: datetime


def set_favourite(context: Context, obj: ObjectDef, record: UUID, *, on: bool) -> None:
    """Mark a record as favourite, or no longer; nothing happens when it already is so."""
    user = context.actor.user_id
    if user is None:
        return
    key = {"user": user, "object": obj.uid, "record": record}
    with context.database.writing() as connection:
        connection.execute(favourite.delete().where(*_is(favourite, key)))
        if on:
            connection.execute(favourite.insert().values(**key, at=context.now))


def is_favourite(context: Context, obj: ObjectDef, record: UUID) -> bool:
    """Tell whether the actor marked a record."""
    key = {"user": context.actor.user_id, "object": obj.uid, "record": record}
    with context.database.reading() as connection:
        found = connection.execute(
            sa.select(favourite.c.at).where(*_is(favourite, key)).limit(1)
        ).first()
    return found is not None


def touch(context: Context, obj: ObjectDef, record: UUID) -> None:
    """Remember that the actor looked at a record; only the last 50 are kept."""
    user = context.actor.user_id
    if user is None:
        return
    key = {"user": user, "object": obj.uid, "record": record}
    with context.database.writing() as connection:
        connection.execute(recent.delete().where(*_is(recent, key)))
        connection.execute(recent.insert().values(**key, at=context.now))
        oldest = connection.execute(
            sa.select(recent.c.at)
            .where(recent.c.user == user)
            .order_by(recent.c.at.desc())
            .offset(KEPT - 1)
            .limit(1)
        ).scalar()
        if oldest is not None:
            connection.execute(
                recent.delete().where(recent.c.user == user, recent.c.at < oldest)
            )


def favourites(context: Context, limit: int = 20) -> tuple[Mark, ...]:
    """Give the actor's favourites, the newest first; what they may no longer see is left out."""
    return _marks(context, favourite, limit)


def recents(context: Context, limit: int = 10) -> tuple[Mark, ...]:
    """Give what the actor looked at, the latest first; what they may no longer see is left out."""
    return _marks(context, recent, limit)


def _is(table: sa.Table, key: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == value for name, value in key.items()]


def _marks(context: Context, table: sa.Table, limit: int) -> tuple[Mark, ...]:
    with context.database.reading() as connection:
        rows = connection.execute(
            sa.select(table.c.object, table.c.record, table.c.at)
            .where(table.c.user == context.actor.user_id)
            .order_by(table.c.at.desc())
            .limit(limit)
        ).all()
    names = _names(context, [(row.object, row.record) for row in rows])
    return tuple(
        Mark(*names[row.object, row.record], row.at)
        for row in rows
        if (row.object, row.record) in names
    )


def _names(
    context: Context, keys: list[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], tuple[str, UUID, str]]:
    """Ask the gate for the names: one question per object, only what the actor may see."""
    by_object: dict[UUID, list[UUID]] = {}
    for object_uid, record in keys:
        by_object.setdefault(object_uid, []).append(record)
    found = {}
    for object_uid, records in by_object.items():
        component = context.model.by_uid(object_uid)
        obj = context.model.get(component.name) if component else None
        if obj is not None:
            for record, label in names_of(context, obj, records).items():
                found[object_uid, record] = (obj.name, record, label)
    return found


def names_of(context: Context, obj: ObjectDef, records: list[UUID]) -> dict[UUID, str]:
    """Give the shown names of those records that the actor may see."""
    page = Records(context, obj).query(
        Query(
            fields=(obj.name_field,),
            where=Condition("id", "in", [str(record) for record in records]),
            limit=len(records),
        )
    )
    field = obj.fields[obj.name_field]
    return {
        record.id: field.type.display(
            record.values.get(obj.name_field), field, context.actor.locale
        )
        for record in page.records
    }
