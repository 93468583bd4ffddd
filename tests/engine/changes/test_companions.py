"""What is kept beside many values is made by a job, not while everybody waits for the table."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine import changes
from engine.changes import StepClass, companions, copying
from engine.errors import InvalidRecord
from engine.kernel.query import Query, Sort
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session
from engine.storage.system import job, meta_copy
from tests.engine.changes.working import (
    applied,
    apply,
    planned,
    small,
    with_fields,
    with_name,
    work_off,
)

CODE = with_fields(small(), "machine", code={"type": "text"})
UNIQUE = with_fields(small(), "machine", code={"type": "text", "unique": True})
FILL = "fill"


@pytest.fixture(autouse=True)
def many(monkeypatch):
    """Two records are many, and a batch."""
    monkeypatch.setattr(companions, "AT_ONCE", 1)
    monkeypatch.setattr(copying, "BATCH", 2)


def gate(tenant):
    return open_session(tenant, "system:test").records("machine")


def codes(tenant, *values):
    applied(tenant, CODE)
    return [gate(tenant).create({"name": "m", "code": value}).id for value in values]


def is_unique(tenant):
    return runtime(tenant).context(None, "test").model.objects["machine"].fields["code"].unique


def state(tenant):
    with tenant.database.reading() as conn:
        return conn.scalar(sa.select(meta_copy.c.state))


def test_a_text_becomes_unique_when_its_folded_form_is_copied(tenant):
    first, second, third = codes(tenant, "A 1", "b 1", None)
    plan = planned(tenant, UNIQUE)
    [copy] = [step for step in plan.steps if step.action == "copy"]
    assert (copy.cls, copy.rows, copy.lost, copy.lock) == (StepClass.COPY, 3, 0, "none")
    assert "for uniqueness" in str(copy.text)
    assert not [step for step in plan.steps if step.action in (FILL, "index")]
    apply(tenant, plan)
    assert planned(tenant, UNIQUE).empty
    gate(tenant).update(second, {"code": "C 1"})
    gate(tenant).create({"name": "m", "code": "d 1"})
    assert not is_unique(tenant)
    work_off(tenant)
    assert is_unique(tenant)
    assert planned(tenant, UNIQUE).empty
    assert changes.revisions(tenant.database)[0].message == "machine.code is unique now"
    for taken in ("a 1", "c 1", "D 1"):
        with pytest.raises(InvalidRecord):
            gate(tenant).create({"name": "m", "code": taken})
    gate(tenant).update(third, {"code": "B 1"})
    assert gate(tenant).get(first)["code"] == "A 1"


def test_values_that_occur_twice_are_said_before_and_stop_the_switch(tenant):
    _, second = codes(tenant, "A 1", "a 1")
    [step] = planned(tenant, UNIQUE).blocked
    assert "cannot be unique: 1 values occur twice" in str(step.text)
    gate(tenant).update(second, {"code": "A 2"})
    applied(tenant, UNIQUE)
    gate(tenant).update(second, {"code": "a 1"})
    work_off(tenant)
    assert (is_unique(tenant), state(tenant)) == (False, "failed")
    with tenant.database.reading() as conn:
        said = conn.scalar(sa.select(job.c.error).where(job.c.topic == "changes.copy"))
    assert "occur twice" in str(said)
    apply(tenant, changes.plan_rollback(tenant.database, catalogue(), 2))
    assert state(tenant) is None


def test_a_text_that_becomes_unique_under_another_name_is_looked_at_too(tenant):
    codes(tenant, "A 1", "a 1", "b 1")
    renamed = with_name(UNIQUE, ("field", "machine", "code"), "serial")
    [step] = planned(tenant, renamed).blocked
    assert "“serial” of “Machine” cannot be unique" in str(step.text).replace("code", "serial")


def test_a_choice_becomes_a_text_that_is_sorted_as_people_do(tenant):
    options = [{"id": each, "label": {"en": each}} for each in ("b", "a")]
    select = {"type": "select", "options": options}
    applied(tenant, with_fields(small(), "machine", code=select))
    made = [gate(tenant).create({"name": "m", "code": each}).id for each in ("b", "a")]
    plan = planned(tenant, CODE)
    assert not [step for step in plan.steps if step.action == FILL]
    apply(tenant, plan)
    work_off(tenant)
    gate(tenant).create({"name": "m", "code": "B 2"})
    found = gate(tenant).query(Query(fields=("code",), sort=(Sort("code"),))).records
    assert [each["code"] for each in found] == ["a", "b", "B 2"]
    assert found[0].id == made[1]


def test_a_deleted_text_comes_back_with_its_order_and_computes_nothing(tenant):
    applied(tenant, UNIQUE)
    for code in ("b 1", "A 1"):
        gate(tenant).create({"name": "m", "code": code})
    applied(tenant, UNIQUE, delete=[("field", "machine", "code")])
    apply(tenant, changes.plan_compact(tenant.database, catalogue(), "machine"))
    back = changes.plan_rollback(tenant.database, catalogue(), 2)
    assert not [step for step in back.steps if step.action in (FILL, "copy")]
    apply(tenant, back)
    found = gate(tenant).query(Query(fields=("code",), sort=(Sort("code"),))).records
    assert [each["code"] for each in found] == ["A 1", "b 1"]
    with pytest.raises(InvalidRecord):
        gate(tenant).create({"name": "m", "code": "B 1"})


def test_a_folded_form_that_went_before_its_values_is_made_anew(tenant):
    applied(tenant, UNIQUE)
    record = gate(tenant).create({"name": "m", "code": "A 1"}).id
    applied(tenant, CODE)
    gate(tenant).update(record, {"code": "B 1"})
    applied(tenant, CODE, delete=[("field", "machine", "code")])
    apply(tenant, changes.plan_rollback(tenant.database, catalogue(), 2))
    with pytest.raises(InvalidRecord):
        gate(tenant).create({"name": "m", "code": "b 1"})
    assert gate(tenant).create({"name": "m", "code": "a 1"})["code"] == "a 1"
