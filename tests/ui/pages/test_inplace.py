"""One field edited where it stands: saved by the gate, refused in words, never over another's."""

from __future__ import annotations

import html
import re

import pytest

from tests.tenants import ADMIN, LEADER, SELLER


@pytest.fixture
def deal(system):
    made = system.records("deal").create(
        {"name": "Pumps", "amount": "1000", "owner": SELLER, "vw__code": "P"}
    )
    return made.id


def form_of(client, deal, field: str) -> dict[str, str]:
    """Open the little form and give what it carries unseen."""
    page = client.get(f"/o/deal/{deal}/field/{field}")
    assert page.status_code == 200, page.text
    found = re.findall(r'name="(row_version|was)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found}


def test_a_cell_is_saved_and_the_row_is_told_what_else_changed(sign_in, deal, system):
    client = sign_in(SELLER)
    typed = form_of(client, deal, "amount") | {"amount": "25,000", "cell": ["amount", "name"]}
    saved = client.post(f"/o/deal/{deal}/field/amount", data=typed)
    assert saved.status_code == 200, saved.text
    assert system.records("deal").get(deal)["amount"] == 25000
    assert "25,000" in saved.json["cells"]["amount"]
    assert "Pumps" in saved.json["cells"]["name"]


def test_what_is_wrong_stands_at_the_field_and_what_was_typed_is_kept(sign_in, deal, system):
    client = sign_in(SELLER)
    typed = form_of(client, deal, "amount") | {"amount": "a lot"}
    refused = client.post(f"/o/deal/{deal}/field/amount", data=typed)
    assert refused.status_code == 422
    assert 'value="a lot"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert "<html" not in refused.text
    assert system.records("deal").get(deal)["amount"] == 1000


def test_a_stale_cell_shows_both_versions_and_keeps_the_chosen_one(sign_in, deal, system):
    client = sign_in(SELLER)
    typed = form_of(client, deal, "name") | {"name": "Mine"}
    system.records("deal").update(deal, {"name": "Theirs"})
    both = client.post(f"/o/deal/{deal}/field/name", data=typed)
    assert both.status_code == 409
    assert "Theirs" in both.text
    assert "Mine" in both.text
    given = client.post(f"/o/deal/{deal}/field/name", data={"keep": "theirs", "cell": "name"})
    assert given.json["cells"]["name"]
    assert system.records("deal").get(deal)["name"] == "Theirs"
    found = re.findall(r'name="(row_version|was)" value="([^"]*)"', both.text)
    again = {name: html.unescape(value) for name, value in found} | {"name": "Mine"}
    assert client.post(f"/o/deal/{deal}/field/name", data=again).status_code == 200
    assert system.records("deal").get(deal)["name"] == "Mine"


def test_a_change_of_another_field_meanwhile_is_no_conflict(sign_in, deal, system):
    client = sign_in(SELLER)
    typed = form_of(client, deal, "name") | {"name": "Valves"}
    system.records("deal").update(deal, {"amount": "7"})
    assert client.post(f"/o/deal/{deal}/field/name", data=typed).status_code == 200
    now = system.records("deal").get(deal)
    assert (now["name"], now["amount"]) == ("Valves", 7)


def test_why_a_field_cannot_be_changed_is_said_in_words(sign_in, deal, system):
    theirs = system.records("deal").create({"name": "Pipes", "owner": LEADER, "vw__code": "X"})
    seller, leader = sign_in(SELLER), sign_in(ADMIN)
    assert seller.get(f"/o/deal/{theirs.id}/field/name").status_code == 404
    kept = leader.get(f"/o/deal/{deal}/field/created_at")
    assert kept.status_code == 403
    assert kept.json["reason"] == "You may not change this field here."
    assert leader.get(f"/o/deal/{deal}/field/nothing").status_code == 404


def test_lists_and_records_say_which_fields_can_be_edited_in_place(sign_in, deal):
    client = sign_in(SELLER)
    listed = client.get("/o/deal/?col=name&col=amount&col=created_at").text
    assert 'data-path="amount" data-editable' in listed
    assert 'data-path="created_at">' in listed
    record = client.get(f"/o/deal/{deal}").text
    assert '<dd data-field="amount" data-editable>' in record
