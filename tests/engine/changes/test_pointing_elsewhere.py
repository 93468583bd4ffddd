"""A reference to a record of one object becomes one to several objects, and one again."""

from __future__ import annotations

import gzip

import orjson
import pytest
import sqlalchemy as sa

from engine import changes
from engine.changes import StepClass, copying
from engine.errors import ApplyError, InvalidRecord
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session
from engine.storage.system import meta_copy
from tests.engine.changes.working import (
    ACTOR,
    applied,
    apply,
    files_of,
    planned,
    small,
    with_fields,
    work_off,
)

ONE = with_fields(small(), "deal", about={"type": "lookup", "to": "machine"})
SEVERAL = with_fields(small(), "deal", about={"type": "poly_lookup", "to": ["machine", "firm"]})


@pytest.fixture(autouse=True)
def batches(monkeypatch):
    monkeypatch.setattr(copying, "BATCH", 2)


def gate(tenant, name="deal"):
    return open_session(tenant, "system:test").records(name)


def made(tenant, name, *names):
    return [gate(tenant, name).create({"name": each}).id for each in names]


def deals(tenant, *about):
    return [gate(tenant).create({"name": "d", "about": each}).id for each in about]


def told(tenant, ids):
    return [gate(tenant).get(each)["about"] for each in ids]


def to(name, record):
    return {"object": name, "id": record}


def exported(tenant):
    [export] = changes.revisions(tenant.database)[0].exports
    return [
        orjson.loads(line)
        for line in gzip.decompress(files_of(tenant).get(export["sha256"])).splitlines()
    ]


def test_every_value_of_a_lookup_is_kept_with_its_object(tenant):
    applied(tenant, ONE)
    press, saw = made(tenant, "machine", "Press", "Saw")
    [acme] = made(tenant, "firm", "Acme")
    ids = deals(tenant, press, saw, None)
    plan = planned(tenant, SEVERAL)
    [copy] = [step for step in plan.steps if step.action == "copy"]
    assert (copy.cls, copy.rows, copy.lost) == (StepClass.COPY, 3, 0)
    apply(tenant, plan)
    gate(tenant).update(ids[1], {"about": press})
    ids += deals(tenant, saw)
    work_off(tenant)
    assert told(tenant, ids) == [
        to("machine", press),
        to("machine", press),
        None,
        to("machine", saw),
    ]
    gate(tenant).update(ids[2], {"about": to("firm", acme)})
    assert told(tenant, ids[2:3]) == [to("firm", acme)]
    assert planned(tenant, SEVERAL).empty


def test_values_of_other_objects_are_counted_confirmed_and_exported(tenant):
    applied(tenant, SEVERAL)
    [press], [acme] = made(tenant, "machine", "Press"), made(tenant, "firm", "Acme")
    ids = deals(tenant, to("machine", press), to("firm", acme), None)
    plan = planned(tenant, ONE)
    assert [(step.field, step.rows, step.lost) for step in plan.lossy] == [("about", 3, 1)]
    with pytest.raises(ApplyError) as refused:
        changes.apply(tenant.database, plan, actor=ACTOR, message="no", confirm="deal")
    assert refused.value.code == "apply.unconfirmed"
    apply(tenant, plan)
    assert exported(tenant) == [{"id": str(ids[1]), "about": to("firm", str(acme))}]
    work_off(tenant)
    assert told(tenant, ids) == [press, None, None]
    with pytest.raises(InvalidRecord):
        gate(tenant).update(ids[1], {"about": acme})


def test_going_back_brings_back_what_was_written_since_and_what_was_lost_stays_exported(tenant):
    applied(tenant, SEVERAL)
    press, saw = made(tenant, "machine", "Press", "Saw")
    [acme] = made(tenant, "firm", "Acme")
    ids = deals(tenant, to("machine", press), to("firm", acme))
    applied(tenant, ONE)
    work_off(tenant)
    gate(tenant).update(ids[0], {"about": saw})
    apply(tenant, changes.plan_rollback(tenant.database, catalogue(), 2))
    work_off(tenant)
    assert told(tenant, ids) == [to("machine", saw), None]


def test_the_object_is_kept_by_what_it_is_not_by_its_name(tenant):
    applied(tenant, ONE)
    [press] = made(tenant, "machine", "Press")
    [deal] = deals(tenant, press)
    applied(tenant, SEVERAL)
    work_off(tenant)
    context = runtime(tenant).context(None, "test")
    about = context.columns.table(context.model.objects["deal"]).column("about", "object")
    with tenant.database.reading() as conn:
        stored = conn.scalars(sa.select(sa.type_coerce(about, sa.Text))).all()
    assert stored == [str(context.model.objects["machine"].uid)]
    assert told(tenant, [deal]) == [to("machine", press)]


def test_what_is_deleted_meanwhile_is_pointed_to_from_neither_place(tenant):
    applied(tenant, ONE)
    press, saw = made(tenant, "machine", "Press", "Saw")
    ids = deals(tenant, press, saw)
    applied(tenant, SEVERAL)
    gate(tenant, "machine").delete(press)
    work_off(tenant)
    assert told(tenant, ids) == [None, to("machine", saw)]
    with tenant.database.reading() as conn:
        assert conn.scalar(sa.select(meta_copy.c.state)) is None
    assert (
        runtime(tenant).context(None, "t").model.objects["deal"].fields["about"].becoming
        is None
    )


def test_references_to_objects_without_any_in_common_are_blocked(tenant):
    applied(tenant, ONE)
    deals(tenant, *made(tenant, "machine", "Press"))
    other = {"type": "poly_lookup", "to": ["firm", "deal"]}
    [step] = planned(tenant, with_fields(small(), "deal", about=other)).blocked
    assert [str(each) for each in step.details] == ["add a new field and fill it by an import"]
