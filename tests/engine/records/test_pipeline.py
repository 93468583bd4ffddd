"""What happens between pressing save and the row: defaults, formulas, rules, money, numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import InvalidRecord


def problems(error) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in error.value.problems}


def test_defaults_numbers_and_stored_formulas_are_filled_in(workshop):
    jobs = workshop.records("anna", "job")
    first = jobs.create({"name": "One", "amount": "10", "cost": "2.5"})
    second = jobs.create({"name": "Two"})
    year = workshop.session("anna").context.today().year
    assert first["number"] == f"J-{year}-0001"
    assert second["number"] == f"J-{year}-0002"
    assert first["stage"] == "new"
    assert first["currency"] == "EUR"
    assert first["margin"] == Decimal("7.5")
    assert second["margin"] is None
    assert jobs.update(first.id, {"cost": "4"})["margin"] == Decimal("6")


def test_virtual_formulas_and_mirrors_show_the_related_record(workshop):
    client = workshop.records("anna", "client").create({"name": "Acme", "city": "Köln"})
    job = workshop.records("anna", "job").create({"name": "Job", "client": client.id})
    assert job["title"] == "Job (Acme)"
    assert job["city"] == "Köln"
    hidden = workshop.records("fred", "job").get(job.id)
    assert hidden["city"] is None
    assert "Acme" not in hidden["title"]


def test_rules_of_the_tenant_are_kept_at_their_fields(workshop):
    jobs = workshop.records("anna", "job")
    with pytest.raises(InvalidRecord) as refused:
        jobs.create({"name": "Done", "stage": "done"})
    assert problems(refused) == {("amount", "rule.done_needs_amount")}
    assert refused.value.problems[0].text.to("zh") == "已完成的工单必须有金额。"
    done = jobs.create({"name": "Done", "stage": "done", "amount": 1})
    with pytest.raises(InvalidRecord) as refused:
        jobs.update(done.id, {"stage": "new"})
    assert problems(refused) == {("stage", "rule.no_way_back")}
    assert jobs.get(done.id)["stage"] == "done"


def test_retired_and_unfitting_options_are_refused(workshop):
    jobs = workshop.records("anna", "job")
    with pytest.raises(InvalidRecord) as refused:
        jobs.create({"name": "Paused", "stage": "paused"})
    assert problems(refused) == {("stage", "option.retired")}
    with pytest.raises(InvalidRecord) as refused:
        jobs.create({"name": "Praised", "reason": "praise"})
    assert problems(refused) == {("reason", "option.dependent")}
    made = jobs.create({"name": "P", "stage": "done", "amount": 1, "reason": "praise"})
    with pytest.raises(InvalidRecord) as refused:
        jobs.update(made.id, {"stage": "doing"})
    assert problems(refused) == {("reason", "option.dependent")}


def test_references_must_exist_and_be_visible(workshop):
    client = workshop.records("bert", "client").create({"name": "Bert's"})
    jobs = workshop.records("anna", "job")
    for wrong in (client.id, "01a20adc-8230-7000-9e91-cfe3e0457a28"):
        with pytest.raises(InvalidRecord) as refused:
            jobs.create({"name": "Job", "client": wrong})
        assert problems(refused) == {("client", "record.reference_missing")}


def test_unique_values_are_compared_folded_and_blanks_never_clash(workshop):
    clients = workshop.records("anna", "client")
    clients.create({"name": "A", "code": "Straße 1"})
    clients.create({"name": "B"})
    clients.create({"name": "C", "code": ""})
    for same in ("STRASSE 1", " straße  1", "ｓｔｒａßｅ １"):
        with pytest.raises(InvalidRecord) as refused:
            workshop.records("bert", "client").create({"name": "D", "code": same})
        assert problems(refused) == {("code", "record.not_unique")}


def test_money_is_kept_in_corporate_currency_at_the_rate_of_its_day(workshop):
    rates = workshop.records("admin", "rate")
    rates.create({"code": "USD", "day": "2026-01-01", "rate": "0.9"})
    rates.create({"code": "USD", "day": "2026-06-01", "rate": "0.8"})
    jobs = workshop.records("anna", "job")
    early = jobs.create({"name": "E", "amount": 100, "currency": "USD", "due": "2026-05-31"})
    late = jobs.create({"name": "L", "amount": 100, "currency": "USD", "due": "2026-06-01"})
    read = [jobs.get(job.id, ("amount", "amount.base", "currency")) for job in (early, late)]
    assert [each["amount.base"] for each in read] == [Decimal(90), Decimal(80)]
    assert [each["amount"] for each in read] == [Decimal(100), Decimal(100)]
    with pytest.raises(InvalidRecord) as refused:
        jobs.create({"name": "C", "amount": 1, "currency": "CNY", "due": "2026-05-31"})
    assert problems(refused) == {("currency", "record.no_rate")}
    moved = jobs.update(early.id, {"due": "2026-07-01"})
    assert moved["due"] == date(2026, 7, 1)
    assert jobs.get(early.id, ("amount.base",))["amount.base"] == Decimal(80)


def test_details_take_the_currency_of_their_master(workshop):
    workshop.records("admin", "rate").create(
        {"code": "USD", "day": "2020-01-01", "rate": "0.5"}
    )
    job = workshop.records("anna", "job").create({"name": "J", "currency": "USD"})
    item = workshop.records("anna", "item").create({"title": "I", "job": job.id, "price": 3})
    assert item["currency"] == "USD"
    again = workshop.records("anna", "job").get(job.id)
    assert again["items_total"] == Decimal("1.5"), "roll-ups are in corporate currency"


def test_sending_back_what_one_may_only_read_is_no_offence(workshop):
    jobs = workshop.records("anna", "job")
    job = jobs.create({"name": "J", "amount": 5})
    same = jobs.update(job.id, {**job.values, "name": "K"})
    assert same["name"] == "K"
    with pytest.raises(InvalidRecord) as refused:
        jobs.update(job.id, {"number": "J-1", "margin": "9"})
    assert problems(refused) == {("number", "record.read_only"), ("margin", "record.read_only")}


def test_a_save_that_changes_nothing_leaves_version_and_history(workshop):
    jobs = workshop.records("anna", "job")
    job = jobs.create({"name": "J", "amount": "5"})
    assert jobs.update(job.id, {"amount": "5.00"}).row_version == 1
    assert len(jobs.history(job.id)) == 1


def test_history_tells_who_changed_what(workshop):
    jobs = workshop.records("anna", "job")
    job = jobs.create({"name": "J", "amount": "5"})
    workshop.records("lena", "job").update(job.id, {"amount": "6", "due": "2026-01-01"})
    last, first = jobs.history(job.id)
    assert (last.action, last.by_name) == ("update", "Lena")
    assert dict(last.changes) == {"amount": ("5", "6"), "due": (None, "2026-01-01")}
    assert (first.action, first.changes["name"]) == ("create", (None, "J"))


def test_a_copy_leaves_out_what_must_be_unique(workshop):
    clients = workshop.records("anna", "client")
    client = clients.create({"name": "A", "code": "1", "city": "Bonn"})
    copy = clients.clone(client.id, {"name": "B"})
    assert (copy["name"], copy["code"], copy["city"]) == ("B", None, "Bonn")


def test_a_required_value_that_cannot_be_read_is_one_problem(workshop):
    jobs = workshop.records("system", "job")
    with pytest.raises(InvalidRecord) as refused:
        jobs.create({"name": {"no": "text"}})
    assert [each.field for each in refused.value.problems] == ["name"]
    assert refused.value.problems[0].code != "record.required"
    with pytest.raises(InvalidRecord) as refused:
        jobs.create({"amount": 5})
    assert [each.code for each in refused.value.problems] == ["record.required"]
