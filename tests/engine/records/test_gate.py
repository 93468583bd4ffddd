"""The gate as people use it: create, read, list, change, delete, for each what they may."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import AccessDenied, InvalidRecord, RecordNotFound, StaleRecord
from engine.kernel.query import AllOf, Condition, Measure, NotOf, Query, Sort, Where
from engine.session import open_session


def deals(tenant, who):
    return open_session(tenant, who).records("deal")


def codes(error: pytest.ExceptionInfo) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in error.value.problems}


def test_a_new_deal_belongs_to_its_creator_and_can_be_read_back(tenant, rep):
    made = deals(tenant, rep).create({"name": "Line 3", "amount": "1,200.50"})
    found = deals(tenant, rep).get(made.id)
    assert found.values["amount"] == Decimal("1200.50")
    assert found.values["owner"] == rep
    assert found.values["stage"] == "open"
    assert found.labels["owner"] == "Sam Seller"
    assert found.row_version == 1


def test_every_problem_is_told_at_once_and_hidden_fields_like_unknown_ones(tenant, rep):
    with pytest.raises(InvalidRecord) as refused:
        deals(tenant, rep).create({"stage": "gone", "margin": "3", "nonsense": 1})
    assert codes(refused) == {
        ("stage", "option.unknown"),
        ("margin", "record.unknown_field"),
        ("nonsense", "record.unknown_field"),
        ("name", "record.required"),
    }


def test_a_rival_neither_sees_nor_counts_nor_changes_my_deal(tenant, rep, rival, manager):
    mine = deals(tenant, rep).create({"name": "Secret", "amount": 5})
    theirs = deals(tenant, rival)
    for attempt in (theirs.get, theirs.delete, theirs.history, theirs.preview_delete):
        with pytest.raises(RecordNotFound):
            attempt(mine.id)
    with pytest.raises(RecordNotFound):
        theirs.update(mine.id, {"name": "Taken"})
    assert theirs.count().value == 0
    assert theirs.query(Query(search="Secret")).records == []
    assert theirs.aggregate((), (Measure("sum", "amount"),)) == [{"sum:amount": None}]
    assert deals(tenant, manager).get(mine.id, ("name",)).values == {"name": "Secret"}


def test_a_list_pages_through_a_sort_with_blanks_last(tenant, rep):
    gate = deals(tenant, rep)
    for name, day in (("b", "2026-01-02"), ("a", None), ("d", "2026-03-01"), ("c", None)):
        gate.create({"name": name, "close_date": day})
    for descending, order in ((False, "bdac"), (True, "dbac")):
        sort = (Sort("close_date", descending), Sort("name"))
        query = Query(fields=("name",), sort=sort, limit=1, count="capped")
        seen, after = "", ""
        for _ in range(4):
            page = gate.query(Query(query.fields, None, sort, 1, after, count="capped"))
            seen += page.records[0]["name"]
            after = page.next
            assert page.count is not None
            assert (page.count.value, page.count.exact) == (4, True)
        assert (seen, after) == (order, "")


def test_a_mark_of_another_list_is_refused(tenant, rep):
    gate = deals(tenant, rep)
    for name in ("a", "b"):
        gate.create({"name": name})
    mark = gate.query(Query(sort=(Sort("name"),), limit=1)).next
    with pytest.raises(InvalidRecord):
        gate.query(Query(sort=(Sort("amount"),), limit=1, after=mark))
    with pytest.raises(InvalidRecord):
        gate.query(Query(sort=(Sort("name"),), limit=1, after=mark[:-4] + "AAAA"))


def test_filters_reach_over_look_ups_and_treat_blanks_as_the_formulas_do(tenant, admin):
    firm = open_session(tenant, admin).records("firm").create({"name": "Acme 上海"})
    gate = deals(tenant, admin)
    won = gate.create({"name": "Won", "stage": "won", "firm": str(firm.id), "amount": 100})
    gate.create({"name": "Open", "amount": None})
    cases = {
        Condition("firm.name", "contains", "ACME"): {"Won"},
        Condition("firm", "eq", str(firm.id)): {"Won"},
        Condition("firm", "ne", str(firm.id)): {"Open"},
        Condition("amount", "lt", "1000"): {"Won"},
        Condition("amount", "is_blank"): {"Open"},
        NotOf(Condition("amount", "lt", "1000")): {"Open"},
        Condition("owner", "eq", "me"): {"Won", "Open"},
        Condition("created_at", "within", "today"): {"Won", "Open"},
        Condition("stage", "in", ("won", "lost")): {"Won"},
        AllOf((Where("amount > 5"), Where("stage != 'lost'"))): {"Won"},
    }
    for where, names in cases.items():
        page = gate.query(Query(fields=("name",), where=where))
        assert {record["name"] for record in page.records} == names, where
    assert gate.get(won.id, ("firm", "firm.name")).labels == {"firm": "Acme 上海"}


def test_a_stale_save_shows_both_versions_and_changes_nothing(tenant, rep):
    gate = deals(tenant, rep)
    deal = gate.create({"name": "One"})
    gate.update(deal.id, {"name": "Two"}, row_version=1)
    with pytest.raises(StaleRecord) as stale:
        gate.update(deal.id, {"name": "Three"}, row_version=1)
    assert stale.value.mine == {"name": "Three"}
    assert stale.value.theirs["name"] == "Two"
    assert "margin" not in stale.value.theirs
    assert gate.get(deal.id)["name"] == "Two"


def test_who_may_not_create_is_told_so(tenant, rep):
    with pytest.raises(AccessDenied):
        open_session(tenant, rep).records("user").create({"name": "Ghost"})


@pytest.mark.parametrize(
    "dialled", ["089 1234567", "+49 89 1234567", "0049 89 1234567", "(089) 123-4567", "1234567"]
)
def test_a_telephone_number_is_found_however_people_dial_it(tenant, admin, dialled):
    firms = open_session(tenant, admin).records("firm")
    firms.create({"name": "Wüst", "phone": "+49 89 1234567"})
    firms.create({"name": "Other", "phone": "+49 89 7654321"})
    found = firms.query(Query(search=dialled, fields=("name",))).records
    assert [one.values["name"] for one in found] == ["Wüst"]
