"""Writes records: one statement per batch and shape, side tables after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from engine.records.drafts import Draft, Save
from engine.records.loading import stored_paths
from engine.records.meanwhile import note_write
from engine.records.plans import plan_key, plans_of
from engine.storage import bulk
from engine.storage.bulk import insert_columns, insert_rows

_KEPT = ("updated_at", "updated_by", "row_version")


def insert(save: Save, drafts: Sequence[Draft]) -> None:
    """Insert new records with one statement."""
    if not drafts:
        return
    table = save.context.columns.table(save.obj)
    me = save.context.actor.user_id
    names: dict[str, None] = {}
    for draft in drafts:
        values = draft.values
        values["id"] = draft.change.id
        values["row_version"] = 1
        values.setdefault("created_at", save.now)
        values.setdefault("created_by", me)
        values["updated_at"] = save.now
        values["updated_by"] = me
        names.update(dict.fromkeys(values))
    for field in save.shape.sides:
        names.pop(field.name, None)
    columns = table.columns(_columns_of(drafts, names))
    insert_columns(save.connection, table.table, columns)
    note_write(save.connection)
    _write_sides(save, drafts)


def update(save: Save, drafts: Sequence[Draft]) -> None:
    """Update changed records: one statement for each set of fields that changed together."""
    columns = _columns(save)
    changed = []
    for draft in drafts:
        values = draft.values
        values["row_version"] = int(draft.before.get("row_version") or 0) + 1
        values["updated_at"] = save.now
        values["updated_by"] = save.context.actor.user_id
        names = {*draft.change.changed, *_KEPT, *_kept_amounts(save, draft)} & columns
        changed.append((draft, frozenset(names)))
    update_rows(save, changed)
    _write_sides(save, drafts)


def update_rows(save: Save, changed: Iterable[tuple[Draft, frozenset[str]]]) -> None:
    """Update fields of records, those that change the same fields with one statement."""
    table = save.context.columns.table(save.obj)
    groups: dict[frozenset[str], list[Draft]] = {}
    for draft, names in changed:
        groups.setdefault(names, []).append(draft)
    for names, drafts in groups.items():
        columns = table.columns(_columns_of(drafts, sorted(names)))
        keys = [draft.change.id for draft in drafts]
        bulk.update_columns(save.connection, _update(save, tuple(columns)), keys, columns)
    if groups:
        note_write(save.connection)


def _columns_of(drafts: Sequence[Draft], names: Iterable[str]) -> dict[str, Sequence[Any]]:
    several = [draft.values for draft in drafts]
    return {name: [values.get(name) for values in several] for name in names}


def _update(save: Save, columns: tuple[str, ...]) -> bulk.RowUpdate:
    key = plan_key(save.context, save.obj, ("update", columns))
    plans = plans_of(save.context.model)
    update: bulk.RowUpdate | None = plans.get(key)
    if update is None:
        table = save.context.columns.table(save.obj).table
        update = bulk.row_update(table, columns, save.context.database.dialect)
        plans.put(key, update)
    return update


def _kept_amounts(save: Save, draft: Draft) -> set[str]:
    return {
        name
        for field in save.shape.money
        if draft.values.get(name := f"{field.name}.base") != draft.before.get(name)
    }


def _columns(save: Save) -> frozenset[str]:
    sides = {field.name for field in save.shape.sides}
    return frozenset(stored_paths(save.context.model, save.obj)) - sides


def _write_sides(save: Save, drafts: Sequence[Draft]) -> None:
    for field in save.shape.sides:
        changed = [draft for draft in drafts if draft.touched((field.name,))]
        # Not only where some are known: they were read beside the lock, which others held before.
        old = {draft.change.id for draft in changed if draft.change.action != "create"}
        values = {draft.change.id: draft.values.get(field.name) for draft in changed}
        _replace_side(save, field.name, values, old)
    _write_becoming(save, drafts)


def _write_becoming(save: Save, drafts: Sequence[Draft]) -> None:
    """Write both places of fields that change between one and several values per record."""
    table = save.context.columns.table(save.obj)
    for name, becoming in table.becoming.items():
        if becoming.apart:
            changed = {d.change.id: d.values.get(name) for d in drafts if d.touched((name,))}
            becoming.write(save.connection, table.table, changed)


def _replace_side(
    save: Save, name: str, values: Mapping[UUID, Sequence[Any] | None], old: set[UUID]
) -> None:
    """Set the values of a field with several; ``old`` are the records that may have some."""
    side = save.context.columns.table(save.obj).side(name)
    if old:
        save.connection.execute(side.delete().where(side.c.record_id.in_(sorted(old))))
    rows = [
        {"record_id": record, "position": place, "value": value}
        for record, several in values.items()
        for place, value in enumerate(dict.fromkeys(several or ()))
    ]
    if rows:
        insert_rows(save.connection, side, rows)
