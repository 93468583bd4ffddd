"""What one admin does in two windows of the same form: nothing is lost in silence."""

from __future__ import annotations

import html
import json
import re
import threading

import pytest

from engine import Workbench, open_session
from tests.tenants import ADMIN
from tests.ui.studio.pages import text_of

AMOUNT = ("field", "deal", "amount")
FORM = "/setup/c/field/deal/amount"


@pytest.fixture
def body(company):
    return lambda *key: Workbench(open_session(company, ADMIN).context).find(key).body


def hidden(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def labelled(english, chinese, page, **more):
    """What the form of a field sends after its label was typed."""
    return {
        "shown.label": "1", "label.en": english, "label.zh": chinese,
        "loaded": hidden(page, "loaded"), **more,
    }  # fmt: skip


def test_what_two_windows_changed_is_chosen_and_not_overwritten(ada, body):
    first, second = ada.get(FORM).text, ada.get(FORM).text
    assert ada.post(FORM, data=labelled("Worth", "金额", first)).status_code == 302
    refused = ada.post(FORM, data=labelled("Price", "价格", second))
    assert refused.status_code == 409
    assert body(*AMOUNT)["label"] == {"en": "Worth", "zh": "金额"}, "nothing was saved"
    said = text_of(refused)
    assert "changed in another window" in said and "Amount" in said and "Worth" in said
    assert 'name="label.en" value="Price"' in refused.text, "what was typed is still there"
    assert 'name="label.zh" value="价格"' in refused.text
    choice = {
        "take/field/deal/amount#/label/en": "theirs",
        "seen": hidden(refused.text, "seen"),
    }
    again = labelled("Price", "价格", refused.text, **choice)
    assert ada.post(FORM, data=again).status_code == 302
    assert body(*AMOUNT)["label"] == {"en": "Worth", "zh": "价格"}


def test_what_only_one_window_changed_holds_whoever_saves_last(ada, body):
    first, second = ada.get(FORM).text, ada.get(FORM).text
    ada.post(FORM, data={"shown.notes": "1", "notes": "net", "loaded": hidden(first, "loaded")})
    form = labelled("Price", "金额", second, **{"shown.notes": "1", "notes": ""})
    assert ada.post(FORM, data=form).status_code == 302
    assert body(*AMOUNT)["notes"] == "net"
    assert body(*AMOUNT)["label"]["en"] == "Price"


def test_a_choice_holds_only_for_what_was_shown(ada, body):
    first, second = ada.get(FORM).text, ada.get(FORM).text
    ada.post(FORM, data=labelled("Worth", "金额", first))
    refused = ada.post(FORM, data=labelled("Price", "金额", second)).text
    ada.post(FORM, data={"shown.label": "1", "label.en": "Sum", "label.zh": "金额"})
    choice = {"take/field/deal/amount#/label/en": "mine", "seen": hidden(refused, "seen")}
    late = ada.post(FORM, data=labelled("Price", "金额", refused, **choice))
    assert late.status_code == 409 and "Sum" in late.text
    assert body(*AMOUNT)["label"]["en"] == "Sum"


def test_yaml_of_two_windows_meets_as_well(ada, body):
    page = ada.get(f"{FORM}?tab=yaml").text
    source = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])
    ada.post(FORM, data={"shown.label": "1", "label.en": "Worth", "label.zh": "金额"})
    typed = source.replace("en: Amount", "en: Price")
    answer = ada.post(FORM, data={"yaml": typed, "loaded": hidden(page, "loaded")})
    assert answer.status_code == 409 and "en: Price" in html.unescape(answer.text)
    assert body(*AMOUNT)["label"]["en"] == "Worth"


def test_settings_calendars_and_translations_meet_too(ada, body):
    settings, grid = (
        ada.get("/setup/settings").text,
        ada.get("/setup/translations?object=deal").text,
    )
    ada.post("/setup/settings", data={"zone": "Europe/Paris"})
    late = ada.post(
        "/setup/settings", data={"zone": "Asia/Tokyo", "loaded": hidden(settings, "loaded")}
    )
    assert late.status_code == 409 and "Europe/Paris" in late.text
    ada.post(FORM, data={"shown.label": "1", "label.en": "Worth", "label.zh": "金额"})
    cell = "field/deal/amount/label"
    form = {f"{cell}.en": "Price", f"{cell}.zh": "金额", "loaded": hidden(grid, "loaded")}
    late = ada.post("/setup/translations?object=deal", data=form)
    assert late.status_code == 409 and 'value="Price"' in late.text
    untouched = {f"{cell}.en": "Amount", f"{cell}.zh": "金额", "loaded": hidden(grid, "loaded")}
    ada.post("/setup/translations?object=deal", data=untouched)
    assert body(*AMOUNT)["label"]["en"] == "Worth", "a text that was only shown changes nothing"
    made = ada.post(
        "/setup/calendars/new", data={"label.en": "Office", "hours.monday": "09:00-17:00"}
    )
    calendar = ada.get(made.location).text
    ada.post(made.location, data={"label.en": "Works", "hours.monday": "09:00-17:00"})
    form = {
        "label.en": "Plant",
        "hours.monday": "09:00-17:00",
        "loaded": hidden(calendar, "loaded"),
    }
    assert ada.post(made.location, data=form).status_code == 409


def test_the_designer_keeps_what_another_window_arranged(ada, body):
    address = "/setup/design/layout/deal/vw__default"
    named = {"do": "properties:", "shown.label": "1"}
    ada.post(address, data={**named, "label.en": "Old"})
    old = html.unescape(re.search(r'data-body="([^"]+)"', ada.get(address).text)[1])
    ada.post(address, data={**named, "label.en": "Standard"})
    page = ada.get(address).text
    form = {
        "do": "properties:",
        "shown.label": "1",
        "label.en": "Desk",
        "loaded": hidden(page, "loaded"),
    }
    ada.post(address, data={**form, "label.en": "Office"})
    late = ada.post(address, data=form)
    assert late.status_code == 409 and "changed in another window" in text_of(late)
    assert body("layout", "deal", "vw__default")["label"]["en"] == "Office"
    back = {"do": "restore:", "way": "back", "loaded": hidden(page, "loaded"), "body": old}
    assert "no way back" in text_of(ada.post(address, data=back, follow_redirects=True))
    assert body("layout", "deal", "vw__default")["label"]["en"] == "Office"


def test_steps_that_arrive_together_are_all_done(make_app, body):
    app, gone = make_app(ADMIN), ("name", "firm", "stage")
    together = threading.Barrier(len(gone), timeout=5)

    def remove(field):
        client = app.test_client()
        together.wait()
        step = {"do": f"remove:sections.vw__main/{field}"}
        client.post("/setup/design/layout/deal/vw__default", data=step)

    threads = [threading.Thread(target=remove, args=(field,)) for field in gone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = body("layout", "deal", "vw__default")["sections"][0]["items"]
    assert set(gone).isdisjoint(shown)
    assert "amount" in shown


def test_what_no_form_can_have_carried_is_refused(ada):
    for nonsense in ("[", "[]", '"x"'):
        assert ada.post(FORM, data={"shown.label": "1", "loaded": nonsense}).status_code == 400
    for body in ({"label": 5}, {"label": "x"}, {"options": [5]}, {"type": {}, "label": {}}):
        form = {"shown.label": "1", "label.en": "Price", "shown.options": "1"}
        form["loaded"] = json.dumps({"field/deal/amount": body})
        assert ada.post(FORM, data=form).status_code == 400, body
