"""The designer over HTTP: what is arranged, what it says, and what previews show to whom."""

from __future__ import annotations

import html
import json
import re

import pytest

from engine import open_session
from tests.tenants import ADMIN, RIVAL, SELLER
from tests.ui.studio.pages import applied, text_of
from ui.studio.lists import name_of

LAYOUT = "/setup/design/layout/deal/vw__default"
SEEN = "/setup/preview/layout/deal/vw__default"
LIST = "/setup/design/list_view/deal/vw__mine"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def deal(system):
    made = system.records("deal").create(
        {"name": "Pumps", "amount": "4711", "margin": "31", "vw__code": "P", "owner": SELLER}
    )
    system.records("line").create({"title": "Valve", "deal": str(made.id), "quantity": 2})
    return made.id


def do(ada, what, address=LAYOUT, **fields):
    """Do one step as the page's buttons do; give the answer's words."""
    answer = ada.post(address, data={"do": what, **fields}, headers=HTMX)
    assert answer.status_code == 200, answer.text
    return text_of(answer)


def body(company, kind="layout", name="vw__default"):
    return open_session(company, ADMIN).context.model.find(kind, name, "deal").body


def test_related_lists_panels_actions_and_highlights_are_chosen_ordered_and_removed(
    ada, company
):
    assert "2 of 3 in Highlights" in do(ada, "down:highlights/amount")
    do(ada, "remove:highlights/margin")
    assert "in Highlights" in do(ada, "add:highlights/", **{"new.highlights": "stage"})
    do(ada, "add:panels/", **{"new.panels": "text"})
    page = ada.get(f"{LAYOUT}?at=panels/x__text").text
    assert 'name="text.en"' in page and 'name="visible_when"' in page
    said = {"shown.text": "1", "text.en": "Ask first.", "shown.label": "1", "label.en": "Play"}
    do(ada, "properties:", f"{LAYOUT}?at=panels/x__text", **said)
    assert "Play is 1 of 2" in do(ada, "up:panels/x__text")
    assert "Print is 1 of" in do(ada, "place:actions/print", to="actions", index="0")
    do(ada, "remove:actions/delete")
    assert "New Line" in do(ada, "add:actions/", **{"new.actions": "new.vw__lines"})
    assert applied(ada).status_code == 302, text_of(ada.get("/setup/draft"))
    found = body(company)
    assert found["highlights"] == ["amount", "close_date", "stage"]
    assert [one["type"] for one in found["panels"]] == ["text", "history"]
    assert found["panels"][0]["text"] == {"en": "Ask first."}
    assert found["actions"] == ["print", "edit", "clone", "reassign", "new.vw__lines"]


def test_a_related_list_gets_its_columns_order_and_condition(ada, company):
    do(ada, "remove:related/vw__lines")
    choices = re.findall(r'<option value="(line\.\w+)">', ada.get(LAYOUT).text)
    assert choices == ["line.deal"]
    do(ada, "add:related/", **{"new.related": "line.deal"})
    at = f"{LAYOUT}?at=related/x__line"
    form = {"shown.sort": "1", "sort.0.field": "quantity", "sort.0.dir": "desc",
            "shown.visible_when": "1", "visible_when": "amount > 10"}  # fmt: skip
    do(ada, "properties:", at, **form)
    columns = f"{LAYOUT}?list=related.x__line"
    assert "Title is 1 of 1 in" in do(ada, "add:-/title", columns)
    do(ada, "add:-/price", columns)
    do(ada, "up:related.x__line/price", columns)
    assert applied(ada).status_code == 302, text_of(ada.get("/setup/draft"))
    made = body(company)["related"][-1]
    assert made == {
        "id": "x__line", "object": "line", "via": "deal", "columns": ["price", "title"],
        "sort": [{"field": "quantity", "dir": "desc"}], "visible_when": "amount > 10",
    }  # fmt: skip


def test_sections_and_fields_get_conditions_and_sections_are_ordered(ada, company):
    assert "is 1 of 3" in do(ada, "up:sections/vw__loss")
    at = f"{LAYOUT}?at=sections/vw__big"
    do(ada, "properties:", at, **{"shown.visible_when": "1", "visible_when": "amount > 9",
                                  "shown.columns": "1", "columns": "1"})  # fmt: skip
    at = f"{LAYOUT}?at=sections.vw__main/amount"
    page = ada.get(at).text
    assert 'href="/setup/c/field/deal/amount"' in page
    do(ada, "properties:", at, **{"shown.visible_when": "1", "visible_when": "stage == 'won'",
                                  "shown.required": "1", "required": "yes"})  # fmt: skip
    board = text_of(ada.get(LAYOUT))
    assert "Shown when amount &gt; 9" in board and "required" in board
    assert applied(ada).status_code == 302
    loss, main, big = body(company)["sections"]
    assert (loss["id"], big["visible_when"], big["columns"]) == ("vw__loss", "amount > 9", 1)
    assert {"field": "amount", "visible_when": "stage == 'won'", "required": True} in main[
        "items"
    ]


