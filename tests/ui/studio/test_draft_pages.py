"""How admins work in several drafts, see those of others, and make one of two."""

from __future__ import annotations

import re

import pytest

from engine import open_session
from tests.statements import sent_to
from tests.tenants import ADMIN, SELLER
from tests.ui.studio.pages import applied, text_of

AMOUNT = "/setup/c/field/deal/amount"


@pytest.fixture
def bea(second_admin, sign_in):
    return sign_in(second_admin)


def relabel(client, words, address=AMOUNT):
    form = {"shown.label": "1", "label.en": words, "label.zh": "金额"}
    assert client.post(address, data=form).status_code == 302


def drafts_of(client):
    return re.findall(r'href="(/setup/drafts/[0-9a-f-]{36})"', client.get("/setup/drafts").text)


def test_a_second_draft_is_begun_switched_renamed_and_discarded(ada, company):
    relabel(ada, "Worth")
    [first] = drafts_of(ada)
    ada.post("/setup/drafts/new", data={"name": "Spring"})
    page = text_of(ada.get("/setup/drafts"))
    assert "Your draft" in page and "Spring at work" in page
    assert "draft is empty" in text_of(ada.get("/setup/draft"))
    relabel(ada, "Step", "/setup/c/field/deal/stage")
    assert applied(ada).status_code == 302
    amount = open_session(company, ADMIN).context.model.get("deal").fields["amount"]
    assert amount.label.to("en") == "Amount"
    assert "Worth" in text_of(ada.get("/setup/draft")), "the first is at work again"
    ada.post(first, data={"do": "name", "name": "Words"})
    assert "Words" in text_of(ada.get("/setup/draft/panel"))
    assert "Label › English Amount Worth" in text_of(ada.get(first))
    ada.post(first, data={"do": "discard"})
    assert ada.get(first).status_code == 404
    assert "draft is empty" in text_of(ada.get("/setup/draft"))


def test_what_two_drafts_want_differently_is_shown_before_either_is_applied(ada, bea, company):
    relabel(ada, "Worth")
    relabel(ada, "Step", "/setup/c/field/deal/stage")
    relabel(bea, "Price")
    review = bea.get("/setup/draft")
    told = text_of(review)
    assert "Draft of Ada Admin wants something else here" in told
    assert "Label › English Amount" in told and "Price" in told and "Worth" in told
    merge = re.search(r'action="(/setup/drafts/[^"]+/merge)"', review.text)[1]
    done = bea.post(merge, data={"take/field/deal/amount#/label/en": "theirs"})
    assert done.status_code == 302
    assert applied(bea).status_code == 302
    fields = open_session(company, ADMIN).context.model.get("deal").fields
    assert fields["amount"].label.to("en") == "Worth"
    assert fields["stage"].label.to("en") == "Step"
    assert "Draft of Ada Admin" in text_of(bea.get("/setup/drafts")), "hers stays hers"


def test_the_draft_of_somebody_else_is_read_and_taken_but_not_touched(ada, bea):
    relabel(ada, "Worth")
    [hers] = drafts_of(bea)
    assert "Label › English Amount Worth" in text_of(bea.get(hers))
    bea.post(hers, data={"do": "discard"})
    assert ada.get(hers).status_code == 200
    bea.post(f"{hers}/merge")
    assert "Worth" in text_of(bea.get("/setup/draft"))


def test_drafts_do_not_exist_for_others(ada, sign_in):
    relabel(ada, "Worth")
    [hers] = drafts_of(ada)
    sam = sign_in(SELLER)
    assert sam.get("/setup/drafts").status_code == 404
    assert sam.get(hers).status_code == 404
    assert sam.post(f"{hers}/merge").status_code == 404
    assert ada.get("/setup/drafts/nothing").status_code == 404


def test_a_page_of_many_drafts_asks_for_their_people_once(ada, bea, company):
    relabel(bea, "Worth")
    ada.get("/setup/drafts")
    with sent_to(company.database) as one:
        ada.get("/setup/drafts")
    for number in range(3):
        bea.post("/setup/drafts/new", data={"name": f"Draft {number}"})
        relabel(bea, f"Worth {number}")
    with sent_to(company.database) as several:
        assert "Draft 2" in ada.get("/setup/drafts").text
    assert len(several) == len(one)
