"""What an admin does in the Studio, page by page."""

from __future__ import annotations

import re

from engine import open_session
from engine.storage import ddl
from tests.companies import company
from tests.engine.changes.working import work_off
from tests.tenants import ADMIN, SELLER
from tests.ui.studio.pages import applied, text_of

__all__ = ["company"]

TABLE = """Serial number; text; required
Site\tlookup\tfirm
State; select; Running, Down
Installed on; date
Power; decimal
面积; number
Notes; long text
Checked; boolean
"""
STATION = {
    "label.en": "Station",
    "label.zh": "站点",
    "plural.en": "Stations",
    "plural.zh": "站点",
    "fields": TABLE,
    "app.vw__work": "vw__sell",
    "layout": "1",
    "list_view": "1",
    "rights.everything": "edit",
    "rights.selling": "read",
}


PAGES = (
    "/setup/objects", "/setup/objects/deal", "/setup/objects/new", "/setup/search?q=amount",
    "/setup/all/layout", "/setup/c/object/deal?tab=form", "/setup/c/field/deal/amount",
    "/setup/c/field/deal/stage?tab=yaml", "/setup/c/field/deal/stage?tab=use",
    "/setup/c/field/deal/stage?tab=history", "/setup/new/field?of=deal",
    "/setup/new/field?of=deal&type=select", "/setup/new/layout?of=deal",
    "/setup/objects/deal/paste", "/setup/draft", "/setup/draft/panel", "/setup/history",
    "/setup/history/1", "/setup/indexes", "/setup/scheduled", "/setup/map", "/setup/map?object=deal&size=200", "/setup/translations",
    "/setup/translations?object=deal&missing=1",
)  # fmt: skip


def test_every_page_of_the_studio_opens(ada):
    for address in PAGES:
        assert ada.get(address).status_code == 200, address


def test_the_studio_does_not_exist_for_others(sign_in):
    sam = sign_in(SELLER)
    for address in PAGES:
        assert sam.get(address).status_code == 404, address
    assert sam.post("/setup/draft/apply").status_code == 404
    assert sam.post("/setup/objects/new", data=STATION).status_code == 404


def test_a_new_object_stands_with_fields_layout_view_rights_and_navigation(
    ada, sign_in, company
):
    made = ada.post("/setup/objects/new", data=STATION)
    assert made.status_code == 302, made.text
    assert "Serial number" in text_of(ada.get(made.location))
    assert open_session(company, ADMIN).context.model.get("x__station") is None
    panel = text_of(ada.get("/setup/draft/panel"))
    assert "add object" in panel and "In the way" not in panel
    done = applied(ada, "stations for service")
    assert done.status_code == 302, done.text
    record = ada.post("/o/x__station/new", data={"x__serial_number": "S-1", "x__power": "3.5"})
    assert record.status_code == 302, text_of(record)
    assert "S-1" in ada.get("/o/x__station/").text
    assert "Stations" in ada.get("/").text
    seen = sign_in(SELLER).get("/o/x__station/")
    assert "S-1" in seen.text
    assert sign_in(SELLER).get("/o/x__station/new").status_code in (403, 404)


def test_a_pasted_table_says_which_line_is_wrong_and_adds_nothing(ada):
    table = "Colour; select; Red, Blue\nShape; triangle\nMaker; lookup; nowhere"
    answer = ada.post("/setup/objects/deal/paste", data={"fields": table})
    assert answer.status_code == 422
    assert "Line 2" in answer.text and "triangle" in answer.text
    assert "Line 3" in answer.text and "nowhere" in answer.text
    assert '<details class="fold" open>' in answer.text  # the types that there are
    assert "draft is empty" in text_of(ada.get("/setup/draft"))


