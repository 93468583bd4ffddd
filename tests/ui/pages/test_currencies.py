"""Pages say of every amount which currency it is in."""

from __future__ import annotations

import html

import pytest

from tests.ui.pages.conftest import app_for

DAY = "2026-01-05"


@pytest.fixture
def dollars(workshop):
    """A job in dollars, which was in euros once, and its client; the company counts in euros."""
    workshop.records("system", "rate").create({"code": "USD", "day": DAY, "rate": "0.5"})
    client = workshop.records("admin", "client").create({"name": "Hoover Dam"})
    jobs = workshop.records("admin", "job")
    values = {"name": "Turbine", "client": client.id, "due": DAY}
    job = jobs.create({**values, "amount": "8200", "currency": "EUR"})
    jobs.update(job.id, {"amount": "8300"})
    jobs.update(job.id, {"amount": "7100", "currency": "USD"})
    return client.id, job.id


def words(workshop, path):
    page = app_for(workshop.tenant, workshop.people["admin"]).test_client().get(path)
    assert page.status_code == 200, page.text
    return html.unescape(page.text)


def test_a_related_list_shows_amounts_in_the_currency_of_their_record(workshop, dollars):
    page = f"/o/client/{dollars[0]}"
    text = words(workshop, f"{page}/related?cards=true")
    assert "USD\u00a07,100" in text
    assert "EUR\u00a07,100" not in text
    text = words(workshop, page)
    assert "EUR\u00a03,550" in text, "roll-ups are in the company's currency"


def test_an_amount_over_a_lookup_is_in_the_currency_of_its_record(workshop, dollars):
    workshop.records("admin", "visit").create({"topic": "Look", "job": dollars[1]})
    text = words(workshop, "/o/visit/?col=topic&col=job.amount")
    assert "USD\u00a07,100" in text


def test_history_shows_amounts_in_the_currency_of_their_time(workshop, dollars):
    text = words(workshop, f"/o/job/{dollars[1]}")
    for amount in ("EUR\u00a08,200", "EUR\u00a08,300", "USD\u00a07,100"):
        assert amount in text
    assert "USD\u00a08" not in text
