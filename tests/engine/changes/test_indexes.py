"""Indexes on tables that hold rows: built by a job beside the work, seen, and mended after a kill."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from itertools import count

import pytest
import sqlalchemy as sa

from engine import changes
from engine.changes import drift
from engine.runtime import runtime
from engine.session import open_session
from engine.storage import ddl, indexing
from engine.storage.system import outbox
from tests.engine.changes.test_killed import kill_at
from tests.engine.changes.working import (
    applied,
    insert,
    planned,
    small,
    with_bodies,
    with_fields,
    work_off,
)

MACHINE = ("object", "", "machine")


def by_power(unique=False):
    index = {"id": "p", "fields": ["power"], "unique": unique}
    return with_bodies(small(), MACHINE, indexes=[index])


@pytest.fixture
def filled(tenant):
    """The small company with two machines; on SQLite indexes are built in the apply."""
    insert(tenant, "machine", {"name": "a", "power": 5}, {"name": "b", "power": 7})
    return tenant


@pytest.fixture
def beside(filled):
    if filled.database.dialect == "sqlite":
        pytest.skip("SQLite builds in the apply")
    return filled


def of_power(tenant):
    session = open_session(tenant, "system:test")
    return next(each for each in session.indexes() if each.fields == ("power",))


def state(tenant):
    return of_power(tenant).state.value


def being_built(tenant):
    with tenant.database.reading() as conn:
        found = indexing.built_indexes(conn).get(of_power(tenant).name)
    return found is not None and found.building


def told(tenant):
    context = runtime(tenant).context(None, "test")
    with tenant.database.reading() as conn:
        return [str(problem.text) for problem in drift(conn, context.model)]


def let_go(tenant):
    """As if the time of a dead worker's lease had passed."""
    with tenant.database.writing() as conn:
        conn.execute(outbox.update().values(lease=None, attempts=0))


@contextmanager
def somebody_reads(tenant):
    """A transaction that is open, and for which a build must wait."""
    engine = sa.create_engine(tenant.dsn, isolation_level="REPEATABLE READ")
    with engine.connect() as conn:
        conn.exec_driver_sql("SELECT 1 FROM pg_class LIMIT 1")
        yield
    engine.dispose()


@contextmanager
def killed_worker(tenant, statement=None):
    """A worker in another process, killed -9 at a statement or at the end of the block."""
    tenant.database.let_go()
    child = os.fork()
    if child == 0:
        try:
            if statement is not None:
                kill_at(tenant.database, statement)
            work_off(tenant)
        finally:
            os._exit(0)
    ended = []
    yield ended
    if statement is None:
        os.kill(child, 9)
    ended.append(os.WIFSIGNALED(os.waitpid(child, 0)[1]))


def until(what):
    end = time.monotonic() + 10
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_index_waits_for_its_job_and_the_plan_is_empty_meanwhile(filled):
    plan = planned(filled, by_power())
    [step] = [each for each in plan.steps if each.action == "index"]
    by_a_job = filled.database.dialect == "postgresql"
    assert (step.cls, step.later, step.lock) == (
        "index", by_a_job, "none" if by_a_job else "writers",
    )  # fmt: skip
    revision = applied(filled, by_power())
    assert state(filled) == ("waiting" if by_a_job else "built")
    assert planned(filled, by_power()).empty
    assert told(filled) == []
    left = open_session(filled, "system:test").indexes(revision.rev)
    assert [each.state for each in left] == ["waiting"] * by_a_job
    work_off(filled)
    assert state(filled) == "built"
    assert [
        each.state for each in open_session(filled, "system:test").indexes(revision.rev)
    ] == ["built"] * by_a_job


