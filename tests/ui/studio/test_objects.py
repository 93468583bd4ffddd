"""The pages of one object: its head, its tabs, the list of its fields, and who may do what."""

from __future__ import annotations

import re

from tests.tenants import ADMIN, SELLER
from tests.ui.studio.pages import applied, text_of

DEAL = "/setup/objects/deal"
RULE = {
    "name": "x__big", "shown.when": "1", "when": "amount > 1000000", "shown.message": "1",
    "message.en": "That is too much.",
}  # fmt: skip


def tabs(page):
    """Read the tabs of an object: label with count, and whether the draft changes what is there."""
    bar = re.search(r'<nav class="tabs objtabs".*?</nav>', page, re.S)[0]
    found = re.findall(r"<a href=\"([^\"]+)\"[^>]*>(.*?)</a>", bar, re.S)
    return {
        re.sub(r"<b.*?</b>|<[^>]+>", " ", inside).strip(): (url, "dirty" in inside)
        for url, inside in found
    }


def fields(page):
    """Read the rows of the list of fields that show."""
    rows = re.findall(r"<tr( hidden)?><td class=\"nm\">.*?<code[^>]*>(\w+)</code>", page)
    return [name for hidden, name in rows if not hidden]


def test_everything_of_an_object_stands_behind_a_tab_of_its_own_address(ada):
    page = ada.get(DEAL).text
    found = tabs(page)
    assert list(found) == [
        "Fields 12", "Layouts 4", "Record types 2", "Validation rules 0", "List views 4",
        "Import maps 0", "Permissions", "Properties", "YAML", "Used by", "History",
    ]  # fmt: skip
    assert "object deal , 12 fields, 0 records, from small" in text_of(ada.get(DEAL))
    assert not any(drafted for _url, drafted in found.values())
    for label, (url, _drafted) in found.items():
        answer = ada.get(url.replace("&amp;", "&"))
        assert answer.status_code == 200, label
        here = re.search(r'<a href="[^"]+" aria-current="page">(\w+)', answer.text)[1]
        assert label.startswith(here)
        assert answer.text.count("<h1>") == 1
    assert "Standard" in ada.get(f"{DEAL}?tab=layout").text
    assert "/setup/design/layout/deal/vw__default" in ada.get(f"{DEAL}?tab=layout").text
    assert ada.get(f"{DEAL}?tab=nothing").status_code == 404


def test_the_same_tabs_stand_above_what_belongs_to_an_object(ada):
    for address, label in (
        ("/setup/design/layout/deal/vw__default", "Layouts"),
        ("/setup/design/list_view/deal/vw__mine", "List views"),
        ("/setup/c/field/deal/amount", "Fields"),
        ("/setup/new/field?of=deal", "Fields"),
        ("/setup/new/validation_rule?of=deal", "Validation rules"),
    ):
        page = ada.get(address).text
        bar = re.search(r'<nav class="tabs objtabs".*?</nav>', page, re.S)[0]
        assert re.search(rf'aria-current="page">{label}', bar), address
    assert "objtabs" not in ada.get("/setup/c/role/admin").text


def test_what_a_draft_changes_of_an_object_is_marked_and_discarded_alone(ada):
    ada.post("/setup/new/validation_rule?of=deal", data=RULE)
    ada.post("/setup/objects/firm/paste", data={"fields": "Colour"})
    page = ada.get(DEAL).text
    marked = [label for label, (_url, drafted) in tabs(page).items() if drafted]
    assert marked == ["Validation rules 1"]
    assert "1 pending change " in text_of(ada.get(DEAL)) and "Review and apply" in page
    assert "pending" not in text_of(ada.get("/setup/objects/line"))
    assert ada.post(f"{DEAL}/discard").status_code == 302
    assert "pending" not in text_of(ada.get(DEAL))
    assert "1 pending change " in text_of(ada.get("/setup/objects/firm"))


def test_an_object_says_how_much_of_it_is_not_as_its_package_has_it(ada):
    ada.post("/setup/c/field/deal/amount", data={"shown.label": "1", "label.en": "Worth"})
    ada.post(f"{DEAL}/paste", data={"fields": "Colour"})
    assert "local change" not in text_of(ada.get(DEAL))
    assert applied(ada).status_code == 302
    assert re.search(r"with [23] local changes", text_of(ada.get(DEAL)))


