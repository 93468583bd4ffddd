"""How an admin reads what became of things, and has one of them back."""

from __future__ import annotations

import re

import pytest

from engine import open_session
from engine.changes import Workbench
from tests.tenants import ADMIN, SELLER
from tests.ui.studio.pages import applied, text_of


@pytest.fixture
def twice(ada, company):
    """Two labels changed by one revision, then one of them by another."""
    for field, words in (("amount", "Worth"), ("margin", "Gain")):
        form = {"shown.label": "1", "label.en": words}
        ada.post(f"/setup/c/field/deal/{field}", data=form)
    applied(ada, "clearer words")
    ada.post("/setup/c/field/deal/amount", data={"shown.label": "1", "label.en": "Sum"})
    applied(ada, "shorter still")
    return open_session(company, ADMIN).context.revision


def label(company, field):
    model = open_session(company, ADMIN).context.model
    return model.find("field", field, "deal").body["label"]["en"]


def test_any_two_revisions_are_compared_in_words(ada, twice):
    page = ada.get("/setup/history").text
    assert f'name="old" value="{twice - 2}"' in page
    told = text_of(ada.get(f"/setup/history/compare?old={twice}&new={twice - 2}"))
    assert f"From revision {twice - 2} to {twice}" in told
    assert "Label › English Amount Sum" in told and "Label › English Margin Gain" in told
    assert ada.get("/setup/history/compare?old=1&new=99").status_code == 404
    assert ada.get("/setup/history/compare?old=x").status_code == 404


def test_a_component_tells_its_story_and_comes_back_by_a_button(ada, company, twice):
    page = ada.get("/setup/c/field/deal/amount?tab=history")
    told = text_of(page)
    for words in ("shorter still", "clearer words", "Worth", "Ada Admin"):
        assert words in told
    links = re.findall(r'href="(/setup/restore/field/deal/amount/\d+)"', page.text)
    assert f"/setup/restore/field/deal/amount/{twice - 1}" in links
    assert f"/setup/restore/field/deal/amount/{twice}" not in links, "it is so now"
    review = ada.get(f"/setup/restore/field/deal/amount/{twice - 1}")
    digest = re.search(r'name="digest" value="([^"]+)"', review.text)[1]
    address = f"/setup/restore/field/deal/amount/{twice - 1}"
    assert ada.post(address, data={"digest": "old"}).status_code == 422
    done = ada.post(address, data={"digest": digest})
    assert done.status_code == 302, text_of(done)
    assert (label(company, "amount"), label(company, "margin")) == ("Worth", "Gain")
    assert f"as it was at revision {twice - 1}" in text_of(ada.get(done.location))


def test_one_of_several_changes_of_a_revision_is_taken_back(ada, company, twice):
    page = ada.get(f"/setup/history/{twice - 1}").text
    address = f"/setup/restore/field/deal/margin/{twice - 2}"
    assert f'href="{address}"' in page
    digest = re.search(r'name="digest" value="([^"]+)"', ada.get(address).text)[1]
    assert ada.post(address, data={"digest": digest}).status_code == 302
    assert (label(company, "amount"), label(company, "margin")) == ("Sum", "Margin")


def test_what_a_revision_added_offers_no_way_back_to_before_it_was(ada, company):
    bench = Workbench(open_session(company, ADMIN).context)
    bench.save({("field", "deal", "x__new"): {"type": "text", "label": {"en": "New"}}})
    applied(ada, "new")
    page = ada.get(f"/setup/history/{open_session(company, ADMIN).context.revision}").text
    assert "x__new" in page
    assert "/setup/restore/field/deal/x__new" not in page


def test_what_cannot_be_brought_back_says_why(ada, sign_in):
    assert "In the way" in text_of(ada.get("/setup/restore/field/deal/nothing/1"))
    assert sign_in(SELLER).get("/setup/restore/field/deal/amount/1").status_code == 404


def test_what_a_change_left_to_jobs_is_shown_with_its_progress(ada, system):
    ada.post("/setup/objects/deal/paste", data={"fields": "Size; integer"})
    applied(ada)
    system.records("deal").create(
        {"name": "Pumps", "owner": ADMIN, "vw__code": "P", "x__size": 3}
    )
    ada.post("/setup/retype/deal/x__size", data={"type": "text"})
    done = applied(ada)
    assert done.status_code == 302, text_of(done)
    page = ada.get(done.location).text
    assert "Still going on" in page and 'hx-trigger="every 2s"' in page
