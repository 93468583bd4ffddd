"""What other rooms add to saves and to visibility, and what record types decide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import FlowError, InvalidRecord, RecordNotFound
from engine.kernel.extension import Stage
from engine.kernel.query import Condition, Query, Where
from engine.records import Records
from engine.text import text


class Refuse:
    name, stage, order = "refuse", Stage.LOCKS, 1

    def run(self, context, obj, changes):
        if any(change.values.get("notes") == "locked" for change in changes):
            raise FlowError("test.locked", text("This is locked.", "已锁定。"))


class Shout:
    name, stage, order = "shout", Stage.BEFORE, 1

    def run(self, context, obj, changes):
        for change in changes:
            if obj.name == "job" and change.action == "create":
                change.values["name"] = str(change.values["name"]).upper()
                change.values["amount"] = change.values.get("amount")


class Leave:
    """Leaves a visit for every finished job, in the same transaction."""

    name, stage, order = "leave", Stage.AFTER, 1

    def run(self, context, obj, changes):
        for change in changes:
            if obj.name == "job" and change.values.get("stage") == "done":
                Records(context, "visit").create({"topic": "Thanks", "job": change.id})


class Shared:
    """Shows jobs named Open Day to everyone who may see jobs at all."""

    name = "shared"

    def predicate(self, context, obj, table, action):
        return table.column("name") == "Open Day" if obj.name == "job" else None


def gate(workshop, who, *, hooks=(), visibility=()):
    context = workshop.session(who).context
    extensions = replace(
        context.extensions, hooks=(*context.extensions.hooks, *hooks), visibility=visibility
    )
    return Records(replace(context, extensions=extensions), "job")


def test_a_hook_may_change_values_before_they_are_checked(workshop):
    made = gate(workshop, "anna", hooks=(Shout(),)).create({"name": "quiet"})
    assert made["name"] == "QUIET"


def test_a_hook_that_refuses_stops_only_the_rows_it_means(workshop):
    jobs = gate(workshop, "anna", hooks=(Refuse(),))
    rows = [{"name": str(n), "notes": "locked" if n in (3, 11) else None} for n in range(20)]
    results = jobs.bulk_create(rows)
    assert [each.row for each in results] == list(range(20))
    assert {each.row for each in results if not each.ok} == {3, 11}
    assert results[3].problems[0].code == "test.locked"
    assert jobs.count().value == 18
    with pytest.raises(FlowError):
        jobs.create({"name": "x", "notes": "locked"})


def test_what_a_hook_creates_lives_and_dies_with_the_save(workshop):
    jobs = gate(workshop, "anna", hooks=(Leave(),))
    job = jobs.create({"name": "J"})
    jobs.update(job.id, {"stage": "done", "amount": 1})
    visits = workshop.records("anna", "visit")
    assert [each.labels["job"] for each in visits.query(Query()).records] == ["J"]
    refusing = gate(workshop, "anna", hooks=(Leave(), replace_order(Refuse(), Stage.OUTBOX)))
    with pytest.raises(FlowError):
        refusing.update(job.id, {"notes": "locked"})
    assert visits.count().value == 1
    assert jobs.get(job.id)["notes"] is None


def replace_order(hook, stage):
    hook.stage = stage
    return hook


def test_a_clause_of_another_room_widens_what_is_seen(workshop):
    jobs = gate(workshop, "bert", visibility=(Shared(),))
    open_day = workshop.records("anna", "job").create({"name": "Open Day"})
    hidden = workshop.records("anna", "job").create({"name": "Closed Day"})
    assert jobs.get(open_day.id)["name"] == "Open Day"
    assert jobs.count().value == 1
    with pytest.raises(RecordNotFound):
        jobs.get(hidden.id)
    with pytest.raises(RecordNotFound):
        workshop.records("bert", "job").get(open_day.id)


def test_who_me_is_is_not_remembered_for_the_next_viewer(workshop):
    for who in ("anna", "bert", "dora"):
        workshop.records(who, "job").create({"name": who})
    mine = Where("owner == me.id")
    for who in ("anna", "dora", "admin", "boss"):
        found = workshop.records(who, "job").query(Query(("name",), mine)).records
        expected = [who] if who in ("anna", "dora") else []
        assert [each["name"] for each in found] == expected
    team = Where("owner.team == me.team")
    found = workshop.records("lena", "job").query(Query(("name",), team)).records
    assert [each["name"] for each in found] == ["anna"], "Lena and Anna are of the north"


def test_a_record_type_sets_defaults_and_narrows_options(workshop):
    visits = workshop.records("anna", "visit")
    made = visits.create({"topic": "T", "record_type": "short"})
    assert made["kind"] == "call"
    with pytest.raises(InvalidRecord) as refused:
        visits.update(made.id, {"kind": "trip"})
    assert refused.value.problems[0].field == "kind"
    assert visits.create({"topic": "T", "kind": "trip"})["kind"] == "trip"
    assert visits.count(Condition("record_type", "eq", "short")).value == 1