def test_a_field_is_found_and_fields_are_put_in_order_without_scripts(ada, system):
    system.records("deal").create({"name": "Pumps", "vw__code": "P", "owner": ADMIN})
    assert fields(ada.get(DEAL).text)[:3] == ["amount", "vw__branch", "close_date"]
    assert fields(ada.get(f"{DEAL}?q=look+branch").text) == ["vw__branch"]
    assert "No field is called that." in ada.get(f"{DEAL}?q=zebra").text
    assert fields(ada.get(f"{DEAL}?q=zebra").text) == []
    by_type = ada.get(f"{DEAL}?sort=type").text
    assert fields(by_type)[0] == "amount" and 'aria-sort="ascending"' in by_type
    filled = ada.get(f"{DEAL}?sort=filled").text
    assert {"name", "stage", "vw__code"} == set(fields(filled)[:3])
    assert 'aria-sort="descending"' in filled and "sort=-filled" in filled
    assert fields(ada.get(f"{DEAL}?sort=-filled").text)[-1] in {"name", "stage", "vw__code"}


def test_a_field_names_few_of_its_users_and_counts_the_rest(ada):
    row = re.search(r"<tr><td class=\"nm\">(?:(?!</tr>).)*?<code[^>]*>stage<.*?</tr>",
                    ada.get(DEAL).text, re.S)[0]  # fmt: skip
    used = re.search(r'<td class="used">.*?</td>', row, re.S)[0]
    assert used.count(" title=") == 2 and re.search(r">\+\d+<span", used)


def test_a_rule_without_a_label_is_named_by_what_it_says(ada):
    form = {key: value for key, value in RULE.items() if key != "name"}
    made = ada.post("/setup/new/validation_rule?of=deal", data=form)
    assert made.status_code == 302, made.text
    assert made.location.endswith("/x__that_is_too_much")


def test_a_rule_without_a_label_is_called_by_its_message(ada):
    ada.post("/setup/new/validation_rule?of=deal", data=RULE)
    for address in (f"{DEAL}?tab=validation_rule", "/setup/all/validation_rule"):
        page = text_of(ada.get(address))
        assert "That is too much." in page and page.count("x__big") == 1, address
    assert "<h1>That is too much.</h1>" in ada.get("/setup/c/validation_rule/deal/x__big").text


def test_permissions_say_who_sees_and_edits_an_object_and_mark_a_draft(ada):
    page = text_of(ada.get(f"{DEAL}?tab=permissions"))
    assert "Everything Administrator all yes all all yes all all" in page
    assert "Selling Sales leader, Seller own yes own own – no all but 1 all but 1" in page
    assert "subordinates&#39; yes subordinates&#39; own yes" in page
    assert 'href="/setup/c/permission_set/selling"' in ada.get(f"{DEAL}?tab=permissions").text
    yaml = "label: {en: Selling}\nobjects:\n  line: {read: own}\n"
    assert ada.post("/setup/c/permission_set/selling", data={"yaml": yaml}).status_code == 302
    assert tabs(ada.get(DEAL).text)["Permissions"][1]


def test_types_of_a_new_field_stand_in_groups_and_are_found(ada):
    page = ada.get("/setup/new/field?of=deal").text
    heads = re.findall(r'<h2 class="lbl" id="g-\d">([^<]+)</h2>', page)
    assert heads == [
        "Text", "Numbers", "Choices", "Date and time", "People and links", "Files", "Computed",
    ]  # fmt: skip
    assert page.index("type=text") < page.index("type=long_text") < page.index("type=color")
    assert page.index("type=formula") > page.index("type=image") > page.index("type=lookup")
    found = ada.get("/setup/new/field?of=deal&q=roll-up").text
    shown = re.findall(r'<a class="card" href="[^"]*type=(\w+)">', found)
    assert shown == ["rollup"]
    assert "No type is called that." in found


def test_the_pages_of_an_object_are_for_admins(sign_in):
    sam = sign_in(SELLER)
    assert sam.get(f"{DEAL}?tab=permissions").status_code == 404
    assert sam.post(f"{DEAL}/discard").status_code == 404


def test_tabs_and_counts_are_said_in_chinese(ada):
    ada.set_cookie("language", "zh")
    page = text_of(ada.get(DEAL))
    assert "页面布局 4" in page and "12 个字段" in page
    # By their sound: 备注, 编码, 分支机构.
    assert fields(ada.get(DEAL).text)[:3] == ["notes", "vw__code", "vw__branch"]


def test_what_its_package_alone_can_delete_offers_no_deletion(ada):
    packaged = ada.get("/setup/c/field/deal/stage").text
    assert "/setup/delete/" not in packaged
    assert "Its package alone can delete it" in packaged
    assert (
        "/setup/delete/layout/deal/vw__default"
        in ada.get("/setup/c/layout/deal/vw__default").text
    )
