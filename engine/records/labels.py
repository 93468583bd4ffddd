"""Adds the names of what multi-valued references point to, one question per field and page."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from engine.access.predicate import VIEWER, Alias, open_viewer, visible
from engine.access.rights import rights
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.query import Record
from engine.records.shape import is_side, visible_parts


def add_labels(
    context: Context,
    obj: ObjectDef,
    connection: sa.Connection,
    paths: Sequence[str],
    records: Sequence[Record],
) -> None:
    """Put the visible names of multi-valued references into the records' labels, comma-joined."""
    for path in paths:
        field = obj.fields.get(path)
        if field is None or not field.target or not is_side(field):
            continue
        ids = {value for record in records for value in record.values.get(path) or ()}
        names = _names(context, connection, field, ids) if ids else {}
        for record in records:
            shown = [names[each] for each in record.values.get(path) or () if each in names]
            if shown and isinstance(record.labels, dict):
                record.labels[path] = ", ".join(shown)


def _names(
    context: Context, connection: sa.Connection, field: FieldDef, ids: set[UUID]
) -> dict[UUID, str]:
    target = context.model.get(field.target)
    if target is None or target.name_field not in rights(context).of(target.name).readable:
        return {}
    table = Alias.of(context.columns.table(target))
    shown = target.fields[target.name_field]
    parts = visible_parts(shown)
    if not parts:
        return {}
    seen = visible(context, target, "read", table, open_viewer(table))
    rows = connection.execute(
        sa.select(
            table.column("id"), *(table.column(shown.name, part.name) for part in parts)
        ).where(
            table.column("id").in_(ids),
            table.column("deleted_at").is_(None),
            *(() if seen is None else (seen,)),
        ),
        {VIEWER: context.actor.user_id},
    )
    names = tuple(part.name for part in parts)
    locale = context.actor.locale
    found = {}
    for row in rows:
        value = row[1] if names == ("",) else dict(zip(names, row[1:], strict=True))
        found[row[0]] = shown.type.display(value, shown, locale)
    return found
