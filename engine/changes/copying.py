"""Copies the values of a field to the columns of its new type, in batches, and then switches.

Each batch is one transaction that also moves the cursor: a job that is killed goes on where the last
batch ended. Saves write both places meanwhile, so a batch never overtakes anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.applying import COPY_TOPIC, apply
from engine.changes.naming import field_of
from engine.changes.planning import plan_outcome
from engine.changes.stored_packages import load_packages
from engine.errors import ApplyError
from engine.kernel.actor import system_actor
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.kernel.model import ObjectDef
from engine.storage.becoming import Becoming, side_values
from engine.storage.system import meta_copy
from engine.storage.tables import ObjectTable
from engine.text import text

BATCH = 500
_TRIES = 5


class CopyValues:
    """Works on one field until its values are in their new place and the map has switched."""

    topic = COPY_TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Copy, verify, switch; nothing when the change was taken back meanwhile.

        ApplyError ``copy.lost`` when a value does not go into the new type and nobody agreed to that.
        """
        field = UUID(job.payload["field"])
        while True:
            found = _place(context, field)
            if found is None:
                return
            obj, table, becoming = found
            try:
                done, total, over = _batch(context, field, table, becoming)
            except ApplyError as moved:
                renewed = context.renewed() if moved.passing else None
                if renewed is None:
                    raise
                context = renewed
                continue
            if over:
                break
            if not job.report(done, total, ""):
                return
        _verify(context, field, *found)
        _switch(context, field, obj, becoming)


def _place(context: Context, field: UUID) -> tuple[ObjectDef, ObjectTable, Becoming] | None:
    """Find the field at the context's revision, if it is still changing its type."""
    component = context.model.by_uid(field)
    obj = context.model.get(component.of) if component is not None else None
    if component is None or obj is None:
        return None
    table = context.columns.table(obj)
    becoming = table.becoming.get(component.name)
    return None if becoming is None else (obj, table, becoming)


def _batch(
    context: Context, field: UUID, table: ObjectTable, becoming: Becoming
) -> tuple[int, int, bool]:
    key = table.table.c.id
    with context.database.writing(revision=context.revision) as conn:
        mine = meta_copy.c.field == field
        state = conn.execute(sa.select(meta_copy).where(mine).with_for_update()).one_or_none()
        if state is None:
            return 0, 0, True
        query = sa.select(table.table).order_by(key).limit(BATCH).with_for_update()
        if state.cursor is not None:
            query = query.where(key > state.cursor)
        rows = [dict(row) for row in conn.execute(query).mappings()]
        if not rows:
            return state.done, state.total, True
        becoming.write(conn, table.table, _values(conn, table, becoming.old.name, rows))
        done = state.done + len(rows)
        step = {"cursor": rows[-1]["id"], "done": done, "total": max(done, state.total)}
        conn.execute(meta_copy.update().where(mine).values(step))
    return done, max(done, state.total), False


def _values(
    conn: Connection, table: ObjectTable, name: str, rows: Sequence[Mapping[str, Any]]
) -> dict[UUID, Any]:
    """Give the present value of each record that is copied."""
    if name not in table.sides:
        return {row["id"]: table.value(name, row) for row in rows}
    found = side_values(conn, table.side(name), [row["id"] for row in rows])
    return {row["id"]: found.get(row["id"]) for row in rows}


def _filled(table: ObjectTable, name: str) -> sa.ColumnElement[bool]:
    """Give the condition that a record has a value in the present place."""
    if name in table.sides:
        return sa.exists().where(table.side(name).c.record_id == table.table.c.id)
    parts = [column for part, column in table.parts(name) if not part.kept]
    return sa.or_(*(column.is_not(None) for column in parts))


def _verify(
    context: Context, field: UUID, obj: ObjectDef, table: ObjectTable, becoming: Becoming
) -> None:
    """Compare both places: every record that had a value has one, and no other has."""
    old, new = _filled(table, becoming.old.name), becoming.filled(table.table)
    count = sa.select(sa.func.count()).select_from(table.table)
    with context.database.reading() as conn:
        missing = conn.scalar(count.where(old, ~new)) or 0
        surplus = conn.scalar(count.where(~old, new)) or 0
        may_lose = conn.scalar(
            sa.select(meta_copy.c.may_lose).where(meta_copy.c.field == field)
        )
    if (missing and not may_lose) or surplus:
        _note_failure(context, field, missing + surplus)
        raise ApplyError(
            "copy.lost",
            text(
                "{count} values of {field} do not go into the new type",
                "{field}有 {count} 个值无法转换为新类型",
                count=missing + surplus,
                field=field_of(obj, becoming.old),
            ),
            hint=text(
                "repair them and retry the job, or change the type back",
                "请修正后重试任务，或改回原类型",
            ),
        )


def _note_failure(context: Context, field: UUID, count: int) -> None:
    """Let a retry begin anew: what is repaired by then is copied."""
    again = {"state": "failed", "lost": count, "cursor": None, "done": 0}
    with context.database.writing() as conn:
        conn.execute(meta_copy.update().where(meta_copy.c.field == field).values(again))


def _switch(context: Context, field: UUID, obj: ObjectDef, becoming: Becoming) -> None:
    """Make the revision with the new type; others may apply theirs in between."""
    assert context.catalogue is not None, "jobs run in a context of the runtime"
    for left in reversed(range(_TRIES)):
        with context.database.snapshot() as conn:
            if not _still_copied(conn, field):
                return
            installed = load_packages(conn)
            planned = plan_outcome(
                conn,
                context.catalogue,
                tuple(installed.values()),
                installed,
                ready=frozenset((field,)),
            )
        component = planned.model.by_uid(field)
        assert component is not None
        if planned.blocked:
            _note_failure(context, field, sum(step.rows or 0 for step in planned.blocked))
        new = component.body["type"]
        said = new if new != becoming.old.type.name else "unique"
        message = f"{obj.name}.{component.name} is {said} now"
        try:
            apply(
                context.database, planned, actor=system_actor("change of type"), message=message
            )
        except ApplyError as stale:
            if stale.code != "apply.stale" or not left:
                raise
        else:
            return


def _still_copied(conn: Connection, field: UUID) -> bool:
    query = sa.select(meta_copy.c.field).where(meta_copy.c.field == field)
    return conn.scalar(query) is not None
