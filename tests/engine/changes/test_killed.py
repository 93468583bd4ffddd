"""A process killed while it changes metadata leaves the old revision or the new one, whole."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from itertools import count

import pytest
import sqlalchemy as sa

from engine import changes
from engine.changes.steps import Action
from engine.kernel.component import Component
from engine.kernel.ids import derived_uid
from engine.runtime import runtime
from engine.storage import ddl
from engine.storage.system import outbox
from tests.engine.changes.working import (
    ACTOR,
    applied,
    insert,
    planned,
    read,
    small,
    with_bodies,
    with_fields,
    work_off,
)


def kill_at(database, statement: int) -> None:
    """Kill this process with -9 just after it has sent its n-th statement."""
    sent = 0

    def after(*_: object) -> None:
        nonlocal sent
        sent += 1
        if sent == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(database.engine, "after_cursor_execute", after)


def survives(tenant, statement: int, work=work_off) -> bool:
    """Work in a process that is killed at a statement; tell whether it ended by itself."""
    child = os.fork()
    if child == 0:
        try:
            kill_at(tenant.database, statement)
            work(tenant)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def of_every_sort():
    """A change with every action: tables, columns, side tables, indexes, fills, copies, deletions."""
    package = small()
    stay = tuple(c for c in package.components if c.key != ("field", "machine", "running"))
    package = replace(package, components=stay)
    uid = derived_uid("", "object", "", "tool")
    tool = Component("object", "tool", "", {"label": {"en": "Tool"}}, "small", uid)
    package = replace(package, components=(*package.components, tool))
    package = with_fields(package, "tool", name={"type": "text", "unique": True})
    package = with_fields(package, "deal", notes={"type": "text"})
    package = with_bodies(package, ("object", "", "deal"), indexes=[])
    two = {"type": "formula", "returns": "decimal", "expr": "1 + 1", "store": True}
    return with_fields(
        package,
        "machine",
        name={"type": "text", "required": True, "unique": True},
        power={"type": "text"},
        labels={"type": "tags"},
        doubled=two,
    )


@pytest.mark.slow
def test_a_change_of_every_sort_killed_at_any_statement_is_whole_or_not_there(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5}, {"name": "b"})
    insert(tenant, "deal", {"name": "d", "notes": "as it was"})
    plan = planned(tenant, of_every_sort(), delete=[("field", "machine", "running")])
    actions = {step.action for step in plan.steps}
    assert actions >= set(Action) - {Action.PURGE, Action.COMPACT}, actions
    with tenant.database.reading() as conn:
        before = _tables(conn)

    def doomed(tenant):
        changes.apply(tenant.database, plan, actor=ACTOR, message="doomed")

    for statement in count(1):
        if survives(tenant, statement, doomed):
            break
        with tenant.database.reading() as conn:
            assert _tables(conn) == before, statement
            assert conn.scalar(sa.select(sa.func.count()).select_from(outbox)) == 0
        assert runtime(tenant).context(None, "test").revision == 1, statement
    assert statement > len(plan.steps)
    assert runtime(tenant).context(None, "test").revision == 2
    work_off(tenant)
    assert planned(tenant, of_every_sort()).empty
    context = runtime(tenant).context(None, "test")
    with tenant.database.reading() as conn:
        assert list(changes.drift(conn, context.model)) == []
    assert read(tenant, "machine", "power") == ["5", None]
    assert read(tenant, "machine", "doubled") == [2, 2]
    assert read(tenant, "deal", "notes") == ["as it was"]


def _tables(conn):
    return ddl.table_names(conn), ddl.physical_columns(conn, "machine")


@pytest.mark.slow
def test_values_computed_anew_are_right_whenever_the_job_is_killed(tenant, monkeypatch):
    monkeypatch.setattr("engine.records.rebuilding.CHUNK", 2)
    insert(tenant, "machine", *({"name": f"m{n}", "power": n} for n in range(7)))
    doubled = {"type": "formula", "returns": "decimal", "expr": "power * 2", "store": True}
    applied(tenant, with_fields(small(), "machine", doubled=doubled))
    for statement in count(1):
        if survives(tenant, statement):
            break
        with tenant.database.writing() as conn:
            # As if the time of the dead worker's lease had passed.
            conn.execute(outbox.update().values(lease=None, attempts=0))
    assert statement > 4, "several batches"
    assert read(tenant, "machine", "doubled") == [n * 2 for n in range(7)]
    with tenant.database.reading() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(outbox)) == 0
