"""A process killed while it changes metadata leaves the old revision or the new one, whole."""

from __future__ import annotations

import os
import signal
from itertools import count

import pytest
import sqlalchemy as sa

from engine import changes
from engine.runtime import runtime
from engine.storage import ddl
from tests.engine.changes.working import ACTOR, insert, planned, read, small, with_fields

WIDE = {f"extra_{n}": {"type": "text", "unique": n == 0} for n in range(3)}


def kill_at(database, statement: int) -> None:
    """Kill this process with -9 just after it has sent its n-th statement."""
    sent = 0

    def after(*_: object) -> None:
        nonlocal sent
        sent += 1
        if sent == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(database.engine, "after_cursor_execute", after)


def survives(tenant, plan, statement: int) -> bool:
    """Apply in a process that is killed at a statement; tell whether it ended by itself."""
    child = os.fork()
    if child == 0:
        try:
            kill_at(tenant.database, statement)
            changes.apply(tenant.database, plan, actor=ACTOR, message="doomed")
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


@pytest.mark.slow
def test_a_change_killed_at_any_statement_is_whole_or_not_there(tenant):
    insert(tenant, "machine", {"name": "a"})
    plan = planned(tenant, with_fields(small(), "machine", **WIDE))
    with tenant.database.reading() as conn:
        before = ddl.table_names(conn), ddl.physical_columns(conn, "machine")
    for statement in count(1):
        if survives(tenant, plan, statement):
            break
        with tenant.database.reading() as conn:
            now = ddl.table_names(conn), ddl.physical_columns(conn, "machine")
        assert (now, runtime(tenant).context(None, "test").revision) == (before, 1), statement
    assert statement > len(plan.steps)
    assert runtime(tenant).context(None, "test").revision == 2
    assert planned(tenant, with_fields(small(), "machine", **WIDE)).empty
    insert(tenant, "machine", {"name": "b", "extra_0": "x"})
    assert read(tenant, "machine", "extra_0") == [None, "x"]
