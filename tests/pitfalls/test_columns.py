"""Hundreds of fields fit, and a table that is full of former fields says so and is made small.

PostgreSQL gives a table 1,600 columns for its life, those that were dropped included. Thousands of
changes would take a quarter of an hour; what they leave behind is made here by the database alone.
"""

from __future__ import annotations

import pytest

from engine import changes
from engine.errors import ApplyError, InvalidRecord
from engine.kernel.query import Query, Sort
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session
from engine.storage import ddl
from tests.engine.changes.working import (
    applied,
    apply,
    insert,
    planned,
    read,
    small,
    with_fields,
)

WIDE = {
    f"f{n:03}": {"type": ("text", "decimal", "boolean", "date", "long_text")[n % 5]}
    for n in range(500)
}
VALUES = ("a note of some length", "12.5", True, "2026-11-26", "a longer note of some length")


def used(tenant, table="machine"):
    with tenant.database.reading() as conn:
        return ddl.column_slots(conn, table)


def records(tenant):
    return open_session(tenant, "system:tests").records("machine")


def wear_out(tenant, count):
    """Leave behind what as many fields that came, were deleted and purged leave behind."""
    with tenant.database.writing(exclusive=True) as conn:
        table = ddl.qualified(conn, "machine")
        for begin in range(0, count, 100):
            names = [f"w{n}" for n in range(begin, min(begin + 100, count))]
            for verb in ("ADD COLUMN {} text", "DROP COLUMN {}"):
                parts = ", ".join(verb.format(name) for name in names)
                conn.exec_driver_sql(f"ALTER TABLE {table} {parts}")


@pytest.mark.slow
def test_an_object_may_have_five_hundred_fields_with_values_in_all(tenant):
    applied(tenant, with_fields(small(), "machine", **WIDE))
    said = {name: VALUES[n % 5] for n, name in enumerate(WIDE)}
    made = records(tenant).create({"name": "Press", **said})
    found = records(tenant).get(made.id)
    assert (found["f000"], found["f499"]) == (VALUES[0], VALUES[4])
    assert planned(tenant, with_fields(small(), "machine", **WIDE)).empty


def test_each_field_that_comes_and_goes_takes_one_place_until_the_table_is_rewritten(tenant):
    insert(tenant, "machine", {"name": "Press", "power": 5})
    before = used(tenant)
    for number in range(6):
        name = f"c{number}"
        applied(tenant, with_fields(small(), "machine", **{name: {"type": "integer"}}))
        if number == 0:
            insert(tenant, "machine", {"name": "New", "c0": 7})
        applied(tenant, small(), delete=[("field", "machine", name)])
    assert used(tenant) == before + 6
    plan = changes.plan_compact(tenant.database, catalogue(), "machine")
    [step] = plan.steps
    assert (step.action, step.lock, step.rows, step.lost) == ("compact", "table", 2, 0)
    apply(tenant, plan)
    assert used(tenant) == before + 1, "a deleted field with values keeps its place"
    assert read(tenant, "machine", "power") == [5, None]
    applied(tenant, with_fields(small(), "machine", c0={"type": "integer"}))
    assert read(tenant, "machine", "c0") == [None, 7]
    context = runtime(tenant).context(None, "test")
    with tenant.database.reading() as conn:
        assert list(changes.drift(conn, context.model)) == []
    assert changes.plan_compact(tenant.database, catalogue(), "machine").empty


def test_a_compacted_table_goes_on_as_before(tenant):
    unique = {"type": "text", "unique": True}
    wider = with_fields(small(), "machine", code=unique, gone={"type": "text"})
    applied(tenant, wider)
    made = records(tenant).create({"name": "Press", "code": "X 1", "power": "5.25"})
    applied(tenant, wider, delete=[("field", "machine", "gone")])
    apply(tenant, changes.plan_compact(tenant.database, catalogue(), "machine"))
    gate = records(tenant)
    assert gate.get(made.id)["code"] == "X 1"
    with pytest.raises(InvalidRecord):
        gate.create({"name": "Other", "code": "x 1"})
    gate.update(made.id, {"power": "6"})
    with tenant.database.reading() as conn:
        view = ddl.qualified(conn, "v_machine")
        rows = conn.exec_driver_sql(f"SELECT name, power FROM {view}").all()
    assert [(name, float(power)) for name, power in rows] == [("Press", 6.0)]
    apply(tenant, changes.plan_rollback(tenant.database, catalogue(), 2))
    gone = records(tenant).get(made.id, ("gone", "code"))
    assert (gone["gone"], gone["code"]) == (None, "X 1")


def test_a_deleted_text_comes_back_after_a_rewrite_and_is_sorted_and_unique(tenant):
    wider = with_fields(small(), "machine", code={"type": "text", "unique": True})
    applied(tenant, wider)
    made = [records(tenant).create({"name": n, "code": n}).id for n in ("B 1", "a 1")]
    applied(tenant, wider, delete=[("field", "machine", "code")])
    apply(tenant, changes.plan_compact(tenant.database, catalogue(), "machine"))
    apply(tenant, changes.plan_rollback(tenant.database, catalogue(), 2))
    gate = records(tenant)
    found = gate.query(Query(fields=("code",), sort=(Sort("code"),))).records
    assert [(one.id, one["code"]) for one in found] == [(made[1], "a 1"), (made[0], "B 1")]
    with pytest.raises(InvalidRecord):
        gate.create({"name": "Other", "code": "b 1"})


def test_a_table_without_place_says_so_before_anything_is_done(small_worn_out):
    tenant = small_worn_out
    full = with_fields(small(), "machine", colour={"type": "text"})
    plan = planned(tenant, full)
    assert ["keel compact machine" in str(step.text) for step in plan.blocked] == [True]
    with pytest.raises(ApplyError) as refused:
        apply(tenant, plan)
    assert refused.value.code == "apply.blocked"
    apply(tenant, changes.plan_compact(tenant.database, catalogue(), "machine"))
    applied(tenant, full)
    assert records(tenant).create({"name": "Press", "colour": "red"})["colour"] == "red"


@pytest.fixture
def small_worn_out(small_on_postgresql):
    """The small company after so many fields that the machines have place for one column."""
    with small_on_postgresql.copy() as tenant:
        wear_out(tenant, ddl.MOST_COLUMNS["postgresql"] - used(tenant) - 1)
        yield tenant


def test_more_fields_than_a_table_can_have_are_refused_with_a_way_out(tenant):
    count = ddl.MOST_COLUMNS[tenant.database.dialect] // 2
    many = {f"f{n}": {"type": "text"} for n in range(count)}
    plan = planned(tenant, with_fields(small(), "machine", **many))
    assert [step.object for step in plan.blocked] == ["machine"]


@pytest.mark.slow
def test_a_record_too_long_for_the_database_is_refused_in_words(tenant):
    many = {f"f{n:03}": {"type": "text"} for n in range(240)}
    applied(tenant, with_fields(small(), "machine", **many))
    said = dict.fromkeys(many, "a note of twenty characters")
    if tenant.database.dialect == "sqlite":
        assert records(tenant).create({"name": "Press", **said})["f239"] == said["f239"]
        return
    with pytest.raises(InvalidRecord) as refused:
        records(tenant).create({"name": "Press", **said})
    assert [each.code for each in refused.value.problems] == ["record.too_large"]
    made = records(tenant).create({"name": "Press"})
    with pytest.raises(InvalidRecord):
        records(tenant).update(made.id, said)
    results = records(tenant).bulk_create([{"name": "a"}, {"name": "b", **said}])
    assert [result.ok for result in results] == [True, False]
