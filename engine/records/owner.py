"""Gives records to another owner, and what hangs on them if it had the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.query import RowResult
from engine.records import bulk, pipeline
from engine.records.drafts import Draft
from engine.records.problems import unknown_path
from engine.records.shape import is_reference

Owner = UUID | str


def batches(
    context: Context,
    connection: sa.Connection,
    obj: ObjectDef,
    ids: Sequence[UUID],
    with_children: Sequence[str],
) -> Iterator[list[UUID]]:
    """Cut ids so that a batch with its children has at most 500 rows; one record is never cut.

    Raises `InvalidRecord` when the object or one ``with_children`` has no owner.
    """
    children = _with_owner(context, obj, with_children)
    for start in range(0, len(ids), bulk.CHUNK):
        chunk = ids[start : start + bulk.CHUNK]
        weights = _children_of_each(context.within(connection), obj, chunk, children)
        batch: list[UUID] = []
        rows = 0
        for each in chunk:
            weight = 1 + weights[each]
            if batch and rows + weight > bulk.CHUNK:
                yield batch
                batch, rows = [], 0
            batch.append(each)
            rows += weight
        yield batch


def change_owner(
    context: Context,
    obj: ObjectDef,
    ids: Sequence[UUID],
    owner: Owner,
    with_children: Sequence[str],
) -> list[RowResult]:
    """Change the owner of one batch of records; gives a result for each of ``ids``.

    Children are records that point to a changed record and belonged to its former owner; those that
    the actor may not change stay as they are.
    """
    before = _owners(context, obj, ids)
    results = _give(context, obj, list(ids), owner)
    changed = {each.id for each in results if each.ok and each.id in before}
    owners = {record: former for record, former in before.items() if record in changed}
    for child in _with_owner(context, obj, with_children):
        below = [found for found, _ in _children(context, child, obj, owners)]
        _give(context, child, list(dict.fromkeys(below)), owner)
    return results


def _with_owner(
    context: Context, obj: ObjectDef, with_children: Sequence[str]
) -> list[ObjectDef]:
    if not obj.has_owner:
        raise unknown_path("owner")
    found = []
    for name in with_children:
        child = context.model.get(name)
        if child is None or not child.has_owner:
            raise unknown_path(name)
        found.append(child)
    return found


def _give(context: Context, obj: ObjectDef, ids: list[UUID], owner: Owner) -> list[RowResult]:
    def saver(inner: Context, part: Sequence[bulk.Row]) -> list[Draft]:
        wanted = [row["id"] for row in part]
        return pipeline.change(inner, obj, part, wanted, partial=True)

    results: list[RowResult] = []
    for _, rows in bulk.chunks({"id": each, "owner": owner} for each in ids):
        results += bulk.save_chunk(context, obj, rows, saver)
    return results


def _owners(context: Context, obj: ObjectDef, ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
    table = context.columns.table(obj).table
    rows = context.connection.execute(
        sa.select(table.c.id, table.c.owner).where(table.c.id.in_(list(ids)))
    )
    return {row.id: row.owner for row in rows}


def _children_of_each(
    context: Context, obj: ObjectDef, ids: Sequence[UUID], children: Sequence[ObjectDef]
) -> Mapping[UUID, int]:
    owners = _owners(context, obj, ids) if children else {}
    return Counter(
        parent for child in children for _, parent in _children(context, child, obj, owners)
    )


def _children(
    context: Context,
    child: ObjectDef,
    parent: ObjectDef,
    owners: Mapping[UUID, UUID | None],
) -> Iterator[tuple[UUID, UUID]]:
    """Give the live children that belong to the owner of their parent, each with the parent."""
    origin = context.columns.table(child)
    table = origin.table
    for field in _references(child, parent):
        column = origin.column(field.name)
        rows = context.connection.execute(
            sa.select(table.c.id, column, table.c.owner).where(
                column.in_(list(owners)), table.c.deleted_at.is_(None)
            )
        )
        yield from ((row[0], row[1]) for row in rows if row[2] == owners[row[1]])


def _references(child: ObjectDef, parent: ObjectDef) -> Iterator[FieldDef]:
    return (
        field
        for field in child.fields.values()
        if field.target == parent.name and is_reference(field) and not field.type.computed
    )
