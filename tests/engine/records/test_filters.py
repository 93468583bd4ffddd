"""Filters of lists mean what the same words mean in a formula, blanks included."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from engine.errors import InvalidRecord
from engine.expressions import ObjectScope, check, evaluate
from engine.kernel.query import AllOf, AnyOf, Condition, Measure, NotOf, Query, Where
from engine.records.compiled import env_of
from engine.records.periods import Calendar, period

NAMES = ["Alpha", "beta 上海", "50% _off_", "x\\y", "Ünal"]


@pytest.fixture
def jobs(workshop):
    chance = random.Random(5)
    clients = [
        workshop.records("anna", "client").create({"name": name}).id
        for name in ("Acme", "Bolt")
    ]
    rows = [
        {
            "name": f"{chance.choice(NAMES)} {n}",
            "client": chance.choice([None, *clients]),
            "stage": chance.choice(["new", "doing"]),
            "reason": chance.choice([None, "repair"]),
            "amount": chance.choice([None, 0, "-5.5", "10", "9000000000000"]),
            "hours": chance.choice([None, 0, 1, "2.5"]),
            "due": chance.choice([None, "2026-01-31", "2026-02-01", "2024-02-29"]),
            "met_at": chance.choice([None, "2026-01-31T15:59:59Z", "2026-01-31T16:00:00Z"]),
            "urgent": chance.choice([None, True, False]),
            "notes": chance.choice([None, "", "Some Notes"]),
        }
        for n in range(40)
    ]
    assert all(each.ok for each in workshop.records("anna", "job").bulk_create(rows))
    return workshop.records("anna", "job")


PAIRS = [
    (Condition("stage", "eq", "new"), "stage == 'new'"),
    (Condition("reason", "ne", "repair"), "reason != 'repair'"),
    (Condition("reason", "eq", ""), "is_blank(reason)"),
    (Condition("reason", "not_in", ["repair"]), "not (reason in ('repair',))"),
    (Condition("reason", "in", ["repair", None]), "is_blank(reason) or reason == 'repair'"),
    (Condition("amount", "gt", "-5.5"), "amount > -5.5"),
    (Condition("amount", "le", 0), "amount <= 0"),
    (NotOf(Condition("amount", "gt", 0)), "not (amount > 0)"),
    (Condition("amount", "ne", 10), "amount != 10"),
    (Condition("amount", "between", [0, 10]), "amount >= 0 and amount <= 10"),
    (Condition("hours", "lt", "2.5"), "hours < 2.5"),
    (Condition("due", "ge", "2026-01-31"), "due >= date(2026, 1, 31)"),
    (Condition("due", "eq", date(2024, 2, 29)), "due == date(2024, 2, 29)"),
    (Condition("urgent", "eq", False), "not urgent"),
    (Condition("urgent", "ne", False), "urgent"),
    (Condition("urgent", "eq", "yes"), "urgent"),
    (Condition("client.name", "ne", "Acme"), "client.name != 'Acme'"),
    (Condition("client", "is_blank"), "is_blank(client)"),
    (Condition("notes", "is_blank"), "is_blank(notes)"),
    (Condition("owner", "eq", "me"), "owner == me.id"),
    (
        AnyOf((Condition("amount", "lt", 0), NotOf(Condition("stage", "eq", "new")))),
        "amount < 0 or not (stage == 'new')",
    ),
    (
        NotOf(AllOf((Condition("hours", "ge", 1), Condition("due", "is_blank")))),
        "not (hours >= 1 and is_blank(due))",
    ),
    (Condition("title", "starts_with", "alpha"), "starts_with(lower(name), 'alpha')"),
]


def test_every_condition_means_what_the_formula_means(jobs):
    records = jobs.query(Query(limit=100)).records
    context, obj = jobs.context, jobs.object
    env = env_of(context, viewer=True)
    for condition, source in PAIRS:
        tree = check(source, ObjectScope(context.model, obj))

        def holds(record, tree=tree):
            def read(path):
                if path == "client.name":
                    return record.labels.get("client")
                return env.me["id"] if path == "me.id" else record.values[path]

            return evaluate(tree, read, env) is True

        expected = {record.id for record in records if holds(record)}
        for where in (condition, Where(source)):
            found = {r.id for r in jobs.query(Query(("name",), where, limit=100)).records}
            assert found == expected, (where, source)


def test_text_conditions_find_parts_and_take_signs_literally(jobs):
    def found(op: str, value: str) -> set[str]:
        page = jobs.query(Query(("name",), Condition("name", op, value), limit=100))
        return {record["name"].rsplit(" ", 1)[0] for record in page.records}

    assert found("contains", "ALPHA") == {"Alpha"}
    assert found("contains", "0% _O") == {"50% _off_"}
    assert found("contains", "%") == {"50% _off_"}
    assert found("starts_with", "x\\") == {"x\\y"}
    assert found("contains", "上海") == {"beta 上海"}
    assert found("not_contains", "a") == {"50% _off_", "x\\y"}


def test_a_day_of_a_moment_is_the_viewers_day(jobs):
    """Anna lives in Berlin, where 16:00 UTC is still the 31st; the tenant's clock is Shanghai's."""
    day = jobs.count(Condition("met_at", "eq", "2026-01-31")).value
    filled = jobs.count(Condition("met_at", "not_blank")).value
    assert day == filled > 0
    assert jobs.count(Condition("met_at", "gt", "2026-01-31")).value == 0
    assert jobs.count(Condition("met_at", "ge", "2026-01-31")).value == filled
    assert (
        jobs.count(Condition("met_at", "between", ["2026-01-30", "2026-01-31"])).value == filled
    )
    assert jobs.count(Condition("met_at", "within", "today")).value == 0


def test_what_cannot_be_compared_is_refused_in_words(jobs):
    wrong = [
        Condition("amount", "gt", "much"),
        Condition("due", "within", "next_life"),
        Condition("name", "within", "today"),
        Condition("amount", "between", [1]),
        Condition("amount", "contains", "1"),
        Condition("client", "eq", "not an id"),
    ]
    for condition in wrong:
        with pytest.raises(InvalidRecord):
            jobs.query(Query(where=condition))


def test_a_filter_of_a_thousand_parts_is_refused(jobs):
    part = Condition("name", "eq", "x")
    with pytest.raises(InvalidRecord):
        jobs.query(Query(where=AnyOf((part,) * 1000)))
    deep = part
    for _ in range(100):
        deep = NotOf(deep)
    with pytest.raises(InvalidRecord):
        jobs.query(Query(where=deep))


def test_sums_do_not_overflow(jobs):
    (row,) = jobs.aggregate((), (Measure("sum", "amount"),), Condition("amount", "gt", 100))
    large = jobs.count(Condition("amount", "gt", 100)).value
    assert row["sum:amount"] == Decimal("9000000000000") * large


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("today", "2026-03-31", "2026-04-01"),
        ("yesterday", "2026-03-30", "2026-03-31"),
        ("this_week", "2026-03-30", "2026-04-06"),
        ("last_week", "2026-03-23", "2026-03-30"),
        ("next_2_weeks", "2026-04-06", "2026-04-20"),
        ("this_quarter", "2026-01-01", "2026-04-01"),
        ("next_quarter", "2026-04-01", "2026-07-01"),
        ("last_2_months", "2026-01-01", "2026-03-01"),
        ("last_30_days", "2026-03-01", "2026-04-01"),
        ("next_30_days", "2026-04-01", "2026-05-01"),
        ("this_year", "2026-01-01", "2027-01-01"),
        ("this_fiscal_year", "2025-04-01", "2026-04-01"),
        ("next_fiscal_quarter", "2026-04-01", "2026-07-01"),
    ],
)
def test_periods_begin_and_end_where_people_expect(name, start, end):
    found = period(name, date(2026, 3, 31), Calendar(week_start=0, fiscal_start=4))
    assert found == (date.fromisoformat(start), date.fromisoformat(end))


def test_a_blank_boolean_reads_as_false_in_a_list_of_values(workshop):
    jobs = workshop.records("admin", "job")
    blank = jobs.create({"name": "Start"}).id
    for where in (Condition("urgent", "eq", value=False), Condition("urgent", "in", [False])):
        assert [r.id for r in jobs.query(Query(("id",), where)).records] == [blank]
    assert not jobs.query(Query(("id",), Condition("urgent", "not_in", [False]))).records