def test_a_condition_that_makes_no_sense_is_in_the_way_before_it_is_in_force(ada):
    at = f"{LAYOUT}?at=sections/vw__loss"
    do(ada, "properties:", at, **{"shown.visible_when": "1", "visible_when": "amount"})
    panel = text_of(ada.get("/setup/draft/panel"))
    assert "In the way" in panel and "Shown when" in panel
    seen = ada.get(f"{SEEN}?show=desktop").text
    assert "In the way" in text_of(ada.get(f"{SEEN}?show=desktop")) and "Pumps" not in seen


def test_properties_that_are_refused_are_shown_again_as_they_were_typed(ada, company):
    at = f"{LAYOUT}?at=sections/vw__loss"
    form = {"do": "properties:", "shown.label": "1", "label.en": "Why we lost",
            "shown.visible_when": "1", "visible_when": "x" * 20_001}  # fmt: skip
    answer = ada.post(at, data=form)
    assert answer.status_code == 422
    assert "Not saved yet" in answer.text
    assert 'value="Why we lost"' in answer.text
    assert "Why we lost" not in ada.get(at).text


def step_of(ada):
    """What the page keeps for the way back."""
    return html.unescape(re.search(r'data-body="([^"]+)"', ada.get(LAYOUT).text)[1])


def test_a_step_is_taken_back_and_done_again(ada, company):
    before, odd = step_of(ada), json.dumps({"colour": 3})
    do(ada, "remove:sections.vw__main/amount")
    after = step_of(ada)
    assert "One step back" in do(ada, "restore:", body=before, way="back")
    assert "draft is empty" in text_of(ada.get("/setup/draft/panel"))
    assert "Done again" in do(ada, "restore:", body=after, way="forth")
    assert 'value="add:-/amount"' in ada.get(LAYOUT).text
    refused = ada.post(LAYOUT, data={"do": "restore:", "body": odd}, headers=HTMX)
    assert refused.status_code == 400


def test_previews_show_the_draft_with_a_record_in_force(ada, deal):
    do(ada, "section:", section="Delivery")
    do(ada, "place:sections.vw__main/amount", to="sections.x__delivery", index="0")
    ada.post("/setup/objects/deal/paste", data={"fields": "Colour"})
    do(ada, "place:-/x__colour", to="sections.x__delivery", index="1")
    for mode in ("desktop", "mobile", "print"):
        page = ada.get(f"{SEEN}?show={mode}&record={deal}")
        words = text_of(page)
        assert "Delivery" in words and "Pumps" in words and "4,711" in words, mode
        assert "Valve" in words and "Colour" in words, mode
        assert "Delivery" not in ada.get(f"/o/deal/{deal}").text
        policy = page.headers["Content-Security-Policy"]
        assert "sandbox allow-same-origin" in policy and "form-action 'none'" in policy
        assert "script-src 'none'" in policy and '<script type="module"' not in page.text
    tab = ada.get(f"{SEEN}?show=desktop&record={deal}&tab=list-vw__lines")
    assert "Valve" in tab.text and "&amp;tab=history" in tab.text
    form = ada.get(f"{SEEN}?show=create").text
    assert 'name="amount"' in form and "Delivery" in form and "data-draft" not in form
    assert "People get another layout there" in text_of(ada.get(f"{LAYOUT}?show=create"))


def test_a_preview_through_other_eyes_shows_neither_more_than_they_nor_than_oneself(
    ada, deal, system
):
    mine = ada.get(f"{SEEN}?show=desktop&record={deal}").text
    assert "31" in text_of(ada.get(f"{SEEN}?show=desktop&record={deal}")) and "Margin" in mine
    role = f"{SEEN}?show=desktop&record={deal}&eyes=role:seller"
    seen = ada.get(role)
    assert "Margin" not in seen.text and "Pumps" in seen.text
    sam = f"{SEEN}?show=desktop&record={deal}&eyes=user:{SELLER}"
    assert "Pumps" in ada.get(sam).text and "Margin" not in ada.get(sam).text
    rita = f"{SEEN}?show=desktop&record={deal}&eyes=user:{RIVAL}"
    assert "Pumps" not in ada.get(rita).text and "4,711" not in ada.get(rita).text
    nobody = f"{SEEN}?show=desktop&record={deal}&eyes=role:nobody"
    assert ada.get(nobody).status_code == 200


