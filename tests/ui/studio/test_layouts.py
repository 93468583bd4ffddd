"""What a layout says beside its fields, as people meet it on a record's page, on paper, on a phone."""

from __future__ import annotations

import re

import pytest

from tests.tenants import ADMIN, SELLER
from tests.ui.studio.pages import applied, text_of

LAYOUT = "/setup/c/layout/deal/vw__default"
BODY = """
label: {en: Standard}
highlights: [amount]
sections:
  - id: x__main
    label: {en: Deal}
    items:
      - name
      - {field: amount, visible_when: "stage == 'won'"}
  - id: x__secret
    label: {en: Lost and gone}
    visible_when: "stage == 'lost'"
    items: [vw__reason]
  - {id: x__later, label: {en: Late}, visible_when: "firm.name == 'Acme'", items: [notes]}
related:
  - {id: x__lines, label: {en: Parts}, object: line, via: deal, visible_when: "stage == 'won'"}
panels:
  - {id: x__play, type: text, label: {en: How we sell}, text: {en: "Ask for the budget.\\nThen wait."}}
  - {id: x__told, type: history, visible_when: "stage == 'won'"}
actions: [print, new.x__lines, delete, edit]
"""


@pytest.fixture
def deal(ada, system):
    saved = ada.post(LAYOUT, data={"yaml": BODY})
    assert saved.status_code == 302, text_of(saved)
    assert applied(ada).status_code == 302, text_of(ada.get("/setup/draft"))
    made = system.records("deal").create(
        {"name": "Pumps", "amount": "4711", "vw__code": "P", "owner": ADMIN}
    )
    return made.id


def test_what_a_condition_hides_is_not_sent_to_a_reader(ada, deal, system):
    page = ada.get(f"/o/deal/{deal}").text
    assert "Lost and gone" not in page and "Parts" not in page and "panel-x__told" not in page
    assert page.count("4,711") == 1  # among the highlights, not among the fields
    assert "Parts" not in ada.get(f"/o/deal/{deal}/related?cards=true").text
    assert ada.get(f"/o/deal/{deal}?tab=list-x__lines").status_code == 404
    system.records("deal").update(deal, {"stage": "won"})
    page = ada.get(f"/o/deal/{deal}").text
    assert "Parts" in page and "panel-x__told" in page and page.count("4,711") == 2
    system.records("deal").update(deal, {"stage": "lost", "vw__reason": "price"})
    assert "Lost and gone" in ada.get(f"/o/deal/{deal}").text


def test_panels_and_actions_stand_as_the_layout_orders_them(ada, deal, system, sign_in):
    system.records("deal").update(deal, {"stage": "won"})
    page = ada.get(f"/o/deal/{deal}").text
    assert '<h2 id="panel-x__play">How we sell</h2>' in page
    assert page.index("<p>Then wait.</p>") < page.index("panel-x__told")
    acts = page[page.index('<div class="acts">') : page.index('class="hl"')]
    assert re.findall(r"</svg>([^<]+)</a>", acts) == ["Print", "New line", "Delete", "Edit"]
    assert acts.index("Delete") < acts.index("data-menu") < acts.index("Edit")
    system.records("deal").update(deal, {"owner": SELLER})
    seen = sign_in(SELLER).get(f"/o/deal/{deal}").text
    assert "How we sell" in seen and "Print" in seen


def test_a_form_sends_conditions_of_sections_and_keeps_out_what_no_browser_can_ask(ada, deal):
    form = ada.get(f"/o/deal/{deal}/edit").text
    section = re.search(r'<section class="fs" aria-labelledby="s-x__secret"([^>]*)>', form)
    assert section and "data-visible-when" in section[1]
    assert "s-x__later" not in form, "firm.name lies across a look-up: the server has said no"


def test_what_is_wrong_with_a_layout_is_said_before_it_is_in_force(ada):
    for line, wrong, said in (
        ("stage == 'won'\"}\npanels", 'amount"}\npanels', "Related › Parts › Shown when"),
        ("[print,", "[prin,", "print"),
        ('text: {en: "Ask for the budget.\\nThen wait."}', "order: 1", "order"),
    ):
        answer = ada.post(LAYOUT, data={"yaml": BODY.replace(line, wrong)})
        told = text_of(answer) if answer.status_code == 422 else ""
        assert said in told + text_of(ada.get("/setup/draft/panel")), (line, told)


def test_a_record_is_printed_whole(ada, deal, system):
    system.records("deal").update(deal, {"stage": "won"})
    system.records("line").create({"title": "Valve", "deal": str(deal), "quantity": 2})
    page = ada.get(f"/o/deal/{deal}/paper").text
    paper = page[page.index('<article class="paper">') :]
    for words in ("Pumps", "4,711", "Parts", "Valve", "Ask for the budget.", "Ada Admin"):
        assert words in paper, words
    assert "data-edit" not in paper and "<form" not in paper
    foot = paper[paper.index('class="paper-foot"') :]
    assert re.search(r"Printed \d+ \w+ \d{4} \d\d:\d\d", foot)  # nobody knows what today was


def test_a_phone_gets_the_layout_for_phones(ada, deal):
    phone = {"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit Mobile/15E148 Mobi"}
    assert "How we sell" not in ada.get(f"/o/deal/{deal}", headers=phone).text
    assert "How we sell" in ada.get(f"/o/deal/{deal}", headers={"Sec-CH-UA-Mobile": "?0"}).text
    assert (
        "How we sell" not in ada.get(f"/o/deal/{deal}", headers={"Sec-CH-UA-Mobile": "?1"}).text
    )
