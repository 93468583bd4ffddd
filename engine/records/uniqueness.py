"""Keeps unique fields unique among live records: folded, and blind to blanks (decision 22)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from engine.errors import InvalidRecord, Problem
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef
from engine.records.among import among
from engine.records.drafts import Draft, Save
from engine.records.plans import plan_key, plans_of
from engine.records.problems import at_field, taken
from engine.records.shape import unique_key
from engine.text import text


def check_unique(save: Save) -> None:
    """Add a problem to every draft whose unique value is taken, by a record or by an earlier draft."""
    for field in save.shape.unique:
        wanted = [
            (draft, key)
            for draft in save.good
            if draft.touched((field.name,))
            and (key := unique_key(field, draft.values.get(field.name))) is not None
        ]
        if not wanted:
            continue
        holders = holders_of(
            save.context, save.obj, save.connection, field, {k for _, k in wanted}
        )
        _refuse_taken(field, wanted, holders)


def holders_of(
    context: Context,
    obj: ObjectDef,
    connection: sa.Connection,
    field: FieldDef,
    keys: Iterable[Any],
) -> dict[Any, UUID]:
    """Say which live record has each of these keys, whoever may see it."""
    key = plan_key(context, obj, ("holders", field.name))
    plans = plans_of(context.model)
    statement: sa.Select[Any] | None = plans.get(key)
    if statement is None:
        table = context.columns.table(obj)
        column = table.fold(field.name)
        statement = sa.select(column, table.column("id")).where(
            among(column, "keys", context.database.dialect),
            table.column("deleted_at").is_(None),
        )
        plans.put(key, statement)
    rows = connection.execute(statement, {"keys": list(keys)})
    return {row[0]: row[1] for row in rows}


def in_words(context: Context, obj: ObjectDef, error: IntegrityError) -> InvalidRecord:
    """Say which unique value two saves at the same time both wanted."""
    message = str(error.orig)
    for index in context.columns.table(obj).indexes:
        columns = [f"{context.columns.table(obj).table.name}.{name}" for name in index.columns]
        if index.unique and (index.name in message or ", ".join(columns) in message):
            fields = [obj.fields[name] for name in index.fields]
            return InvalidRecord([_taken_together(fields)])
    return InvalidRecord([_conflict()])


def _taken_together(fields: list[FieldDef]) -> Problem:
    return taken(fields[0]) if fields else _conflict()


def _conflict() -> Problem:
    return at_field(
        "",
        "record.conflict",
        text(
            "Someone saved the same at this moment. Try again.",
            "其他人刚刚保存了相同内容，请重试。",
        ),
    )


def _refuse_taken(
    field: FieldDef, wanted: list[tuple[Draft, Any]], holders: dict[Any, UUID]
) -> None:
    for draft, key in wanted:
        holder = holders.setdefault(key, draft.change.id)
        if holder != draft.change.id:
            draft.problems.append(taken(field))
