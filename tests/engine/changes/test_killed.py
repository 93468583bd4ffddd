"""A process killed while it changes metadata leaves the old revision or the new one, whole."""

from __future__ import annotations

import os
import signal

import pytest
import sqlalchemy as sa

from engine import changes
from engine.runtime import runtime
from engine.storage import ddl
from tests.engine.changes.working import ACTOR, insert, planned, read, small, with_fields

WIDE = {f"extra_{n}": {"type": "text", "unique": n == 0} for n in range(5)}


def kill_at(database, statement: int) -> None:
    """Kill this process with -9 just after it has sent its n-th statement."""
    sent = 0

    def count(*_: object) -> None:
        nonlocal sent
        sent += 1
        if sent == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(database.engine, "after_cursor_execute", count)


@pytest.mark.parametrize("statement", [1, 4, 9, 14, 18, 1000])
def test_a_killed_change_is_whole_or_not_there(tenant, statement):
    insert(tenant, "machine", {"name": "a"})
    plan = planned(tenant, with_fields(small(), "machine", **WIDE))
    child = os.fork()
    if child == 0:
        try:
            kill_at(tenant.database, statement)
            changes.apply(tenant.database, plan, actor=ACTOR, message="doomed")
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    assert killed == (statement < 1000)
    rev = runtime(tenant).context(None, "test").revision
    with tenant.database.reading() as conn:
        columns = ddl.physical_columns(conn, "machine")
    assert rev == (1 if killed else 2)
    assert {name in columns for name in WIDE} == {not killed}
    again = planned(tenant, with_fields(small(), "machine", **WIDE))
    if killed:
        changes.apply(tenant.database, again, actor=ACTOR, message="again")
    else:
        assert again.empty
    insert(tenant, "machine", {"name": "b", "extra_0": "x"})
    assert read(tenant, "machine", "extra_0") == [None, "x"]
