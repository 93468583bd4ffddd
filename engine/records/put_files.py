"""Checks that files put into records were uploaded for the field, and are open to who puts them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from engine.access.predicate import VIEWER, Alias, open_viewer, visible
from engine.errors import Problem
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.among import among
from engine.records.drafts import Draft, Save
from engine.records.problems import at_field
from engine.records.shape import holds_ids, is_side
from engine.storage.system import file_blob
from engine.text import text

IDS = "ids"


def check_files(save: Save) -> None:
    """Add a problem for every file that is new in a record and not for this field or this actor.

    A file is seen as the record that holds it: an id alone must not carry it into another record.
    One's own uploads may be put, and files of records that one reads, as a copy of these does.
    """
    if save.context.actor.is_system:
        return
    for field in save.context.model.object_part(_file_fields, save.obj):
        new = [(draft, _new(draft, field)) for draft in save.good]
        wanted = set().union(*(ids for _, ids in new))
        if wanted:
            found = _open(save, field, wanted)
            for draft, ids in new:
                if not ids <= found:
                    draft.problems.append(_no_such_file(field))


def _new(draft: Draft, field: FieldDef) -> set[UUID]:
    return set(draft.values.get(field.name) or ()) - set(draft.before.get(field.name) or ())


def _open(save: Save, field: FieldDef, ids: Iterable[UUID]) -> set[UUID]:
    origin = save.context.columns.table(save.obj)
    holder, side = Alias.of(origin), origin.side(field.name).alias()
    viewer = open_viewer(holder)
    seen = visible(save.context, save.obj, "read", holder, viewer)
    held = (
        sa.select(sa.literal_column("1"))
        .select_from(holder.table.join(side, side.c.record_id == holder.column("id")))
        .where(
            side.c.value == file_blob.c.id,
            holder.column("deleted_at").is_(None),
            *(() if seen is None else (seen,)),
        )
        .correlate(file_blob)
        .exists()
    )
    statement = sa.select(file_blob.c.id).where(
        among(file_blob.c.id, IDS, save.context.database.dialect),
        file_blob.c.parent_field == field.uid,
        sa.or_(file_blob.c.created_by == viewer, held),
    )
    parameters = {VIEWER: save.context.actor.user_id, IDS: sorted(ids)}
    return set(save.connection.execute(statement, parameters).scalars())


def _no_such_file(field: FieldDef) -> Problem:
    return at_field(
        field.name,
        "record.file_missing",
        text(
            "“{label}” names a file that does not exist, or that you may not see.",
            "“{label}”中的文件不存在，或您无权查看。",
            label=field.label,
        ),
    )


def _file_fields(_model: Model, obj: ObjectDef) -> tuple[FieldDef, ...]:
    return tuple(
        field
        for field in obj.fields.values()
        if is_side(field) and holds_ids(field) and not field.target
    )