def test_a_unique_index_that_fails_names_the_records(beside):
    applied(beside, by_power(unique=True))
    first, other = insert(
        beside, "machine", {"name": "c", "power": 9}, {"name": "d", "power": 9}
    )
    work_off(beside)
    found = of_power(beside)
    assert found.state == "failed"
    assert [set(group) for group in found.again] == [{first, other}]
    assert "occur more than once: 1" in str(found.error)
    assert "重复出现" in found.error.to("zh")
    assert told(beside) == ["machine: no valid index by power (its build failed)"]
    with beside.database.reading() as conn:
        assert found.name not in ddl.table_names(conn), "nothing is left behind"
    session = open_session(beside, "system:test")
    [group] = changes.clashing(session.context, found)
    assert {(each.id, each["power"]) for each in group} == {(first, 9), (other, 9)}
    session.records("machine").delete(other)
    [[left]] = changes.clashing(session.context, found)
    assert left.id == first, "the other one is gone by now"
    assert session.build_indexes() == 0, "at night it is left alone"
    assert session.build_indexes(failed=True) == 1
    work_off(beside)
    assert state(beside) == "built"


def test_a_build_whose_index_nobody_wants_any_more_leaves_nothing(beside):
    applied(beside, by_power())
    name = of_power(beside).name
    applied(beside, small())
    work_off(beside)
    with beside.database.reading() as conn:
        assert name not in ddl.table_names(conn)
    assert told(beside) == []


def test_readers_and_writers_go_on_while_an_index_is_built(beside):
    applied(beside, by_power())
    with somebody_reads(beside), killed_worker(beside):
        until(lambda: being_built(beside))
        insert(beside, "machine", {"name": "meanwhile", "power": 1})
        assert (
            len(open_session(beside, "system:test").records("machine").search("m").records) < 9
        )


@pytest.mark.slow
def test_a_worker_killed_while_the_server_builds_on_is_followed_by_one_that_waits(beside):
    applied(beside, by_power())
    with somebody_reads(beside):
        with killed_worker(beside):
            until(lambda: being_built(beside))
        let_go(beside)
        assert state(beside) == "building", "the server has not noticed"
    work_off(beside)
    assert state(beside) == "built"


@pytest.mark.slow
def test_what_a_broken_build_left_is_found_dropped_and_built_again(beside):
    applied(beside, by_power())
    name = of_power(beside).name
    with somebody_reads(beside), killed_worker(beside):
        until(lambda: being_built(beside))
        with beside.database.without_transaction() as conn:
            ended = sa.func.pg_terminate_backend
            pid, of = sa.column("pid"), sa.column("datname")
            builds = sa.table("pg_stat_progress_create_index", pid, of, schema="pg_catalog")
            here = of == sa.func.current_database()
            conn.execute(sa.select(ended(pid)).select_from(builds).where(here))
    with beside.database.writing() as conn:
        conn.execute(outbox.delete())
    assert state(beside) == "invalid"
    assert told(beside) == [
        "machine: no valid index by power (left over from a build that was killed)"
    ]
    assert open_session(beside, "system:test").build_indexes() == 1
    work_off(beside)
    assert state(beside) == "built"
    with beside.database.reading() as conn:
        assert indexing.built_indexes(conn)[name].valid


@pytest.mark.slow
def test_a_build_killed_at_any_statement_is_done_by_the_next(beside):
    applied(beside, by_power())
    for statement in count(1):
        with killed_worker(beside, statement) as ended:
            pass
        if not ended[0]:
            break
        let_go(beside)
    work_off(beside)
    assert statement > 5
    assert state(beside) == "built"
    assert told(beside) == []


def test_what_is_missing_is_built_at_night(filled):
    name = of_firm(filled).name
    with filled.database.writing(exclusive=True) as conn:
        ddl.drop_index(conn, name)
    assert of_firm(filled).state == "missing"
    changes.mend(runtime(filled).context(None, "test"))
    work_off(filled)
    assert of_firm(filled).state == "built"


def of_firm(tenant):
    session = open_session(tenant, "system:test")
    return next(
        each
        for each in session.indexes()
        if (each.object.name, each.fields) == ("deal", ("firm",))
    )


def test_an_index_of_a_new_field_needs_no_job_where_there_are_no_rows(tenant):
    applied(tenant, with_fields(small(), "machine", maker={"type": "lookup", "to": "firm"}))
    session = open_session(tenant, "system:test")
    assert {each.state for each in session.indexes()} == {"built"}