def test_a_field_is_added_by_the_form_of_its_type_and_then_filled(ada, system, company):
    form = {
        "shown.label": "1", "label.en": "Channel", "shown.required": "1", "shown.options": "1",
        "options.0.label.en": "Fair", "options.1.label.en": "Web", "options.1.color": "blue",
    }  # fmt: skip
    answer = ada.post("/setup/new/field?of=deal&type=select", data=form)
    assert answer.status_code == 302, answer.text
    assert applied(ada).status_code == 302
    system.records("deal").create(
        {"name": "Pumps", "owner": ADMIN, "vw__code": "P", "x__channel": "web"}
    )
    page = text_of(ada.get("/setup/objects/deal"))
    assert "x__channel Select 100%" in page or "x__channel Choice 100%" in page, page
    body = open_session(company, ADMIN).context.model.find("field", "x__channel", "deal").body
    assert [one["id"] for one in body["options"]] == ["fair", "web"]


def test_an_option_is_retired_and_a_vendor_label_changed(ada, company):
    form = {
        "shown.label": "1", "label.en": "Step", "label.zh": "步骤", "shown.options": "1",
        "options.0.label.en": "Open", "options.0.label.zh": "进行中", "options.0.id": "open",
        "options.1.label.en": "Won", "options.1.label.zh": "赢单", "options.1.id": "won",
        "options.2.label.en": "Lost", "options.2.label.zh": "输单", "options.2.id": "lost",
        "options.2.active": "no", "options.3.id": "vw__paused",
        "options.3.label.en": "Paused", "options.3.active": "no",
    }  # fmt: skip
    answer = ada.post("/setup/c/field/deal/stage", data=form)
    assert answer.status_code == 302, answer.text
    assert applied(ada).status_code == 302
    stage = open_session(company, ADMIN).context.model.get("deal").fields["stage"]
    assert stage.label.to("zh") == "步骤"
    assert [(o.id, o.active) for o in stage.choices] == [
        ("open", True), ("won", True), ("lost", False), ("vw__paused", False),
    ]  # fmt: skip


def test_what_is_in_the_way_is_said_with_a_link_and_nothing_changes(ada, company):
    form = {"shown.label": "1", "label.en": "Sum", "shown.expr": "1", "expr": "amount + nothing",
            "shown.returns": "1", "returns": "currency"}  # fmt: skip
    assert ada.post("/setup/new/field?of=deal&type=formula", data=form).status_code == 302
    panel = ada.get("/setup/draft/panel").text
    assert "In the way" in panel and 'href="/setup/c/field/deal/x__sum"' in panel
    assert "nothing" in panel
    answer = ada.post("/setup/draft/apply", data={"digest": "", "message": "no"})
    assert answer.status_code == 422
    assert "x__sum" not in open_session(company, ADMIN).context.model.get("deal").fields


def test_yaml_of_a_layout_is_edited_and_checked(ada):
    page = ada.get("/setup/c/layout/deal/vw__default?tab=yaml")
    assert page.status_code == 200
    bad = ada.post(
        "/setup/c/layout/deal/vw__default", data={"yaml": "sections: []\ncolour: 3\n"}
    )
    assert bad.status_code == 422
    assert "Line 2" in bad.text and "colour" in bad.text


def test_history_tells_a_change_and_takes_it_back(ada, company):
    ada.post("/setup/objects/deal/paste", data={"fields": "Colour"})
    done = applied(ada, "we sell by colour")
    page = text_of(ada.get(done.location))
    assert "Colour" in page and "we sell by colour" in page
    assert "we sell by colour" in ada.get("/setup/history").text
    review = ada.get(done.location + "/undo").text
    assert "delete field" in text_of(ada.get(done.location + "/undo"))
    assert ada.post(done.location + "/undo", data={"digest": "old"}).status_code == 422
    form = {"digest": re.search(r'name="digest" value="([^"]+)"', review)[1]}
    undone = ada.post(done.location + "/undo", data=form)
    assert undone.status_code == 302, undone.text
    assert "x__colour" not in open_session(company, ADMIN).context.model.get("deal").fields


def test_all_of_setup_is_found_by_label_in_both_languages(ada):
    assert "amount" in ada.get("/setup/search?q=amou").text
    assert "/setup/c/field/deal/amount" in ada.get("/setup/search?q=金额").text
    assert "/setup/c/field/deal/amount" in ada.get("/setup/search?q=field+amount").text


