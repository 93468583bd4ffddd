"""Puts records into the trash and takes them out again: with what goes along, under one deletion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from engine.errors import InvalidRecord, Problem
from engine.kernel.context import Context
from engine.kernel.extension import Change, Stage
from engine.kernel.ids import new_id
from engine.kernel.model import ObjectDef
from engine.records.drafts import Draft, Save
from engine.records.family import Members, blocked, cleared, members_below
from engine.records.history import keep_history
from engine.records.loading import Stored, load
from engine.records.meanwhile import note_write
from engine.records.pipeline import finish_change
from engine.records.problems import at_field, denied, not_found, stale
from engine.records.rollups import roll_up
from engine.storage.search import remove
from engine.storage.system import deletion
from engine.text import text

CHUNK = 500


def delete(
    context: Context, obj: ObjectDef, ids: Sequence[UUID], row_version: int | None = None
) -> dict[UUID, UUID]:
    """Put records into the trash, each with what goes along under one deletion; gives the deletions.

    ``row_version`` is the one that was seen of a single record. Raises `RecordNotFound`,
    `AccessDenied`, `StaleRecord`, or `InvalidRecord` when other records hold one back.
    """
    stored = load(context, obj, sorted(set(ids)), "delete")
    for record_id in ids:
        if record_id not in stored:
            raise not_found(obj)
        if not stored[record_id].allowed:
            raise denied(obj, "delete")
        aged = stale(context, obj, row_version, {}, stored[record_id].values)
        if aged is not None:
            raise aged
    gone: dict[UUID, UUID] = {}
    for record_id in ids:
        if record_id not in gone:
            deletion_id, family = _delete_one(context, obj, stored[record_id])
            gone.update(dict.fromkeys(family[obj.name], deletion_id))
    return {each: gone[each] for each in ids}


def _delete_one(context: Context, obj: ObjectDef, root: Stored) -> tuple[UUID, Members]:
    family = members_below(context, obj, [root.id])
    problems = [_held_back(name, count) for name, count in blocked(context, family)]
    if problems:
        raise InvalidRecord(problems)
    _clear_references(context, family)
    deletion_id = new_id()
    now = context.now
    context.connection.execute(
        deletion.insert().values(
            id=deletion_id,
            object=obj.uid,
            record=root.id,
            label=_label(context, obj, root),
            by=context.actor.user_id,
            at=now,
            count=sum(len(ids) for ids in family.values()),
        )
    )
    # Details first: their roll-ups look at masters that are still there.
    for name in reversed(list(family)):
        _mark(context, context.model.objects[name], family[name], deletion_id)
    return deletion_id, family


def _mark(context: Context, obj: ObjectDef, ids: Sequence[UUID], deletion_id: UUID) -> None:
    system = context.as_system("cascade of a deletion")
    for start in range(0, len(ids), CHUNK):
        stored = load(system, obj, sorted(ids[start : start + CHUNK]), "delete")
        save = _save(context, obj, stored.values(), "delete")
        save.run_hooks(Stage.BEFORE)
        save.run_hooks(Stage.VALIDATION)
        save.run_hooks(Stage.LOCKS)
        table = context.columns.table(obj).table
        context.connection.execute(
            table.update()
            .where(table.c.id.in_(list(stored)))
            .values(
                deleted_at=save.now,
                deleted_by=context.actor.user_id,
                deletion=deletion_id,
                row_version=table.c.row_version + 1,
            )
        )
        note_write(context.connection)
        save.run_hooks(Stage.WRITE)
        roll_up(save)
        save.run_hooks(Stage.ROLLUPS)
        save.run_hooks(Stage.AFTER)
        _note(save, "delete")
        remove(context.connection, list(stored))
        save.run_hooks(Stage.HISTORY)
        save.run_hooks(Stage.OUTBOX)


def _note(save: Save, action: str) -> None:
    """Write one history row per record; its values are still there, so none are repeated."""
    bare = [Change(each.object, each.id, action, {}, {}) for each in save.changes]
    keep_history(save, action, bare)


def _save(context: Context, obj: ObjectDef, stored: Iterable[Stored], action: str) -> Save:
    drafts = [
        Draft(
            place,
            Change(obj.name, each.id, action, each.values, dict(each.values)),
            frozenset(),
        )
        for place, each in enumerate(stored)
    ]
    return Save.of(context, obj, drafts)


def _clear_references(context: Context, family: Members) -> None:
    """Blank the references that the declaration lets go, as changes with a history of their own."""
    system = context.as_system("references to a deleted record")
    for obj, field, ids in cleared(context, family):
        gone = {each for members in family.values() for each in members}
        for start in range(0, len(ids), CHUNK):
            stored = load(system, obj, sorted(ids[start : start + CHUNK]), "update")
            save = _save(system, obj, stored.values(), "update")
            for draft in save.drafts:
                value = draft.values.get(field.name)
                kept = (
                    tuple(each for each in value if each not in gone)
                    if isinstance(value, tuple)
                    else None
                )
                draft.values[field.name] = kept
            finish_change(save)


def _held_back(name: ObjectDef, count: int) -> Problem:
    return at_field(
        "",
        "record.in_use",
        text(
            "{count} {label} refer to this, so it cannot be deleted.",
            "有 {count} 条{label}引用此记录，无法删除。",
            count=count,
            label=name.plural or name.label,
        ),
        text("change or delete them first", "请先修改或删除它们"),
    )


def _label(context: Context, obj: ObjectDef, stored: Stored) -> str:
    field = obj.fields.get(obj.name_field)
    if field is None:
        return ""
    return field.type.display(stored.values.get(field.name), field, context.actor.locale)
