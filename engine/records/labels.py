"""Adds what the ids in fields with several stand for: one question per field and page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine.access.predicate import VIEWER, Alias, open_viewer, visible
from engine.access.rights import rights
from engine.kernel.context import Context
from engine.kernel.model import FieldDef
from engine.kernel.query import Record
from engine.records.kept_files import files_by_id
from engine.records.shape import visible_parts


def add_members(
    context: Context,
    connection: sa.Connection,
    several: Sequence[tuple[str, FieldDef]],
    records: Sequence[Record],
) -> None:
    """Put the visible names behind references, and the files, into the records, by id.

    The names also become the label, comma-joined. ``several`` are the paths to fields of ids.
    """
    for path, field in several:
        ids = {value for record in records for value in record.values.get(path) or ()}
        if not ids:
            continue
        find = partial(_names, context, field=field) if field.target else files_by_id
        known = find(connection, ids=ids)
        for record in records:
            own = {one: known[one] for one in record.values.get(path) or () if one in known}
            if own and isinstance(record.members, dict) and isinstance(record.labels, dict):
                record.members[path] = own
                if field.target:
                    record.labels[path] = ", ".join(map(str, own.values()))


def _names(
    context: Context, connection: sa.Connection, ids: set[UUID], field: FieldDef
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