def test_the_draft_of_somebody_else_is_seen_and_a_clash_settled(
    ada, company, sign_in, second_admin
):
    form = {"shown.label": "1", "label.en": "Worth", "label.zh": "金额"}
    ada.post("/setup/c/field/deal/amount", data=form)
    other = sign_in(second_admin)
    assert "in another draft" in other.get("/setup/objects/deal").text
    other.post("/setup/c/field/deal/amount", data={**form, "label.en": "Price"})
    assert "Ada Admin" in other.get("/setup/draft/panel").text
    assert applied(ada).status_code == 302
    page = other.get("/setup/draft").text
    assert "Worth" in page and "Price" in page and 'name="digest"' not in page
    choice = {"kind": "field", "of": "deal", "name": "amount", "take/label/en": "mine"}
    other.post("/setup/draft/settle", data=choice)
    assert applied(other).status_code == 302
    assert (
        open_session(company, ADMIN).context.model.get("deal").fields["amount"].label.to("en")
        == "Price"
    )


def test_an_expression_says_what_it_gives_and_is_tried_on_a_record(ada, system):
    pumps = system.records("deal").create(
        {"name": "Pumps", "owner": ADMIN, "vw__code": "P", "amount": "1200"}
    )
    address = "/setup/try?kind=field&of=deal&type=formula&at=expr"
    newest = text_of(ada.post(address, data={"expr": "amount / 2"}))
    assert "for Pumps: 600" in newest
    chosen = ada.post(address, data={"expr": "name + '!'", "try.deal": str(pumps.id)})
    assert "Pumps!" in chosen.text
    wrong = text_of(ada.post(address, data={"expr": "amout + 1"}))
    assert "amout" in wrong and "amount" in wrong
    ada.post("/setup/objects/deal/paste", data={"fields": "Size; decimal"})
    assert "Gives" in ada.post(address, data={"expr": "x__size * 2"}).text


def test_a_copy_of_an_object_stands_by_itself(ada, company):
    form = {"label.en": "Tender", "rights.everything": "edit", "app.vw__work": "vw__sell"}
    made = ada.post("/setup/objects/deal/copy", data=form)
    assert made.status_code == 302, text_of(made)
    done = applied(ada)
    assert done.status_code == 302, text_of(done)
    model = open_session(company, ADMIN).context.model
    assert model.get("x__tender").name_field == "x__name"
    assert {"x__name", "x__stage", "x__amount", "x__code"} <= set(model.get("x__tender").fields)
    record = ada.post("/o/x__tender/new", data={"x__name": "Bridge", "x__code": "B"})
    assert record.status_code == 302, text_of(record)
    assert ada.get("/o/deal/").status_code == 200


def test_fields_of_a_layout_are_arranged_step_by_step(ada, company):
    address = "/setup/design/layout/deal/vw__default"
    body = open_session(company, ADMIN).context.model.find("layout", "vw__default", "deal").body
    first = [
        one if isinstance(one, str) else one["field"] for one in body["sections"][0]["items"]
    ]
    htmx, main = {"HX-Request": "true"}, "sections.vw__main"
    moved = ada.post(address, data={"do": f"down:{main}/{first[0]}"}, headers=htmx)
    assert f"is 2 of {len(first)}" in text_of(moved)
    ada.post(address, data={"do": f"remove:{main}/{first[1]}"}, headers=htmx)
    assert f'value="add:-/{first[1]}"' in ada.get(address).text
    ada.post(address, data={"do": "section:", "section": "Delivery"}, headers=htmx)
    ada.post(address, data={"do": f"add:-/{first[1]}"}, headers=htmx)
    placed = {
        "do": f"place:{main}/{first[0]}", "to": "sections.x__delivery", "index": "0",
    }  # fmt: skip
    assert "is 1 of 2 in Delivery" in text_of(ada.post(address, data=placed, headers=htmx))
    assert applied(ada).status_code == 302
    model = open_session(company, ADMIN).context.model
    last = model.find("layout", "vw__default", "deal").body["sections"][-1]
    assert last["label"] == {"en": "Delivery"}
    assert [i if isinstance(i, str) else i["field"] for i in last["items"]] == [
        first[0],
        first[1],
    ]


