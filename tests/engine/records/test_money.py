"""What amounts are worth in corporate currency: which rate counts, who follows it, what is frozen."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from engine.errors import InvalidRecord
from engine.kernel.context import utc_now
from engine.records.rate_changes import TOPIC
from engine.storage.system.work import outbox
from tests.shops import work

BASE = ("amount.base", "cost.base", "margin.base")


@pytest.fixture
def dollar(workshop):
    """The dollar's rate, valid for years."""
    values = {"code": "USD", "day": "2020-01-01", "rate": "0.5"}
    return workshop.records("admin", "rate").create(values)


def job_of(workshop, **values):
    made = {"name": "J", "amount": 100, "currency": "USD", "due": "2026-03-01", **values}
    return workshop.records("anna", "job").create(made)


def base(workshop, job):
    return workshop.records("admin", "job").get(job.id, BASE)["amount.base"]


def item_of(workshop, job, price=10):
    return workshop.records("anna", "item").create(
        {"title": "I", "job": job.id, "price": price}
    )


def of_item(workshop, item):
    found = workshop.records("admin", "item").get(
        item.id, ("currency", "price.base", "total.base")
    )
    return found["currency"], found["price.base"], found["total.base"]


def test_open_records_follow_a_corrected_rate_and_final_ones_stay(workshop, dollar):
    open_job = job_of(workshop)
    done = job_of(workshop, stage="done")
    workshop.records("admin", "rate").update(dollar.id, {"rate": "0.8"})
    work(workshop.tenant)
    assert (base(workshop, open_job), base(workshop, done)) == (80, 50)
    workshop.records("anna", "job").update(done.id, {"name": "Same money"})
    assert base(workshop, done) == 50


def test_a_new_rate_reaches_the_records_that_it_dates(workshop, dollar):
    early, late = job_of(workshop, due="2026-02-28"), job_of(workshop, due="2026-03-01")
    undated = job_of(workshop, due=None)
    rate = {"code": "USD", "day": "2026-03-01", "rate": "0.7"}
    made = workshop.records("admin", "rate").create(rate)
    work(workshop.tenant)
    assert [base(workshop, each) for each in (early, late, undated)] == [50, 70, 70]
    workshop.records("admin", "rate").delete(made.id)
    work(workshop.tenant)
    assert base(workshop, late) == 50


def test_a_converted_record_moves_what_is_added_up_from_it(workshop, dollar):
    client = workshop.records("anna", "client").create({"name": "C"})
    job = job_of(workshop, client=client.id, cost=20)
    version = workshop.records("admin", "job").get(job.id).row_version
    workshop.records("admin", "rate").update(dollar.id, {"rate": "0.8"})
    work(workshop.tenant)
    assert workshop.records("admin", "client").get(client.id)["open_value"] == 80
    again = workshop.records("admin", "job").get(job.id, BASE)
    assert [again[path] for path in BASE] == [80, 16, 64]
    assert again.row_version == version, "nobody edited the record"


def test_a_final_record_is_converted_anew_when_its_amount_changes_or_it_is_reopened(
    workshop, dollar
):
    jobs = workshop.records("anna", "job")
    edited, reopened = job_of(workshop, stage="done"), job_of(workshop, stage="done")
    workshop.records("admin", "rate").update(dollar.id, {"rate": "0.8"})
    work(workshop.tenant)
    jobs.update(edited.id, {"amount": 200})
    jobs.update(reopened.id, {"stage": "doing"})
    assert (base(workshop, edited), base(workshop, reopened)) == (160, 80)


def test_a_rate_of_the_future_counts_from_its_day_on(workshop, dollar):
    undated = job_of(workshop, due=None)
    tomorrow = (utc_now() + timedelta(days=2)).date().isoformat()
    rate = {"code": "USD", "day": tomorrow, "rate": "0.9"}
    workshop.records("admin", "rate").create(rate)
    work(workshop.tenant)
    assert base(workshop, undated) == 50
    with workshop.tenant.database.reading() as connection:
        waiting = connection.scalars(
            sa.select(outbox.c.available_at).where(outbox.c.topic == TOPIC)
        ).all()
    assert [each > utc_now() for each in waiting] == [True]


def test_details_follow_when_the_currency_of_their_master_changes(workshop, dollar):
    workshop.records("admin", "rate").create(
        {"code": "CNY", "day": "2020-01-01", "rate": "0.1"}
    )
    jobs = workshop.records("anna", "job")
    job = job_of(workshop)
    item = item_of(workshop, job)
    assert of_item(workshop, item) == ("USD", 5, 5)
    jobs.update(job.id, {"currency": "CNY"})
    assert of_item(workshop, item) == ("CNY", 1, 1)
    assert jobs.get(job.id)["items_total"] == 1
    history = workshop.records("anna", "item").history(item.id)
    assert history[0].changes["currency"] == ("USD", "CNY")
    jobs.update(job.id, {"currency": "EUR"})
    assert of_item(workshop, item) == ("EUR", 10, 10)


def test_a_detail_keeps_no_currency_of_its_own(workshop, dollar):
    job, other = job_of(workshop), job_of(workshop, currency="EUR")
    item = item_of(workshop, job)
    items = workshop.records("anna", "item")
    assert items.update(item.id, {"currency": "EUR"})["currency"] == "USD"
    assert items.update(item.id, {"job": other.id})["currency"] == "EUR"


def test_details_take_the_rate_of_their_masters_day_and_freeze_with_it(workshop, dollar):
    workshop.records("admin", "rate").create(
        {"code": "USD", "day": "2026-06-01", "rate": "0.6"}
    )
    jobs = workshop.records("anna", "job")
    job = job_of(workshop, due="2026-03-01")
    item = item_of(workshop, job)
    assert of_item(workshop, item)[1] == 5
    jobs.update(job.id, {"due": "2026-07-01"})
    assert of_item(workshop, item)[1] == 6
    jobs.update(job.id, {"stage": "done", "due": "2026-03-01"})
    assert of_item(workshop, item)[1] == 5
    workshop.records("admin", "rate").update(dollar.id, {"rate": "0.9"})
    work(workshop.tenant)
    assert of_item(workshop, item)[1] == 5
    jobs.update(job.id, {"stage": "doing"})
    assert of_item(workshop, item)[1] == 9


def test_a_currency_without_a_rate_is_refused_also_for_the_details(workshop, dollar):
    jobs = workshop.records("anna", "job")
    job = jobs.create({"name": "J", "currency": "USD", "due": "2026-03-01"})
    item = item_of(workshop, job)
    with pytest.raises(InvalidRecord) as refused:
        jobs.update(job.id, {"currency": "CNY"})
    assert {each.code for each in refused.value.problems} == {"record.no_rate"}
    assert of_item(workshop, item) == ("USD", 5, Decimal(5))
