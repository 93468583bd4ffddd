"""Formulas, filters, rules and defaults convert amounts by the dated rates of the settings."""

from decimal import Decimal

import pytest

from engine.errors import InvalidRecord
from engine.kernel.query import Query, Where
from tests.statements import sent_to

IN_DOLLARS = "convert(amount, currency, 'USD', due)"


@pytest.fixture
def rated(workshop):
    """A workshop with two rates of the dollar and three jobs."""
    for code, day, rate in (
        ("USD", "2020-01-01", "0.5"),
        ("USD", "2026-03-01", "0.8"),
        ("CNY", "2020-01-01", "0.125"),
    ):
        workshop.records("admin", "rate").create({"code": code, "day": day, "rate": rate})
    for name, currency, due in (
        ("early", "EUR", "2026-02-28"),
        ("late", "EUR", "2026-03-01"),
        ("own", "USD", "2026-03-01"),
        ("yuan", "CNY", "2026-03-01"),
        ("undated", "CNY", None),
    ):
        values = {"name": name, "amount": 100, "currency": currency, "due": due}
        workshop.records("anna", "job").create(values)
    return workshop


def names(workshop, source):
    query = Query(fields=("name",), where=Where(source), limit=50)
    return {row["name"] for row in workshop.records("admin", "job").query(query).records}


def test_a_list_is_filtered_by_amounts_in_another_currency(rated):
    assert names(rated, f"{IN_DOLLARS} == 200") == {"early"}
    assert names(rated, f"{IN_DOLLARS} == 125") == {"late"}
    assert names(rated, f"{IN_DOLLARS} == 100") == {"own"}
    assert names(rated, f"{IN_DOLLARS} == 15.625") == {"yuan"}
    assert names(rated, f"convert({IN_DOLLARS}, 'USD', currency, due) == 100") == {
        "early", "late", "own", "yuan",
    }  # fmt: skip
    assert names(rated, f"is_blank({IN_DOLLARS})") == {"undated"}
    assert names(rated, "to_corporate(amount, currency) == amount") == {
        "early", "late", "own", "yuan", "undated",
    }  # fmt: skip


def test_a_kept_question_sees_a_new_rate(rated):
    source = f"{IN_DOLLARS} > 150"
    assert names(rated, source) == {"early"}
    rated.records("admin", "rate").create({"code": "USD", "day": "2026-02-15", "rate": "0.9"})
    assert names(rated, source) == set()


def test_a_formula_and_a_default_convert_too(rated):
    fields = ("name", "in_dollars", "first_dollars")
    rows = rated.records("admin", "job").query(Query(fields=fields, limit=50)).records
    shown = {row["name"]: row["in_dollars"] for row in rows}
    assert shown == {
        "early": 200, "late": 125, "own": 100, "yuan": Decimal("15.625"), "undated": None,
    }  # fmt: skip
    assert {row["name"]: row["first_dollars"] for row in rows} == shown
    early = next(row for row in rows if row["name"] == "early")
    assert rated.records("admin", "job").get(early.id, fields)["in_dollars"] == 200


def test_converting_costs_a_list_no_statement(rated):
    jobs = rated.records("admin", "job")
    counts = []
    for fields in (("name", "amount"), ("name", "in_dollars")):
        with sent_to(rated.tenant.database) as statements:
            jobs.query(Query(fields=fields, limit=50))
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_rule_converts_by_the_rate_of_the_day(rated):
    jobs = rated.records("anna", "job")
    jobs.create({"name": "J", "amount": 500_000, "currency": "EUR", "due": "2026-02-28"})
    with pytest.raises(InvalidRecord) as caught:
        jobs.create({"name": "J", "amount": 500_001, "currency": "EUR", "due": "2026-02-28"})
    assert "million dollars" in str(caught.value)
