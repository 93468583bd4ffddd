"""Applies a plan: tables, metadata and the new revision in one transaction (decision 9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes import companions, locks
from engine.changes.building import put_build
from engine.changes.compacting import rewrite
from engine.changes.exporting import export_losses, note_exports
from engine.changes.history import Revision
from engine.changes.inspecting import inspect
from engine.changes.ledgers import note_names
from engine.changes.naming import full_name, sentences
from engine.changes.outside_views import changed_views, keep_views
from engine.changes.rights_given import check_given
from engine.changes.steps import Action, ComponentChange, Plan, Step, StepClass
from engine.changes.stored_packages import body_revisions, remove_packages, save_packages
from engine.changes.vacant import require_vacant
from engine.changes.watching import (
    CHECKING,
    WRITING,
    GoOn,
    Moment,
    Watch,
    in_change,
    tell_waiting,
    unwatched,
)
from engine.errors import ApplyError, EngineError
from engine.jobs import progress
from engine.kernel.actor import Actor
from engine.kernel.context import utc_now
from engine.kernel.model import Model, ObjectDef
from engine.records.rebuilding import TOPIC as REBUILD_TOPIC
from engine.storage import ddl, outbox
from engine.storage.columns import MapRow, Role
from engine.storage.database import Database
from engine.storage.files import FileStore
from engine.storage.metadata import Stored, save_components
from engine.storage.putting import put_rows
from engine.storage.system import (
    HEAD_ID,
    meta_change,
    meta_column,
    meta_copy,
    meta_head,
    meta_revision,
)
from engine.text import Text, text

Exports = list[dict[str, Any]]
Also = Callable[[Connection, Revision], None]
COPY_TOPIC = "changes.copy"


def apply(  # noqa: PLR0913  each is said by who applies
    database: Database,
    plan: Plan,
    *,
    actor: Actor,
    message: str,
    confirm: str = "",
    files: FileStore | None = None,
    also: Also | None = None,
    watch: Watch = unwatched,
) -> Revision:
    """Make the plan's outcome the next revision, or change nothing at all.

    A plan by which people lose values, or a package much of what it has, needs its
    `Plan.confirmation` in ``confirm``; values that are lost are written to ``files`` first. ``also``
    is done in the same transaction. ``watch`` hears of each step, and may cancel all of it until the
    commit. ApplyError: ``apply.blocked`` for a plan with blocked steps, ``apply.unconfirmed``,
    ``apply.stale`` when another revision was applied since, or values were saved where the plan found
    none, ``apply.busy`` when the database gave no moment, ``apply.drift`` when tables are not what
    the metadata say.
    AccessDenied when the plan gives a system right that the actor lacks.
    """
    check_applicable(plan, actor, confirm)
    exports = export_losses(database, plan, files)
    _make_tables(plan)
    views = changed_views(plan)
    for attempt in locks.attempts():
        if attempt and watch is not unwatched:
            tell_waiting(watch, plan, attempt, locks.holder(database, plan.before))
        try:
            with locks.changing(database) as conn:
                said = (actor, message, exports)
                revision = _apply(database, conn, plan, said, views, watch)
                if also is not None:
                    also(conn, revision)
                return revision
        except sa.exc.IntegrityError as error:
            raise _clash(error) from error
        except (sa.exc.DBAPIError, EngineError) as error:
            if not locks.gives_way(error):
                raise
    raise locks.busy(database, plan.before)


def _make_tables(plan: Plan) -> None:
    """Make what the steps need of the tables to come before anybody waits for them."""
    for name in {step.object for step in in_change(plan.steps)}:
        if name in plan.model.objects:
            plan.columns.table(plan.model.objects[name])


def check_applicable(plan: Plan, actor: Actor, confirm: str) -> None:
    """Refuse a plan that is blocked, not confirmed, or gives what the actor may not give."""
    check_given(actor, plan)
    _refuse_blocked(plan)
    _refuse_unconfirmed(plan, confirm)


def _apply(  # noqa: PLR0913  what is said is handed on
    database: Database,
    conn: Connection,
    plan: Plan,
    said: tuple[Actor, str, Exports],
    views: Mapping[UUID, bool],
    watch: Watch,
) -> Revision:
    locks.lock_head(database, conn, plan.base)
    require_vacant(conn, plan.vacant)
    steps = in_change(plan.steps)
    watch(Moment(0, len(steps), WRITING))
    revision = _write(conn, plan, said)
    # 0080: readers of the tables wait from here on, so all that can be done before is done.
    locks.lock_tables(conn, plan.before)
    for number, step in enumerate(steps, 1):
        here = Moment(number, len(steps), step.text)
        watch(here)
        _do(conn, plan, step, partial(watch, here))
    keep_views(conn, plan, views)
    inspect(conn, plan)
    watch(Moment(len(steps), len(steps), CHECKING))
    return revision


def _write(conn: Connection, plan: Plan, said: tuple[Actor, str, Exports]) -> Revision:
    """Write the metadata and the new revision, and put the jobs."""
    actor, message, exports = said
    rev = plan.base + 1
    for step in plan.steps:
        if step.later:
            _leave_to_job(conn, plan, step, rev, actor)
    _end_copies(conn, plan)
    _save_columns(conn, plan.map_rows, rev)
    _forget_columns(conn, plan.purged)
    save_components(conn, component_rows(plan), rev)
    inverse = _inverse(conn, plan)
    save_packages(conn, plan.packages, rev)
    remove_packages(conn, plan.gone, rev)
    note_names(conn, plan.packages, plan.changes)
    revision = Revision(
        rev=rev,
        parent=plan.base,
        digest=plan.model.digest,
        at=utc_now(),
        by=actor.user_id,
        actor=actor.system_reason or actor.name,
        message=message,
    )
    _save_revision(conn, plan, revision, {"inverse": inverse, "exports": exports or None})
    note_exports(conn, exports, actor.user_id)
    return revision


def _do(conn: Connection, plan: Plan, step: Step, go_on: GoOn) -> None:
    if step.action is Action.UNINDEX:
        ddl.drop_index(conn, step.physical)
    elif step.action is Action.PURGE:
        _destroy(conn, plan, step)
    elif step.action is Action.COMPACT:
        rewrite(conn, plan, step)
    else:
        _make(conn, plan, step, go_on)


def _make(conn: Connection, plan: Plan, step: Step, go_on: GoOn) -> None:
    table = plan.columns.table(plan.model.objects[step.object])
    if step.action is Action.TABLE:
        ddl.create_object_table(conn, table)
    elif step.action is Action.COLUMN:
        ddl.add_column(conn, table.table, table.table.c[step.physical])
    elif step.action is Action.SIDE:
        ddl.create_side_table(conn, table.side_called(step.physical))
    elif step.action is Action.INDEX:
        ddl.create_index(conn, table, table.index(step.physical))
    else:
        companions.fill(conn, table, step, go_on)


def _destroy(conn: Connection, plan: Plan, step: Step) -> None:
    row = next(each for each in plan.purged if each.physical == step.physical)
    if row.role in (Role.SIDE, Role.TABLE):
        ddl.drop_table(conn, step.physical)
    else:
        ddl.drop_column(conn, plan.before[row.object], step.physical)


def _leave_to_job(conn: Connection, plan: Plan, step: Step, rev: int, actor: Actor) -> None:
    obj = plan.model.objects[step.object]
    payload = {"object": str(obj.uid)}
    if step.action is Action.COPY:
        _begin_copy(conn, obj, step, rev, actor)
        return
    if step.action is Action.REBUILD:
        outbox.put(conn, REBUILD_TOPIC, str(obj.uid), payload, rev, actor.user_id)
        return
    put_build(conn, obj, step.physical, step.text, rev, actor.user_id, utc_now())


def _begin_copy(conn: Connection, obj: ObjectDef, step: Step, rev: int, actor: Actor) -> None:
    """Put the job that copies, as one that people watch, with its place to begin."""
    field = obj.fields[step.field].uid
    conn.execute(meta_copy.delete().where(meta_copy.c.field == field))
    conn.execute(
        meta_copy.insert().values(
            field=field,
            object=obj.uid,
            rev=rev,
            state="copying",
            total=step.rows or 0,
            may_lose=step.cls is StepClass.LOSSY,
        )
    )
    payload = {"object": str(obj.uid), "field": str(field)}
    made = outbox.put(conn, COPY_TOPIC, str(field), payload, rev, actor.user_id)
    progress.announce(conn, made, COPY_TOPIC, str(field), step.text, actor.user_id, utc_now())


def _end_copies(conn: Connection, plan: Plan) -> None:
    """Forget copies of fields that are not changing their type any more, or that are gone."""
    if plan.old is None or _becoming(plan.old):
        going = _becoming(plan.model)
        conn.execute(meta_copy.delete().where(meta_copy.c.field.not_in(going)))


def _becoming(model: Model) -> list[UUID]:
    fields = (field for obj in model.objects.values() for field in obj.fields.values())
    return [field.uid for field in fields if field.becoming is not None]


def component_rows(plan: Plan) -> Iterable[Stored]:
    """Give the components as a plan writes them; those that it deletes are dead."""
    for change in plan.changes:
        if change.after is not None:
            yield change.after
        elif change.before is not None:
            yield Stored(change.before.component, change.before.digest, dead=True)


def _forget_columns(conn: Connection, rows: Iterable[MapRow]) -> None:
    for row in rows:
        conn.execute(
            meta_column.delete().where(
                meta_column.c.object == row.object,
                meta_column.c.physical == row.physical,
                meta_column.c.role == str(row.role),
            )
        )


def _save_columns(conn: Connection, rows: Iterable[MapRow], rev: int) -> None:
    fresh = [
        {
            "object": row.object,
            "physical": row.physical,
            "owner": row.owner,
            "part": row.part,
            "role": str(row.role),
            "family": row.family,
            "rev": rev,
            "dead": row.dead,
        }
        for row in rows
    ]
    put_rows(conn, meta_column, fresh)


def _inverse(conn: Connection, plan: Plan) -> dict[str, object]:
    """Say which bodies of packages put back would undo this."""
    names = [*(package.name for package in plan.packages), *plan.gone]
    replaced = body_revisions(conn, names)
    return {"packages": {name: replaced.get(name) for name in names}}


def _save_revision(
    conn: Connection, plan: Plan, revision: Revision, kept: Mapping[str, object]
) -> None:
    conn.execute(
        meta_revision.insert(),
        {
            "rev": revision.rev,
            "parent": revision.parent,
            "digest": revision.digest,
            "at": revision.at,
            "by": revision.by,
            "actor": revision.actor,
            "message": revision.message,
            "plan_digest": plan.digest,
            "plan": [step.as_json() for step in plan.steps],
            **kept,
        },
    )
    rows = [_change_row(change, revision.rev) for change in plan.changes]
    if rows:
        conn.execute(meta_change.insert(), rows)
    conn.execute(
        meta_head.update()
        .where(meta_head.c.id == HEAD_ID)
        .values(rev=revision.rev, digest=revision.digest)
    )


def _change_row(change: ComponentChange, rev: int) -> dict[str, object]:
    known = change.after or change.before
    assert known is not None
    return {
        "rev": rev,
        "uid": change.uid,
        "kind": known.component.kind,
        "of": known.component.of,
        "name": known.component.name,
        "before": _body(change.before),
        "after": _body(change.after),
        "was": _former_name(change),
    }


def _former_name(change: ComponentChange) -> str | None:
    if change.before is None or change.after is None:
        return None
    before, after = change.before.component, change.after.component
    return None if before.key == after.key else full_name(before)


def _body(stored: Stored | None) -> object:
    return None if stored is None or stored.dead else dict(stored.component.body)


def _refuse_blocked(plan: Plan) -> None:
    if plan.blocked:
        raise ApplyError("apply.blocked", plan.blocked[0].text)


def _refuse_unconfirmed(plan: Plan, confirm: str) -> None:
    if plan.confirmation and confirm != plan.confirmation:
        raise ApplyError(
            "apply.unconfirmed",
            _at_stake(plan),
            hint=text(
                "to confirm, give: {words}", "确认请输入：{words}", words=plan.confirmation
            ),
        )


def _at_stake(plan: Plan) -> Text:
    if not plan.lossy:
        asked = sentences(step.text for step in plan.steps if step.asks)
        return text("to be confirmed: {what}", "需要确认：{what}", what=asked)
    return text(
        "values would be lost: {what}",
        "将丢失数据：{what}",
        what=sentences(
            text("{what} ({n})", "{what}（{n}）", what=step.text, n=step.lost)
            for step in plan.lossy
        ),
    )


def _clash(error: sa.exc.IntegrityError) -> ApplyError:
    return ApplyError(
        "apply.blocked",
        text(
            "stored records break a rule of this change: {detail}",
            "现有记录与此次更改冲突：{detail}",
            detail=str(error.orig).partition("\n")[0],
        ),
    )
