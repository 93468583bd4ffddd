"""A page that finds the database busy says so, in one's language, and loses nothing typed."""

from __future__ import annotations

import pytest

from engine.kernel.query import Query
from engine.storage import busy
from tests.holding import held
from tests.tenants import ADMIN


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(busy, "WAIT_MILLISECONDS", 300)


def test_a_form_keeps_what_was_typed_until_the_database_has_time(sign_in, company, system):
    browser = sign_in(ADMIN)
    typed = {"name": "Typed in vain?", "stage": "open", "vw__code": "B1"}
    with held(company):
        answer = browser.post("/o/deal/new", data=typed)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "Typed in vain?" in answer.text
    assert "the database is busy" in answer.text
    assert browser.post("/o/deal/new", data=typed).status_code == 302
    names = [each["name"] for each in system.records("deal").query(Query(("name",))).records]
    assert names == ["Typed in vain?"]


def test_any_other_step_can_be_sent_again_as_it_was(sign_in, company, system):
    made = system.records("deal").create({"name": "Stays", "vw__code": "B2"})
    browser = sign_in(ADMIN)
    browser.set_cookie("language", "zh")
    with held(company):
        answer = browser.post(f"/o/deal/{made.id}/delete", data={"sure": '"yes"'})
    assert answer.status_code == 503
    assert "系统繁忙，请重试" in answer.text
    assert '<input type="hidden" name="sure" value="&#34;yes&#34;">' in answer.text
    assert system.records("deal").get(made.id)["name"] == "Stays"