def test_who_may_not_see_the_records_at_all_is_told_so_inside_the_frame(ada, deal):
    label = {"label.en": "Guest", "shown.label": "{}"}
    sets = {"permission_sets": "x__guest", "shown.permission_sets": "[]"}
    for kind, more in ("permission_set", {}), ("role", sets):
        made = ada.post(f"/setup/new/{kind}", data={**label, **more})
        assert made.status_code == 302, text_of(made)
    for mode in ("desktop", "mobile", "create", "print"):
        page = ada.get(f"{SEEN}?show={mode}&record={deal}&eyes=role:x__guest")
        assert page.status_code == 200
        assert "with these rights" in text_of(page) or "may not create" in text_of(page)
        assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


def test_whose_eyes_are_borrowed_is_who_a_list_of_own_records_is_about(ada, deal):
    mine = "/setup/preview/list_view/deal/vw__mine?show=desktop"
    assert "Pumps" not in ada.get(mine).text
    assert "Pumps" in ada.get(f"{mine}&eyes=user:{SELLER}").text
    assert "Pumps" not in ada.get(f"{mine}&eyes=user:{RIVAL}").text


def test_a_list_is_previewed_by_fields_that_the_draft_renames(ada, company, deal):
    ada.post("/setup/objects/deal/paste", data={"fields": "Size; integer"})
    assert applied(ada).status_code == 302
    open_session(company, "system:tests").records("deal").update(deal, {"x__size": 3})
    do(ada, "properties:", LIST, **{"shown.where": "1", "where": "x__size > 1"})
    ada.post("/setup/rename/field/deal/x__size", data={"name": "x__length"})
    seen = "/setup/preview/list_view/deal/vw__mine?show=desktop"
    assert "Pumps" in text_of(ada.get(seen))
    ada.post("/setup/objects/deal/paste", data={"fields": "Weight; integer"})
    do(ada, "properties:", LIST, **{"shown.where": "1", "where": "x__weight > 1"})
    assert "once the draft is applied" in text_of(ada.get(seen))


def test_previews_are_for_admins_alone(sign_in, deal):
    sam = sign_in(SELLER)
    for address in (f"{SEEN}?show=desktop&record={deal}", f"{LAYOUT}?show=desktop"):
        assert sam.get(address).status_code == 404


def test_a_list_is_designed_and_its_rows_are_seen(ada, company, deal):
    page = ada.get(LIST).text
    for name in ("where", "sort.0.field", "totals.0.fn", "group.field", "visible_to.roles"):
        assert f'name="{name}"' in page, name
    form = {
        "shown.where": "1", "where": "amount > 100", "shown.sort": "1",
        "sort.0.field": "amount", "sort.0.dir": "desc", "sort.1.field": "name",
        "shown.visible_to": "1", "visible_to.roles": ["leader", "admin"],
        "shown.totals": "1", "totals.0.field": "amount", "totals.0.fn": "sum",
        "shown.group": "1", "group.field": "stage", "shown.label": "1", "label.en": "Large",
    }  # fmt: skip
    do(ada, "properties:", LIST, **form)
    do(ada, "add:-/margin", LIST)
    moved = ada.post(LIST, data={**form, "move": "sort/1/up"}, headers=HTMX)
    assert moved.status_code == 200
    rows = text_of(ada.get("/setup/preview/list_view/deal/vw__mine?show=desktop"))
    assert "Pumps" in rows and "31" in rows and "4,711" in rows
    hidden = text_of(
        ada.get("/setup/preview/list_view/deal/vw__mine?show=desktop&eyes=role:seller")
    )
    assert "Pumps" not in hidden
    assert applied(ada).status_code == 302, text_of(ada.get("/setup/draft"))
    made = body(company, "list_view", "vw__mine")
    assert made["sort"] == [{"field": "name"}, {"field": "amount", "dir": "desc"}]
    assert made["visible_to"] == {"roles": ["leader", "admin"]}
    assert made["totals"] == [{"field": "amount", "fn": "sum"}]
    assert made["group"] == {"field": "stage"} and made["where"] == "amount > 100"
    assert made["columns"][-1] == "margin"


def test_options_are_put_in_order_coloured_and_retired_without_scripts(ada, company):
    stage = "/setup/c/field/deal/stage"
    page = ada.get(stage).text
    assert 'name="move" value="options/0/down"' in page
    form = {"shown.options": "1"}
    rows = ("open", "Open"), ("won", "Won"), ("lost", "Lost"), ("vw__paused", "Paused")
    for row, (key, value) in enumerate(rows):
        form |= {f"options.{row}.id": key, f"options.{row}.label.en": value}
    moved = ada.post(stage, data={**form, "move": "options/2/up"})
    assert moved.status_code == 200
    order = re.findall(r'name="options\.\d\.id" value="(\w+)"', moved.text)
    assert order[:3] == ["open", "lost", "won"], order
    swapped = {"options.1.id": "lost", "options.1.label.en": "Lost", "options.2.id": "won",
               "options.2.label.en": "Won", "options.1.color": "bad",
               "options.1.active": "no"}  # fmt: skip
    assert ada.post(stage, data={**form, **swapped}).status_code == 302
    assert applied(ada).status_code == 302, text_of(ada.get("/setup/draft"))
    choices = open_session(company, ADMIN).context.model.get("deal").fields["stage"].choices
    assert [(one.id, one.color, one.active) for one in choices[:3]] == [
        ("open", "", True), ("lost", "bad", False), ("won", "", True),
    ]  # fmt: skip


