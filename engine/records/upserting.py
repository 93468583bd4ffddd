"""Finds the records that rows mean by a key, so that each is created or updated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from engine.access.rights import rights
from engine.errors import InvalidRecord
from engine.kernel.context import Context
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef, ObjectDef
from engine.records import pipeline
from engine.records.bulk import turns
from engine.records.drafts import Draft
from engine.records.problems import denied, unknown_path, unsuitable
from engine.records.shape import unique_key
from engine.records.uniqueness import holders_of

Row = Mapping[str, Any]
IMPORT_REF = "import_ref"


def key_field(context: Context, obj: ObjectDef, name: str) -> FieldDef:
    """Give the field that tells records apart: a unique one, or the external reference."""
    field = obj.fields.get(name)
    if field is None or name not in rights(context).of(obj.name).readable:
        raise unknown_path(name)
    if not field.unique and name not in (IMPORT_REF, "id"):
        raise unsuitable(
            name, "“{path}” does not tell records apart.", "“{path}”不能唯一标识记录。"
        )
    return field


def upsert(
    context: Context, obj: ObjectDef, field: FieldDef, rows: Sequence[Row], *, partial: bool
) -> list[Draft]:
    """Create or update rows by a key; rows with the same key follow each other."""
    found: dict[int, Draft] = {}
    keys = [key_of(context, field, row) for row in rows]
    for turn in turns(keys):
        items = [(place, rows[place], keys[place]) for place in turn]
        for place, draft in _one_turn(context, obj, field, items, partial=partial):
            draft.row = place
            found[place] = draft
    return [found[place] for place in range(len(rows))]


def key_of(context: Context, field: FieldDef, row: Row) -> Any:
    """Give what the key of a row is compared by; None when it has none or it is malformed."""
    raw = row.get(field.name)
    if raw is None or raw == "":
        return None
    if field.name == IMPORT_REF:
        return str(raw).strip()
    try:
        return unique_key(field, field.type.clean(raw, field, context.actor.locale))
    except InvalidValue:
        return None


def _one_turn(
    context: Context,
    obj: ObjectDef,
    field: FieldDef,
    turn: list[tuple[int, Row, Any]],
    *,
    partial: bool,
) -> Iterator[tuple[int, Draft]]:
    keys = {key for _, _, key in turn if key is not None}
    holders = holders_of(context, obj, context.connection, field, keys) if keys else {}
    old = [(place, row, holders[key]) for place, row, key in turn if key in holders]
    new = [(place, row) for place, row, key in turn if key not in holders]
    if old:
        ids: list[UUID] = [record for _, _, record in old]
        drafts = pipeline.change(context, obj, [row for _, row, _ in old], ids, partial=partial)
        yield from zip((place for place, _, _ in old), drafts, strict=True)
    if new:
        if not rights(context).of(obj.name).create:
            raise denied(obj, "create")
        drafts = pipeline.create(context, obj, [row for _, row in new], partial=partial)
        yield from zip((place for place, _ in new), drafts, strict=True)


def only(drafts: Sequence[Draft]) -> Draft:
    """Give the one draft of a single save; `InvalidRecord` when it has problems."""
    (draft,) = drafts
    if draft.problems:
        raise InvalidRecord(draft.problems)
    return draft
