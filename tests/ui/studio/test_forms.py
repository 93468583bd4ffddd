"""What the forms that are made of schemas show while nothing is said, and what they store."""

from __future__ import annotations

import re

import pytest

from engine import Workbench, open_session
from tests.tenants import ADMIN

RULE = ("validation_rule", "deal", "x__big")
BODY = {"when": "amount > 10", "message": {"en": "Too big", "zh": "过大"}}
FORM = "/setup/c/validation_rule/deal/x__big"
SHOWN = {
    "shown.active": "1", "shown.events": "1", "shown.at": "1", "shown.when": "1",
    "when": "amount > 10", "active": "yes", "events": ["create", "update"],
}  # fmt: skip


@pytest.fixture
def bench(company):
    return lambda: Workbench(open_session(company, ADMIN).context)


@pytest.fixture
def rule(bench):
    """A rule that says neither whether it is in use nor when it is asked."""
    bench().save({RULE: BODY})


def control(page, name, value=""):
    """Give the first control of a name, and of a value of it."""
    found = re.search(rf'<(?:input|select)[^>]*name="{name}"[^>]*value="{value}[^>]*>', page)
    return found[0] if found else ""


def chosen(page, name):
    """Give the words of the options of a choice, the chosen or first one in front."""
    inside = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', page)[1]
    found = re.findall(r"<option value=\"([^\"]*)\"([^>]*)>([^<]*)", inside)
    return {value: words for value, _said, words in found}, next(
        (value for value, said, _ in found if "selected" in said), found[0][0]
    )


def test_what_is_on_unless_said_otherwise_is_shown_on_and_stays_unsaid(ada, rule, bench):
    page = ada.get(FORM).text
    assert "checked" in control(page, "active")
    assert "checked" in control(page, "events", "create")
    assert "checked" in control(page, "events", "update")
    assert ada.post(FORM, data=SHOWN).status_code == 302
    assert bench().find(RULE).body == BODY


def test_what_is_otherwise_than_usual_is_said_and_unsaid_again(ada, rule, bench):
    off = {name: said for name, said in SHOWN.items() if name != "active"}
    ada.post(FORM, data={**off, "events": ["update"], "at": "amount"})
    assert bench().find(RULE).body == {
        **BODY, "active": False, "events": ["update"], "at": "amount",
    }  # fmt: skip
    page = ada.get(FORM).text
    assert "checked" not in control(page, "active")
    assert "checked" not in control(page, "events", "create")
    ada.post(FORM, data=SHOWN)
    assert bench().find(RULE).body == BODY


def test_what_a_body_says_though_it_is_usual_is_not_taken_from_it(ada, bench):
    spoken = {**BODY, "active": True, "events": ["update", "create"]}
    bench().save({RULE: spoken})
    ada.post(FORM, data=SHOWN)
    assert bench().find(RULE).body == spoken


def test_without_any_event_a_rule_is_refused(ada, rule):
    none = {name: said for name, said in SHOWN.items() if name != "events"}
    assert ada.post(FORM, data=none).status_code == 422


def test_the_field_of_a_message_is_chosen_by_its_label(ada, rule):
    words, _ = chosen(ada.get(FORM).text, "at")
    assert words["amount"] == "Amount" and "" in words


def test_one_choice_says_where_a_field_stands(ada, bench):
    key = ("field", "deal", "x__colour")
    bench().save({key: {"type": "text", "label": {"en": "Colour"}, "after": "amount"}})
    address = "/setup/c/field/deal/x__colour"
    page = ada.get(address).text
    words, present = chosen(page, "stands")
    assert (words[present], present) == ("Behind Amount", "after/amount")
    assert "after/x__colour" not in words, "not behind itself"
    [first] = [value for value in words if value.startswith("before/")]
    ada.post(address, data={"shown.stands": "1", "stands": first})
    body = bench().find(key).body
    assert body["before"] == first.partition("/")[2] and "after" not in body
    ada.post(address, data={"shown.stands": "1", "stands": ""})
    assert not {"after", "before"} & set(bench().find(key).body)


def test_what_is_seldom_needed_is_folded_and_told_where_it_says_something(ada, bench):
    bench().save({RULE: {**BODY, "notes": "Asked for by finance"}})
    page = ada.get(FORM).text
    folded = re.search(r"<details class=\"fold\">(.*?)</details>", page, re.DOTALL)[1]
    assert 'name="notes"' in folded and 'name="deprecated"' in folded
    assert "Notes" in re.search(r"<summary>(.*?)</summary>", folded, re.DOTALL)[1]
    assert 'name="when"' not in folded


def test_numbers_and_choices_show_what_holds_while_they_are_empty(ada, bench):
    page = ada.get("/setup/new/field?of=deal&type=text").text
    assert 'placeholder="255"' in control(page, "max_length")
    layout = ("layout", "deal", "x__phone")
    bench().save(
        {layout: {"label": {"en": "Phone"}, "sections": [{"id": "x__a", "items": []}]}}
    )
    words, present = chosen(ada.get("/setup/c/layout/deal/x__phone").text, "device")
    assert (present, words) == ("", {"": "Any", "mobile": "Mobile"})
    form = {"shown.device": "1", "device": "any", "shown.order": "1", "order": "0"}
    ada.post("/setup/c/layout/deal/x__phone", data=form)
    assert not {"device", "order"} & set(bench().find(layout).body)


def test_an_option_in_use_is_shown_so_and_stays_unsaid(ada, bench):
    key = ("field", "deal", "x__state")
    options = [{"id": "on", "label": {"en": "On"}}, {"id": "off", "active": False}]
    bench().save({key: {"type": "select", "label": {"en": "State"}, "options": options}})
    address = "/setup/c/field/deal/x__state"
    page = ada.get(address).text
    words, present = chosen(page, r"options\.0\.active")
    assert (words[present], present) == ("yes", "")
    assert chosen(page, r"options\.1\.active")[1] == "no"
    rows = {"options.0.id": "on", "options.0.label.en": "On", "options.0.active": "",
            "options.1.id": "off", "options.1.active": ""}  # fmt: skip
    ada.post(address, data={"shown.options": "1", **rows})
    assert bench().find(key).body["options"] == [options[0], {"id": "off"}]


def test_a_wrong_value_among_the_rare_ones_is_not_folded_away(ada, rule):
    assert '<details class="fold"><summary>More' in ada.get(FORM).text
    refused = ada.post(FORM, data={**SHOWN, "when": ""})
    assert refused.status_code == 422
    assert '<details class="fold" open><summary>More' in refused.text
