"""A field changes its type while people work: both columns are written, then the map switches."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest
import sqlalchemy as sa

from engine import changes
from engine.changes import StepClass, copying
from engine.errors import ApplyError
from engine.kernel.query import Condition, Query
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session
from engine.storage.system import job, meta_copy, outbox
from tests.engine.changes.test_killed import survives
from tests.engine.changes.working import (
    ACTOR,
    applied,
    apply,
    insert,
    planned,
    read,
    small,
    with_fields,
    work_off,
)

TEXT = {"power": {"type": "text"}}
DECIMAL = {"power": {"type": "decimal"}}


def typed(tenant):
    return (
        runtime(tenant).context(None, "test").model.objects["machine"].fields["power"].type.name
    )


def texts(tenant, *values):
    """The small company with machines whose power is text."""
    applied(tenant, with_fields(small(), "machine", **TEXT))
    return insert(tenant, "machine", *({"name": "m", "power": value} for value in values))


def copies(tenant):
    with tenant.database.reading() as conn:
        return conn.execute(sa.select(meta_copy)).all()


def test_values_move_to_a_column_of_the_new_type(tenant):
    insert(tenant, "machine", {"name": "a", "power": Decimal("5.5")}, {"name": "b"})
    plan = planned(tenant, with_fields(small(), "machine", **TEXT))
    [copy] = [step for step in plan.steps if step.action == "copy"]
    assert (copy.cls, copy.rows, copy.lost, copy.lock) == (StepClass.COPY, 2, 0, "none")
    apply(tenant, plan)
    assert typed(tenant) == "decimal"
    work_off(tenant)
    assert typed(tenant) == "text"
    assert read(tenant, "machine", "power") == ["5.5", None]
    assert copies(tenant) == []
    assert changes.revisions(tenant.database)[0].message == "machine.power is text now"
    found = open_session(tenant, "system:test").records("machine").search("zzz")
    assert found.records == []


def test_what_is_saved_meanwhile_is_in_both_places(tenant, monkeypatch):
    monkeypatch.setattr(copying, "BATCH", 1)
    old, other = insert(tenant, "machine", {"name": "a", "power": 1}, {"name": "b", "power": 2})
    applied(tenant, with_fields(small(), "machine", **TEXT))
    gate = open_session(tenant, "system:test").records("machine")
    gate.update(old, {"power": "7"})
    gate.update(other, {"power": None})
    made = gate.create({"name": "c", "power": "9"})
    work_off(tenant)
    gate = open_session(tenant, "system:test").records("machine")
    assert [gate.get(i)["power"] for i in (old, other, made.id)] == ["7", None, "9"]


def test_planning_the_same_again_is_empty_before_and_after(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5})
    text = with_fields(small(), "machine", **TEXT)
    applied(tenant, text)
    assert planned(tenant, text).empty
    applied(tenant, with_fields(text, "firm", colour={"type": "text"}))
    work_off(tenant)
    assert typed(tenant) == "text"
    assert planned(tenant, text).empty


def test_values_that_do_not_go_are_counted_confirmed_and_exported(tenant):
    texts(tenant, "5", "strong", None)
    plan = planned(tenant, with_fields(small(), "machine", **DECIMAL))
    [copy] = plan.lossy
    assert (copy.rows, copy.lost) == (3, 1)
    with pytest.raises(ApplyError) as refused:
        changes.apply(tenant.database, plan, actor=ACTOR, message="no")
    assert refused.value.code == "apply.unconfirmed"
    apply(tenant, plan)
    work_off(tenant)
    assert read(tenant, "machine", "power") == [5, None, None]


def test_a_value_that_came_since_stops_the_switch_until_it_is_repaired(tenant):
    [machine] = texts(tenant, "5")
    applied(tenant, with_fields(small(), "machine", **DECIMAL))
    gate = open_session(tenant, "system:test").records("machine")
    gate.update(machine, {"power": "strong"})
    work_off(tenant)
    assert typed(tenant) == "text"
    assert copies(tenant)[0].state == "failed"
    gate.update(machine, {"power": "6"})
    with tenant.database.reading() as conn:
        failed = conn.scalar(sa.select(job.c.id).where(job.c.topic == "changes.copy"))
    assert failed is not None
    applied(tenant, with_fields(small(), "machine", **TEXT))
    assert (typed(tenant), copies(tenant)) == ("text", [])
    applied(tenant, with_fields(small(), "machine", **DECIMAL))
    work_off(tenant)
    assert read(tenant, "machine", "power") == [6]


def test_going_back_copies_back_what_was_written_since(tenant):
    [machine] = insert(tenant, "machine", {"name": "a", "power": 5})
    applied(tenant, with_fields(small(), "machine", **TEXT))
    work_off(tenant)
    open_session(tenant, "system:test").records("machine").update(machine, {"power": "8"})
    apply(tenant, changes.plan_rollback(tenant.database, catalogue(), 1))
    work_off(tenant)
    assert typed(tenant) == "decimal"
    assert read(tenant, "machine", "power") == [8]


OPTIONS = [{"id": name, "label": {"en": name.title()}} for name in ("red", "green", "blue")]


def gate(tenant):
    return open_session(tenant, "system:test").records("machine")


def test_one_option_becomes_several_and_one_again(tenant):
    one = with_fields(small(), "machine", colour={"type": "select", "options": OPTIONS})
    several = with_fields(
        small(), "machine", colour={"type": "multi_select", "options": OPTIONS}
    )
    applied(tenant, one)
    first, second, third = (
        gate(tenant).create({"name": "m", "colour": colour}).id
        for colour in ("red", "blue", None)
    )
    applied(tenant, several)
    gate(tenant).update(second, {"colour": "green"})
    fourth = gate(tenant).create({"name": "n", "colour": "blue"}).id
    work_off(tenant)
    found = [gate(tenant).get(i)["colour"] for i in (first, second, third, fourth)]
    assert found == [("red",), ("green",), None, ("blue",)]
    gate(tenant).update(first, {"colour": ["red", "blue"]})
    plan = planned(tenant, one)
    assert [(step.field, step.lost) for step in plan.lossy] == [("colour", 1)]
    apply(tenant, plan)
    gate(tenant).update(third, {"colour": ["green"]})
    work_off(tenant)
    found = [gate(tenant).get(i)["colour"] for i in (first, second, third, fourth)]
    assert found == [None, "green", "green", "blue"]


def test_numbers_become_tags(tenant):
    [machine] = insert(tenant, "machine", {"name": "a", "power": 5})
    applied(tenant, with_fields(small(), "machine", power={"type": "tags"}))
    work_off(tenant)
    assert gate(tenant).get(machine)["power"] == ("5",)


def test_text_becomes_money_with_its_corporate_amount(tenant):
    applied(tenant, with_fields(small(), "deal", fee={"type": "text"}))
    deals = open_session(tenant, "system:test").records("deal")
    deal = deals.create({"name": "Pump", "fee": "12.50", "currency": "EUR"}).id
    applied(tenant, with_fields(small(), "deal", fee={"type": "currency"}))
    work_off(tenant)
    deals = open_session(tenant, "system:test").records("deal")
    assert deals.get(deal)["fee"] == Decimal("12.5")
    found = deals.query(Query(("name",), Condition("fee", "eq", "12.5"))).records
    assert [record.id for record in found] == [deal]


SITE, TEXT_SITE = {"site": {"type": "address"}}, {"site": {"type": "text"}}


def test_an_address_becomes_a_text_and_a_text_an_address(tenant):
    applied(tenant, with_fields(small(), "machine", **SITE))
    first, second, blank = (
        gate(tenant).create({"name": "a", "site": site}).id
        for site in ({"street": "Hof 1\nTor 2", "city": "Ulm"}, {"city": "Bonn"}, None)
    )
    plan = planned(tenant, with_fields(small(), "machine", **TEXT_SITE))
    assert [(step.cls, step.rows, step.lost) for step in plan.steps if step.later][:1] == [
        (StepClass.COPY, 3, 0)
    ]
    apply(tenant, plan)
    gate(tenant).update(second, {"site": {"city": "Köln"}})
    work_off(tenant)
    found = [gate(tenant).get(record)["site"] for record in (first, second, blank)]
    assert found == ["Hof 1, Tor 2, Ulm", "Köln", None]
    applied(tenant, with_fields(small(), "machine", **SITE))
    work_off(tenant)
    found = [gate(tenant).get(record)["site"] for record in (second, blank)]
    assert [site and site["street"] for site in found] == ["Köln", None]


def test_a_text_becomes_the_name_of_a_person_and_a_place_if_it_can(tenant):
    texts_ = {"who": {"type": "text"}, "place": {"type": "text"}}
    applied(tenant, with_fields(small(), "machine", **texts_))
    good = gate(tenant).create({"name": "a", "who": "Lee, Ann", "place": "52.5, 13.4"}).id
    bad = gate(tenant).create({"name": "b", "place": "behind the barn"}).id
    parts = {"who": {"type": "person_name"}, "place": {"type": "geo"}}
    plan = planned(tenant, with_fields(small(), "machine", **parts))
    assert [(step.field, step.lost) for step in plan.lossy] == [("place", 1)]
    apply(tenant, plan)
    work_off(tenant)
    found = gate(tenant).get(good)
    assert (found["who"]["family"], found["who"]["given"]) == ("Lee", "Ann")
    assert found["place"] == {"lat": Decimal("52.5"), "lng": Decimal("13.4")}
    assert gate(tenant).get(bad)["place"] is None


def test_what_cannot_be_read_as_the_new_type_is_blocked_with_a_way_out(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5})
    plan = planned(tenant, with_fields(small(), "machine", power={"type": "geo"}))
    [step] = plan.blocked
    assert (step.rows, "cannot be read as Place on the map" in str(step.text)) == (1, True)
    assert [str(detail) for detail in step.details] == [
        "change it to a text first, then to Place on the map"
    ]


def test_a_number_becomes_money_and_a_number_again(tenant):
    applied(tenant, with_fields(small(), "deal", fee={"type": "decimal"}))
    deals = open_session(tenant, "system:test").records("deal")
    deal = deals.create({"name": "Pump", "fee": "12.50", "currency": "EUR"}).id
    applied(tenant, with_fields(small(), "deal", fee={"type": "currency"}))
    work_off(tenant)
    deals = open_session(tenant, "system:test").records("deal")
    found = deals.query(Query(("name", "fee"), Condition("fee", "eq", "12.5"))).records
    assert [(record.id, record["fee"]) for record in found] == [(deal, Decimal("12.5"))]
    applied(tenant, with_fields(small(), "deal", fee={"type": "decimal"}))
    work_off(tenant)
    assert open_session(tenant, "system:test").records("deal").get(deal)["fee"] == Decimal(
        "12.5"
    )


def test_what_builds_on_the_new_type_follows_by_itself(tenant):
    double = {"type": "formula", "returns": "decimal", "expr": "power * 2", "store": True}
    [machine] = texts(tenant, "5")
    wanted = with_fields(with_fields(small(), "machine", **DECIMAL), "machine", double=double)
    plan = planned(tenant, wanted)
    assert plan.blocked == ()
    [copy] = [step for step in plan.steps if step.action == "copy"]
    assert [str(detail) for detail in copy.details] == ["then: field “double” of “Machine”"]
    apply(tenant, plan)
    assert planned(tenant, wanted).empty
    model = runtime(tenant).context(None, "test").model
    assert "double" not in model.objects["machine"].fields
    work_off(tenant)
    assert typed(tenant) == "decimal"
    found = gate(tenant).get(machine)
    assert (found["power"], found["double"]) == (5, 10)
    assert planned(tenant, wanted).empty


def test_written_values_that_a_formula_replaces_are_confirmed_and_exported(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5})
    formula = {"type": "formula", "returns": "decimal", "expr": "1 + 1"}
    plan = planned(tenant, with_fields(small(), "machine", power=formula))
    assert [(step.field, step.lost) for step in plan.lossy] == [("power", 1)]
    apply(tenant, plan)
    back = changes.plan_rollback(tenant.database, catalogue(), 1)
    assert back.lossy == ()
    apply(tenant, back)
    assert read(tenant, "machine", "power") == [5]


def test_two_types_of_one_family_share_the_column(tenant):
    insert(tenant, "deal", {"name": "a", "notes": "x"})
    plan = planned(tenant, with_fields(small(), "deal", notes={"type": "text"}))
    assert not [step for step in plan.steps if step.cls is StepClass.COPY and step.later]
    apply(tenant, plan)
    assert read(tenant, "deal", "notes") == ["x"]


@pytest.mark.slow
def test_a_copy_killed_at_any_statement_goes_on_where_it_was(tenant, monkeypatch):
    monkeypatch.setattr(copying, "BATCH", 2)
    insert(tenant, "machine", *({"name": f"m{n}", "power": n} for n in range(7)))
    applied(tenant, with_fields(small(), "machine", **TEXT))
    for statement in count(1):
        ended = survives(tenant, statement)
        if typed(tenant) == "text":
            break
        assert not ended, statement
        assert read(tenant, "machine", "power") == list(range(7))
        with tenant.database.writing() as conn:
            # As if the time of the dead worker's lease had passed.
            conn.execute(outbox.update().values(lease=None, attempts=0))
    work_off(tenant)
    assert read(tenant, "machine", "power") == [str(n) for n in range(7)]
    assert copies(tenant) == []
