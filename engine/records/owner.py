"""Gives records to another owner, and what hangs on them if it had the same one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa

from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.query import RowResult
from engine.records import bulk, pipeline
from engine.records.drafts import Draft
from engine.records.problems import unknown_path
from engine.records.shape import is_reference

_CHUNK = 500


def change_owner(
    context: Context,
    obj: ObjectDef,
    ids: Sequence[UUID],
    owner: UUID,
    with_children: Sequence[str],
) -> list[RowResult]:
    """Change the owner of records; gives a result for each of ``ids``.

    Children are records of the named objects that point to a changed record and belonged to its
    former owner; those that the actor may not change stay as they are.
    """
    if not obj.has_owner:
        raise unknown_path("owner")
    before = _owners(context, obj, ids)
    results = _give(context, obj, list(ids), owner)
    changed = {each.id for each in results if each.ok}
    for name in with_children:
        child = context.model.get(name)
        if child is None or not child.has_owner:
            raise unknown_path(name)
        _give(context, child, _children(context, child, obj, before, changed), owner)
    return results


def _give(context: Context, obj: ObjectDef, ids: list[UUID], owner: UUID) -> list[RowResult]:
    results: list[RowResult] = []
    for start in range(0, len(ids), _CHUNK):
        rows = [{"id": each, "owner": owner} for each in ids[start : start + _CHUNK]]

        def saver(inner: Context, part: Sequence[bulk.Row]) -> list[Draft]:
            wanted = [row["id"] for row in part]
            return pipeline.change(inner, obj, part, wanted, partial=True)

        results += bulk.save_chunk(context, obj, rows, saver)
    return results


def _owners(context: Context, obj: ObjectDef, ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
    table = context.columns.table(obj).table
    rows = context.connection.execute(
        sa.select(table.c.id, table.c.owner).where(table.c.id.in_(list(ids)))
    )
    return {row.id: row.owner for row in rows}


def _children(
    context: Context,
    child: ObjectDef,
    parent: ObjectDef,
    owners: dict[UUID, UUID | None],
    changed: set[UUID | None],
) -> list[UUID]:
    origin = context.columns.table(child)
    table = origin.table
    found: list[UUID] = []
    for field in _references(child, parent):
        column = origin.column(field.name)
        rows = context.connection.execute(
            sa.select(table.c.id, column, table.c.owner).where(
                column.in_([each for each in owners if each in changed]),
                table.c.deleted_at.is_(None),
            )
        )
        found += [row[0] for row in rows if row[2] == owners[row[1]]]
    return list(dict.fromkeys(found))


def _references(child: ObjectDef, parent: ObjectDef) -> Iterator[FieldDef]:
    return (
        field
        for field in child.fields.values()
        if field.target == parent.name and is_reference(field) and not field.type.computed
    )
