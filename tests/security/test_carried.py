"""What forms of the Studio carry comes back as it was handed out, or not at all."""

from __future__ import annotations

import html
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import open_session
from engine.changes import Workbench
from tests.tenants import ADMIN
from tests.ui.pages.conftest import sign_in, system
from tests.ui.studio.conftest import company, make_app, second_admin
from ui.studio.applying import Attempt

__all__ = ["company", "make_app", "second_admin", "sign_in", "system"]
FIELD = "/setup/c/field/deal/amount"
LAYOUT = "/setup/design/layout/deal/vw__default"
APP = "/setup/navigation/vw__work"
TYPED = {"shown.label": "1", "label.en": "Worth"}


@pytest.fixture
def ada(sign_in):
    return sign_in(ADMIN)


def held(page, attribute):
    return html.unescape(re.search(rf'{attribute}="([^"]+)"', page)[1])


def carried(browser, address):
    return held(browser.get(address).text, 'name="loaded" value')


@pytest.mark.parametrize(
    "body",
    [
        {"type": []},
        {"type": "currency", "label": 5},
        {"type": "select", "label": {"en": "x"}, "options": [{"id": {}}]},
        {"type": "currency", "label": {"en": "x"}, "\ud800": "1"},
    ],
)
def test_a_body_that_was_made_up_is_not_read(ada, body):
    made = json.dumps({"field/deal/amount": body})
    seal = carried(ada, FIELD).partition(" ")[0]
    for sent in (made, f"{seal} {made}", f"ü {made}", "", "[" * 100_000):
        assert ada.post(FIELD, data={**TYPED, "loaded": sent}).status_code == 400


def test_what_another_admin_or_another_place_carries_is_not_taken_for_it(
    ada, sign_in, second_admin, company
):
    theirs = carried(sign_in(second_admin), FIELD)
    assert theirs.partition(" ")[2] == carried(ada, FIELD).partition(" ")[2]
    assert ada.post(FIELD, data={**TYPED, "loaded": theirs}).status_code == 400
    step = held(ada.get(LAYOUT).text, "data-body")
    assert ada.post(FIELD, data={**TYPED, "loaded": step}).status_code == 400
    assert not Workbench(open_session(company, ADMIN).context).changes


@pytest.mark.parametrize("address", [LAYOUT, APP])
def test_a_designer_goes_back_only_to_what_it_gave(ada, company, address):
    step = held(ada.get(address).text, "data-body")
    odd = re.sub('"en":"[^"]*"', r'"en":"\\ud800"', step.partition(" ")[2], count=1)
    for sent in (odd, f"{step.partition(' ')[0]} {odd}", carried(ada, FIELD), "NaN", ""):
        assert ada.post(address, data={"do": "restore:", "body": sent}).status_code == 400
    assert ada.post(address, data={"do": "restore:", "body": step}).status_code == 302
    assert not Workbench(open_session(company, ADMIN).context).changes


def test_a_page_of_chinese_as_a_label_is_named_at_once(ada):
    began = time.process_time()
    long = "客" * 50_000
    ada.post("/setup/objects/new", data={"label.en": long})
    ada.post("/setup/objects/machine/paste", data={"fields": f"A;select;{long}"})
    ada.post(LAYOUT, data={"do": "make:select", **TYPED, "choices": long})
    assert time.process_time() - began < 2


def test_one_who_applies_twice_at_once_gets_in_nobodys_way(tmp_path):
    attempts = [Attempt(None, "a" * 32, tmp_path / "whose.json") for _ in range(4)]

    def noted(attempt):
        for step in range(200):
            attempt.note("running", step=step)

    with ThreadPoolExecutor(len(attempts)) as threads:
        list(threads.map(noted, attempts))
    assert json.loads((tmp_path / "whose.json").read_text())["step"] == 199
    assert [each.name for each in tmp_path.iterdir()] == ["whose.json"]
