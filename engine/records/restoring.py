"""Takes a deletion back, wholly or not at all, and erases deletions for good."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from engine.access.closure import forget_users
from engine.access.predicate import USER_OBJECT
from engine.access.rights import rights
from engine.errors import InvalidRecord, Problem, RecordNotFound
from engine.kernel.context import Context
from engine.kernel.extension import Change, Stage
from engine.kernel.model import ObjectDef
from engine.records.drafts import Draft, Save
from engine.records.family import Members, members_below
from engine.records.history import keep_history
from engine.records.indexing import index
from engine.records.loading import load
from engine.records.meanwhile import note_write
from engine.records.problems import at_field, denied, not_found, taken
from engine.records.rollup_defs import rollups_into
from engine.records.rollups import refresh_rollups, roll_up
from engine.records.shape import shape_of, unique_key
from engine.records.uniqueness import holders_of
from engine.storage.system import deletion, history
from engine.text import text

CHUNK = 500


def restore(context: Context, deletion_id: UUID) -> int:
    """Bring back exactly the records of a deletion; gives how many.

    Needs the right to delete the record that it began with. Raises `InvalidRecord` with everything
    that is in the way: a missing master, a value that someone else has by now.
    """
    obj, root = _root(context, deletion_id)
    found = load(context, obj, [root], "delete", deletion=deletion_id).get(root)
    if found is None:
        raise not_found(obj)
    if not found.allowed:
        raise denied(obj, "delete")
    family = members_below(context, obj, [root], deletion=deletion_id)
    saves = _saves(context, family, deletion_id)
    problems = [problem for save in saves for problem in _in_the_way(save, family)]
    if problems:
        raise InvalidRecord(problems)
    for save in saves:
        _bring_back(save)
    for save in saves:
        _follow(save)
    context.connection.execute(deletion.delete().where(deletion.c.id == deletion_id))
    return sum(len(save.drafts) for save in saves)


def purge(context: Context, deletion_id: UUID) -> int:
    """Erase the records of a deletion for good, with their history; gives how many."""
    obj, root = _root(context, deletion_id)
    require_purge(context, obj)
    family = members_below(context, obj, [root], deletion=deletion_id)
    for name, ids in family.items():
        for start in range(0, len(ids), CHUNK):
            _erase(context, context.model.objects[name], ids[start : start + CHUNK])
    context.connection.execute(deletion.delete().where(deletion.c.id == deletion_id))
    return sum(len(ids) for ids in family.values())


def require_purge(context: Context, obj: ObjectDef) -> None:
    """Raise AccessDenied for who lacks the system right to purge."""
    if "purge" not in rights(context).system:
        raise denied(obj, "purge")


def _root(context: Context, deletion_id: UUID) -> tuple[ObjectDef, UUID]:
    row = context.connection.execute(
        sa.select(deletion.c.object, deletion.c.record)
        .where(deletion.c.id == deletion_id)
        .with_for_update()
    ).first()
    component = context.model.by_uid(row.object) if row is not None else None
    obj = context.model.get(component.name) if component is not None else None
    if row is None or obj is None:
        raise RecordNotFound(
            "record.no_deletion",
            text("This is no longer in the trash.", "该记录已不在回收站中。"),
        )
    return obj, row.record


def _saves(context: Context, family: Members, deletion_id: UUID) -> list[Save]:
    """Read the records, masters before their details."""
    system = context.as_system("restore of a deletion")
    saves = []
    for name, ids in family.items():
        obj = context.model.objects[name]
        for start in range(0, len(ids), CHUNK):
            part = sorted(ids[start : start + CHUNK])
            stored = load(system, obj, part, "delete", deletion=deletion_id)
            drafts = [
                Draft(
                    place,
                    Change(obj.name, each.id, "restore", each.values, dict(each.values)),
                    frozenset(),
                )
                for place, each in enumerate(stored.values())
            ]
            saves.append(Save.of(context, obj, drafts))
    return saves


def _in_the_way(save: Save, family: Members) -> list[Problem]:
    return [*_missing_masters(save, family), *_taken_values(save)]


def _missing_masters(save: Save, family: Members) -> list[Problem]:
    if not save.obj.master:
        return []
    field = save.obj.fields[save.obj.master]
    coming = set(family.get(field.target, ()))
    wanted = {draft.values.get(field.name) for draft in save.drafts} - coming - {None}
    if not wanted:
        return []
    master = save.context.model.objects[field.target]
    table = save.context.columns.table(master).table
    live = set(
        save.connection.execute(
            sa.select(table.c.id).where(
                table.c.id.in_(list(wanted)), table.c.deleted_at.is_(None)
            )
        ).scalars()
    )
    return [_no_master(master) for _ in wanted - live]


def _no_master(master: ObjectDef) -> Problem:
    return at_field(
        "",
        "record.master_in_trash",
        text(
            "The {label} that this belongs to is in the trash.",
            "所属的{label}在回收站中。",
            label=master.label,
        ),
        text("restore it first", "请先恢复它"),
    )


def _taken_values(save: Save) -> list[Problem]:
    problems = []
    for field in shape_of(save.context.model, save.obj).unique:
        keys = {
            key
            for draft in save.drafts
            if (key := unique_key(field, draft.values.get(field.name))) is not None
        }
        if keys:
            held = holders_of(save.context, save.obj, save.connection, field, keys)
            problems += [taken(field) for _ in held]
    return problems


def _bring_back(save: Save) -> None:
    save.run_hooks(Stage.BEFORE)
    save.run_hooks(Stage.VALIDATION)
    save.run_hooks(Stage.LOCKS)
    table = save.context.columns.table(save.obj).table
    save.connection.execute(
        table.update()
        .where(table.c.id.in_([draft.change.id for draft in save.drafts]))
        .values(
            deleted_at=None,
            deleted_by=None,
            deletion=None,
            row_version=table.c.row_version + 1,
        )
    )
    note_write(save.connection)
    save.run_hooks(Stage.WRITE)


def _follow(save: Save) -> None:
    roll_up(save)
    # Nobody kept the roll-ups of a record while it was away.
    ids = [draft.change.id for draft in save.drafts]
    refresh_rollups(save, ids, rollups_into(save.context.model, save.obj.name))
    save.run_hooks(Stage.ROLLUPS)
    save.run_hooks(Stage.AFTER)
    bare = [Change(each.object, each.id, "restore", {}, {}) for each in save.changes]
    keep_history(save, "restore", bare)
    index(save, save.drafts)
    save.run_hooks(Stage.HISTORY)
    save.run_hooks(Stage.OUTBOX)


def _erase(context: Context, obj: ObjectDef, ids: Sequence[UUID]) -> None:
    tables = context.columns.table(obj)
    connection = context.connection
    for side in tables.side_tables:
        connection.execute(side.delete().where(side.c.record_id.in_(ids)))
    connection.execute(
        history.delete().where(history.c.object_uid == obj.uid, history.c.record_id.in_(ids))
    )
    connection.execute(tables.table.delete().where(tables.table.c.id.in_(ids)))
    if obj.name == USER_OBJECT:
        forget_users(connection, ids)