def test_columns_of_a_list_are_arranged_without_scripts(ada, company):
    address = "/setup/design/list_view/deal/vw__mine"
    before = (
        open_session(company, ADMIN).context.model.find("list_view", "vw__mine", "deal").body
    )
    second = before["columns"][1]
    name = second if isinstance(second, str) else second["field"]
    assert ada.post(address, data={"do": f"up:columns/{name}"}).status_code == 302
    assert applied(ada).status_code == 302
    after = (
        open_session(company, ADMIN).context.model.find("list_view", "vw__mine", "deal").body
    )
    shown = after["columns"][0]
    assert (shown if isinstance(shown, str) else shown["field"]) == name


def test_texts_are_translated_in_one_grid(ada, company):
    address = "/setup/translations?object=deal"
    page = ada.get(address).text
    assert 'name="field/deal/stage/options/open/label.zh" value="进行中"' in page
    form = {"field/deal/stage/options/open/label.zh": "跟进中", "object//deal/label.zh": "单子"}
    assert ada.post(address, data=form).status_code == 302
    assert applied(ada).status_code == 302
    model = open_session(company, ADMIN).context.model
    assert model.get("deal").label.to("zh") == "单子"
    assert model.get("deal").fields["stage"].choice("open").label.to("zh") == "跟进中"


def test_places_of_texts_are_said_in_the_language_of_who_translates(ada):
    ada.set_cookie("language", "zh")
    page = text_of(ada.get("/setup/translations?object=deal"))
    assert "选项 › 进行中 › 标签" in page and "› Open ›" not in page


def test_setup_begins_with_what_people_change_most(ada):
    page = ada.get("/setup").text
    heads = re.findall(r"<b>([^<]+)</b><span class=\"mut tn\">", page)
    assert heads[:3] == ["Objects", "Layouts", "List views"]
    assert "<h1>Option sets</h1>" in ada.get("/setup/all/option_set").text
    assert "New option set" in text_of(ada.get("/setup/all/option_set"))


def test_the_map_shows_which_object_refers_to_which(ada):
    page = text_of(ada.get("/setup/map?object=line"))
    assert "Line: Deal" in page


def test_an_own_field_is_renamed_retyped_and_deleted(ada, company):
    ada.post("/setup/objects/deal/paste", data={"fields": "Size; integer"})
    applied(ada)
    ada.post("/setup/rename/field/deal/x__size", data={"name": "x__length"})
    assert applied(ada).status_code == 302
    fields = open_session(company, ADMIN).context.model.get("deal").fields
    assert "x__length" in fields and "x__size" not in fields
    ada.post("/setup/retype/deal/x__length", data={"type": "decimal"})
    assert "Length" not in text_of(ada.get("/setup/draft/panel")).partition("In the way")[2]
    applied(ada)
    ada.post("/setup/delete/field/deal/x__length")
    review = ada.get("/setup/draft").text
    words = re.search(r"type: ([\w ]+)<", review)
    applied(ada, confirm=words[1].strip() if words else "")
    assert "x__length" not in open_session(company, ADMIN).context.model.get("deal").fields


def test_indexes_are_seen_and_a_missing_one_is_built_again(ada, company):
    system = open_session(company, "system:tests")
    [index] = [each for each in system.indexes() if each.fields == ("firm",)]
    with company.database.writing(exclusive=True) as conn:
        ddl.drop_index(conn, index.name)
    page = text_of(ada.get("/setup/indexes"))
    assert "Deal Firm Missing" in page, page
    assert ada.post("/setup/indexes/build", data={"index": index.name}).status_code == 302
    assert "Deal Firm Waiting" in text_of(ada.get("/setup/indexes"))
    work_off(company)
    assert "All indexes are built" in text_of(ada.get("/setup/indexes"))
