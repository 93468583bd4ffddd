"""Tables follow the metadata while people work in them: names, readers, keys, indexes."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from engine import changes
from engine.changes import Edits, StepClass
from engine.errors import ApplyError, InvalidRecord
from engine.kernel.component import Component
from engine.kernel.ids import derived_uid
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session
from engine.storage import ddl
from tests.engine.changes.working import (
    ACTOR,
    applied,
    apply,
    insert,
    planned,
    read,
    small,
    with_fields,
)

KNOWN = catalogue()
TOOL = ("object", "", "x__tool")
NAME, SIZE = ("field", "x__tool", "x__name"), ("field", "x__tool", "x__size")


def edited(tenant, **edits):
    return apply(tenant, changes.plan_edits(tenant.database, KNOWN, Edits(**edits)))


def gate(tenant, obj):
    return open_session(tenant, "system:tests").records(obj)


def test_data_stay_through_a_renaming_and_back(tenant):
    fields = {NAME: {"type": "text"}, SIZE: {"type": "decimal"}}
    made = edited(tenant, put={TOOL: {"label": {"en": "Tool"}}, **fields})
    [saw] = insert(tenant, "x__tool", {"x__name": "saw", "x__size": 3})
    plan = changes.plan_edits(
        tenant.database, KNOWN, Edits(rename={TOOL: "x__device", SIZE: "x__length"})
    )
    assert {step.cls for step in plan.steps} == {StepClass.META}, "no column is touched"
    apply(tenant, plan)
    gate(tenant, "x__device").update(saw, {"x__length": 4})
    [axe] = insert(tenant, "x__device", {"x__name": "axe", "x__length": 7})
    apply(tenant, changes.plan_rollback(tenant.database, KNOWN, made.rev))
    found = gate(tenant, "x__tool")
    assert [(found.get(i)["x__name"], found.get(i)["x__size"]) for i in (saw, axe)] == [
        ("saw", 4),
        ("axe", 7),
    ]


@contextmanager
def reading(tenant, seconds: float):
    """Somebody reads the machines for so long, in one transaction; gives when that was over."""
    begun, ended = threading.Event(), list[float]()

    def read_on() -> None:
        with tenant.database.snapshot() as conn:
            name = ddl.qualified(conn, "machine")
            conn.exec_driver_sql(f"SELECT count(*) FROM {name}")
            begun.set()
            time.sleep(seconds)
            conn.exec_driver_sql(f"SELECT count(*) FROM {name}")
            ended.append(time.monotonic())

    reader = threading.Thread(target=read_on)
    reader.start()
    begun.wait()
    yield ended
    reader.join()


def test_readers_hardly_wait_while_a_change_waits_for_an_open_one(tenant):
    insert(tenant, "machine", {"name": "Press"})
    plan = planned(tenant, with_fields(small(), "machine", colour={"type": "text"}))
    waits: list[float] = []
    done = threading.Event()

    def read_often() -> None:
        while not done.is_set():
            began = time.monotonic()
            assert gate(tenant, "machine").count().value == 1
            waits.append(time.monotonic() - began)
            time.sleep(0.01)

    readers = [threading.Thread(target=read_often) for _ in range(2)]
    with reading(tenant, 1.0) as ended:
        for reader in readers:
            reader.start()
        changes.apply(tenant.database, plan, actor=ACTOR, message="test")
        applied_at = time.monotonic()
        done.set()
    for reader in readers:
        reader.join()
    if tenant.database.dialect == "postgresql":
        assert ended[0] < applied_at, "the change gives way to who came first"
    waits.sort()
    assert waits[int(len(waits) * 0.95)] < 0.5, waits[-5:]
    insert(tenant, "machine", {"name": "New", "colour": "red"})
    assert read(tenant, "machine", "colour") == [None, "red"]


CODE = {"type": "text", "label": {"en": "Code"}, "unique": True}
LONG = "a_name_that_is_as_long_as_a_name_may_be"


def test_the_same_unique_field_on_two_objects_is_unique_on_both(tenant):
    package = small()
    for ending in "ab":
        name = f"{LONG}{ending}"
        uid = derived_uid("", "object", "", name)
        added = Component("object", name, "", {"label": {"en": "T"}}, "small", uid)
        package = replace(package, components=(*package.components, added))
        package = with_fields(package, name, code=CODE, title={"type": "text"})
    applied(tenant, package)
    for ending in "ab":
        records = gate(tenant, f"{LONG}{ending}")
        records.create({"title": "one", "code": "X 1"})
        with pytest.raises(InvalidRecord):
            records.create({"title": "two", "code": "x 1"})
        with pytest.raises(sa.exc.IntegrityError):
            insert(tenant, f"{LONG}{ending}", {"title": "three", "code": "X 1"})
    with tenant.database.reading() as conn:
        assert list(changes.drift(conn, runtime(tenant).context(None, "test").model)) == []


def test_an_index_that_did_not_come_about_is_noticed_before_it_counts(tenant):
    package = with_fields(small(), "machine", code=CODE)
    plan = planned(tenant, package)
    [index] = [step.physical for step in plan.steps if step.action == "index"]
    with tenant.database.writing(exclusive=True) as conn:
        # Another table has an index of that name: "IF NOT EXISTS" is content with it.
        on = ddl.qualified(conn, "firm")
        conn.exec_driver_sql(f'CREATE INDEX "{index}" ON {on} (created_at)')
    with pytest.raises(ApplyError) as refused:
        apply(tenant, plan)
    assert refused.value.code == "apply.drift"
    with tenant.database.reading() as conn:
        assert "code" not in ddl.physical_columns(conn, "machine"), "nothing was changed"
    with tenant.database.writing(exclusive=True) as conn:
        ddl.drop_index(conn, index)
    apply(tenant, plan)
    gate(tenant, "machine").create({"name": "a", "code": "X 1"})
    with pytest.raises(InvalidRecord):
        gate(tenant, "machine").create({"name": "b", "code": "x 1"})