def test_of_too_many_options_none_is_left_out_silently(ada):
    form = {"shown.options": "1"}
    form |= {f"options.{row}.label.en": f"Step {row}" for row in range(501)}
    answer = ada.post("/setup/c/field/deal/stage", data=form)
    assert answer.status_code == 422 and "at most 500 elements" in text_of(answer)


def test_a_record_type_chooses_its_layout_and_options(ada, company):
    address = "/setup/c/record_type/deal/vw__short"
    page = ada.get(address).text
    assert '<option value="vw__phone">Phone</option>' in page
    form = {
        "shown.layout": "1", "layout": "vw__service", "shown.options": "1",
        "options.shown": "stage", "options.stage.limited": "1", "options.stage": ["open", "won"],
        "shown.defaults": "1", "defaults.0.field": "amount", "defaults.0.value": "100",
    }  # fmt: skip
    assert ada.post(address, data=form).status_code == 302
    assert applied(ada).status_code == 302, text_of(ada.get("/setup/draft"))
    found = body(company, "record_type", "vw__short")
    assert found["layout"] == "vw__service"
    assert found["options"] == {"stage": ["open", "won"]}
    assert found["defaults"] == {"amount": "100"}


def test_a_new_field_is_asked_for_its_label_and_put_where_it_was_dropped(ada, company):
    where = {"to": "sections.vw__main", "index": "2"}
    asked = do(ada, "new:text", **where)
    assert "New field: Text" in asked and "draft is empty" in text_of(ada.get("/setup/draft"))
    kept = {"stands": "sections.vw__main", "dropped": "sections.vw__main", "index": "2",
            "shown.label": "1"}  # fmt: skip
    assert "give it a label" in do(ada, "make:text", **kept)
    assert "draft is empty" in text_of(ada.get("/setup/draft"))
    said = do(ada, "make:text", **kept, **{"label.en": "Colour"})
    assert "Colour is 3 of 10 in Deal" in said and "2 pending changes" in said
    assert applied(ada).status_code == 302, text_of(ada.get("/setup/draft"))
    assert name_of(body(company)["sections"][0]["items"][2]) == "x__colour"
    field = open_session(company, ADMIN).context.model.get("deal").fields["x__colour"]
    assert field.type.name == "text" and field.label.to("en") == "Colour"


def test_a_new_field_says_what_its_type_needs(ada, company):
    end = {"stands": "sections.vw__loss", "dropped": "sections.vw__main", "index": "0",
           "shown.label": "1"}  # fmt: skip
    options = {**end, "label.en": "Size", "choices": "Small, Large, Small"}
    assert "Size is 2 of 2 in Loss" in do(ada, "make:select", **options)
    assert "Not saved yet" in do(ada, "make:lookup", **end, **{"label.en": "Partner"})
    to = {**end, "label.en": "Partner", "shown.to": "1", "to": "firm"}
    assert "Partner is 3 of 3 in Loss" in do(ada, "make:lookup", **to)
    sums = {**end, "label.en": "Half", "shown.expr": "1", "expr": "amount / 2",
            "shown.returns": "1", "returns": "decimal"}  # fmt: skip
    assert "Half is 4 of 4 in Loss" in do(ada, "make:formula", **sums)
    assert applied(ada).status_code == 302, text_of(ada.get("/setup/draft"))
    fields = open_session(company, ADMIN).context.model.get("deal").fields
    assert [one.id for one in fields["x__size"].choices] == ["small", "large"]
    assert fields["x__partner"].options["to"] == "firm"
    assert name_of(body(company)["sections"][1]["items"][-1]) == "x__half"


def test_a_list_view_gets_a_new_field_as_a_column_without_scripts(ada, company):
    page = ada.post(LIST, data={"do": "new:date"})
    assert page.status_code == 200 and "New field: Date" in page.text
    form = {"do": "make:date", "stands": "columns", "shown.label": "1", "label.en": "Seen on"}
    assert ada.post(LIST, data=form).status_code == 302
    assert applied(ada).status_code == 302
    assert name_of(body(company, "list_view", "vw__mine")["columns"][-1]) == "x__seen_on"
    assert ada.post(LIST, data={"do": "new:nothing"}).status_code == 404
