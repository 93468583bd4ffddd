"""The generated pages, as people use them, with nothing but metadata behind them."""

from __future__ import annotations

import html
import json
import re

import pytest

from engine.kernel.query import Query
from tests.statements import sent_to
from tests.tenants import ADMIN, LEADER, SELLER


@pytest.fixture
def deal(system):
    firm = system.records("firm").create({"name": "Brightwater <Utilities>"})
    made = system.records("deal").create(
        {
            "name": "Network & monitoring",
            "firm": firm.id,
            "amount": "486000",
            "close_date": "2026-12-12",
            "owner": SELLER,
            "vw__code": "N2",
        }
    )
    return made.id


def hidden(page, name):
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.text)
    return html.unescape(found[1])


def form_of(client, deal):
    page = client.get(f"/o/deal/{deal}/edit")
    assert page.status_code == 200, page.text
    return {"row_version": hidden(page, "row_version"), "was": hidden(page, "was")}


def test_list_shows_escaped_names_totals_and_who_owns(sign_in, deal):
    page = sign_in(SELLER).get("/o/deal/")
    assert page.status_code == 200
    assert "Network &amp; monitoring" in page.text
    assert "<Utilities>" not in page.text
    assert "486,000" in page.text


def test_filter_is_kept_in_the_address_and_can_be_dropped(sign_in, deal):
    client = sign_in(SELLER)
    added = client.get("/o/deal/filter?path=amount&op=ge&value=500000&group=0")
    assert added.status_code == 302
    page = client.get(added.headers["Location"])
    assert "Nothing matches these filters" in page.text
    assert "Drop that filter" in page.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("sort=nosuch", "sort=nosuch"),
        ("col=name&col=nosuch", "col=nosuch"),
        ("base=1&f=nosuch~eq~1", "f=nosuch~eq~1"),
        ("base=1&f=amount", "f=amount"),
        ("base=1&o1=amount~like~1", "o1=amount~like~1"),
        ("sort=-margin", "sort=-margin"),
    ],
)
def test_what_an_address_asks_for_in_vain_is_said(sign_in, deal, asked, told):
    for mode in ("list", "board"):
        place = "/o/deal/" if mode == "list" else "/o/deal/board"
        page = sign_in(SELLER).get(f"{place}?mode=list&{asked}")
        assert page.status_code == 200
        assert f"<code>{told}</code>" in page.text
        assert "Network &amp; monitoring" in page.text


def test_what_an_address_asks_for_with_success_is_not_complained_about(sign_in, deal):
    page = sign_in(SELLER).get("/o/deal/?sort=-amount&col=name&f=amount~ge~500000")
    assert "left out" not in page.text
    assert "Nothing matches these filters" in page.text, "a filter needs no other parameter"


def test_an_empty_list_offers_to_drop_only_a_filter_that_helps(sign_in, deal):
    client = sign_in(SELLER)
    helps = client.get("/o/deal/?base=0&f=amount~ge~500000&f=name~contains~Network").text
    assert "One record" in helps
    assert "Drop that filter" in helps
    both = client.get("/o/deal/?base=0&f=amount~ge~500000&f=name~contains~Nowhere").text
    assert "Nothing matches these filters" in both
    assert "Drop that filter" not in both


def test_either_or_filters_find_what_one_of_them_finds(sign_in, deal):
    client = sign_in(SELLER)
    page = client.get("/o/deal/?base=0&o1=amount~ge~500000&o1=name~contains~Network")
    assert "Network &amp; monitoring" in page.text


def test_a_filtered_list_can_be_saved_as_a_view(sign_in, deal):
    client = sign_in(SELLER)
    saved = client.post(
        "/o/deal/views", data={"label": "Big ones", "base": "0", "f": "amount~ge~100000"}
    )
    page = client.get(saved.headers["Location"])
    assert "Big ones" in page.text
    assert "Network &amp; monitoring" in page.text


def test_a_saved_view_keeps_its_either_or_filters(sign_in, deal):
    client = sign_in(SELLER)
    typed = {
        "label": "Either",
        "base": "0",
        "o1": ["amount~ge~500000", "name~contains~Network"],
    }
    saved = client.post("/o/deal/views", data=typed)
    assert "Network &amp; monitoring" in client.get(saved.headers["Location"]).text
    typed["o1"] = ["amount~ge~99900000", "name~contains~Nothing"]
    saved = client.post("/o/deal/views", data={**typed, "label": "Neither"})
    assert "Network &amp; monitoring" not in client.get(saved.headers["Location"]).text


def test_columns_can_be_chosen(sign_in, deal):
    page = sign_in(SELLER).get("/o/deal/?col=name&col=close_date")
    assert "Close date" in page.text
    assert "12 Dec" in page.text


def test_a_column_with_several_names_asks_once_for_the_whole_page(sign_in, deal, system):
    firms = [system.records("firm").create({"name": f"Partner {n}"}).id for n in range(4)]
    client = sign_in(SELLER)

    def statements():
        with sent_to(system.context.database) as sent:
            page = client.get("/o/deal/?col=name&col=vw__partners")
        assert page.text.count("Partner 0") >= 1
        return len(sent)

    deals = system.records("deal")
    deals.update(deal, {"vw__partners": firms[:1]})
    statements()
    alone = statements()
    for n in range(5):
        values = {"name": f"D{n}", "vw__code": "x", "owner": SELLER, "vw__partners": firms}
        deals.create(values)
    assert statements() == alone


def test_a_lookup_offers_what_fits_the_other_fields_of_the_form(sign_in, deal, system):
    firms = system.records("firm")
    parent = system.records("deal").get(deal)["firm"]
    firms.create({"name": "Brightwater North", "parent": parent})
    firms.create({"name": "Brightwater of others"})
    client = sign_in(SELLER)
    form = client.get(f"/o/deal/{deal}/edit").text
    (control,) = re.findall(r'<select[^>]*name="vw__branch"[^>]*>', form)
    assert 'data-beside="firm"' in control
    address = html.unescape(re.search('data-lookup="([^"]*)"', control)[1])
    found = client.get(f"{address}&q=&beside.firm={parent}").json
    assert [one["label"] for one in found["found"]] == ["Brightwater North"]


def test_record_page_tells_its_history(sign_in, deal, system):
    system.records("deal").update(deal, {"amount": "500000"})
    page = sign_in(SELLER).get(f"/o/deal/{deal}")
    assert page.status_code == 200
    assert "Created" in page.text
    assert "Amount" in page.text
    assert "500,000" in page.text


def test_tabs_of_a_record_show_its_lists_and_history_without_scripts(sign_in, deal, system):
    system.records("line").create({"deal": deal, "title": "Pump & pipe", "quantity": "2"})
    client = sign_in(SELLER)
    overview = client.get(f"/o/deal/{deal}").text
    tabs = re.findall(rf'href="(/o/deal/{deal}\?tab=[^"]+)"', overview)
    assert "Pump &amp; pipe" not in overview
    assert [one.partition("=")[2] for one in dict.fromkeys(tabs)] == [
        "list-vw__lines",
        "history",
    ]
    assert "Pump &amp; pipe" in client.get(f"/o/deal/{deal}?tab=list-vw__lines").text
    assert "Created" in client.get(f"/o/deal/{deal}?tab=history").text
    assert client.get(f"/o/deal/{deal}?tab=list-nothing").status_code == 404


def test_one_later_request_brings_the_counts_of_the_tabs_and_the_cards(sign_in, deal, system):
    for title in ("Pump", "Pipe"):
        system.records("line").create({"deal": deal, "title": title})
    client = sign_in(SELLER)
    counts = client.get(f"/o/deal/{deal}/related").text
    assert '<span id="count-list-vw__lines" hx-swap-oob="true">2</span>' in counts
    assert "Pump" not in counts
    cards = client.get(f"/o/deal/{deal}/related?cards=true").text
    assert "Pump" in cards
    assert "<html" not in cards


def test_create_says_everything_that_is_wrong_and_keeps_what_was_typed(sign_in, deal):
    client = sign_in(SELLER)
    typed = {"record_type": "vw__short", "name": "", "firm": "Nobody", "vw__code": "kept"}
    page = client.post("/o/deal/new", data=typed)
    assert page.status_code == 422
    assert 'value="kept"' in page.text
    assert "Nobody" in page.text
    assert 'href="#f-name"' in page.text


def test_create_saves_and_opens_the_record(sign_in, deal):
    client = sign_in(SELLER)
    made = client.post("/o/deal/new", data={"name": "Fresh", "vw__code": "F1"})
    assert made.status_code == 302, made.text
    page = client.get(made.headers["Location"])
    assert "Fresh" in page.text
    assert "Created" in page.text


def test_a_new_record_of_another_type_has_its_form_and_its_options(sign_in, deal, system):
    client = sign_in(SELLER)
    first = client.get("/o/deal/new").text
    assert 'aria-current="true">Service</a>' in first
    assert 'id="f-firm"' not in first
    second = client.get("/o/deal/new?record_type=vw__short&name=Pumps").text
    assert 'aria-current="true">Short</a>' in second
    assert 'value="Pumps"' in second
    assert 'id="f-firm"' in second
    typed = {"record_type": "vw__short", "name": "Pumps", "vw__code": "P1"}
    made = client.post("/o/deal/new", data=typed).location.rpartition("/")[2]
    assert system.records("deal").get(made)["record_type"] == "vw__short"
    stages = client.get(f"/o/deal/{made}/field/stage").text
    assert re.findall(r'<option value="(\w+)"', stages) == ["open", "lost"]
    assert "Short" in client.get(f"/o/deal/{made}").text


def test_edit_writes_only_what_changed(sign_in, deal, system):
    client = sign_in(SELLER)
    typed = form_of(client, deal) | {"name": "Renamed", "amount": "486000"}
    system.records("deal").update(deal, {"close_date": "2027-01-31"})
    saved = client.post(f"/o/deal/{deal}/edit", data=typed)
    assert saved.status_code == 302, saved.text
    now = system.records("deal").get(deal)
    assert now["name"] == "Renamed"
    assert str(now["close_date"]) == "2027-01-31"


def test_stale_save_shows_both_versions_and_the_choice_is_kept(sign_in, deal, system):
    client = sign_in(SELLER)
    typed = form_of(client, deal) | {"name": "Mine"}
    system.records("deal").update(deal, {"name": "Theirs"})
    page = client.post(f"/o/deal/{deal}/edit", data=typed)
    assert page.status_code == 409
    assert "Theirs" in page.text
    assert "Mine" in page.text
    again = typed | {
        "row_version": hidden(page, "row_version"),
        "was": hidden(page, "was"),
        "keep.name": "mine",
    }
    assert client.post(f"/o/deal/{deal}/edit", data=again).status_code == 302
    assert system.records("deal").get(deal)["name"] == "Mine"


def test_board_moves_by_post_with_and_without_scripts(sign_in, deal, system):
    client = sign_in(SELLER)
    plain = client.post(f"/o/deal/{deal}/move", data={"field": "stage", "to": "won"})
    assert plain.status_code == 302
    assert system.records("deal").get(deal)["stage"] == "won"
    scripted = client.post(
        f"/o/deal/{deal}/move",
        data={"field": "stage", "to": "nowhere"},
        headers={"Accept": "application/json"},
    )
    answer = json.loads(scripted.text)
    assert not answer["ok"]
    assert answer["message"]


def test_lookup_finds_by_a_few_letters(sign_in, deal):
    found = sign_in(SELLER).get("/o/deal/lookup?field=firm&q=bright").get_json()["found"]
    assert [one["label"] for one in found] == ["Brightwater <Utilities>"]


def test_search_and_palette_find_across_objects(sign_in, deal):
    client = sign_in(SELLER)
    assert "Network &amp; monitoring" in client.get("/search?q=network").text
    palette = client.get("/search?q=network&palette=1").text
    assert "<html" not in palette
    assert 'role="option"' in palette


def test_deleted_records_wait_in_the_bin_and_come_back(sign_in, deal, system):
    client = sign_in(ADMIN)
    assert "recycle bin" in client.get(f"/o/deal/{deal}/delete").text
    client.post(f"/o/deal/{deal}/delete")
    page = client.get("/trash")
    assert "Network &amp; monitoring" in page.text
    client.post("/trash/restore", data={"object": "deal", "deletion": hidden(page, "deletion")})
    assert system.records("deal").get(deal)["name"] == "Network & monitoring"


def test_bulk_edit_asks_then_changes_all(sign_in, deal, system):
    client = sign_in(ADMIN)
    asked = client.post("/o/deal/bulk", data={"do": "edit", "ids": str(deal), "field": "stage"})
    assert "Edit one record" in asked.text
    client.post(
        "/o/deal/bulk",
        data={
            "do": "edit", "ids": str(deal), "field": "stage", "stage": "lost", "confirmed": "true",
        },
    )  # fmt: skip
    assert system.records("deal").get(deal)["stage"] == "lost"


def test_export_has_the_columns_on_screen_and_starts_no_formula(sign_in, deal, system):
    system.records("deal").create({"name": "=1+1", "owner": ADMIN, "vw__code": "x"})
    page = sign_in(ADMIN).get("/o/deal/export?col=name&col=amount&form=csv&base=0")
    assert page.status_code == 200
    assert "'=1+1" in page.text
    assert "Name,Amount" in page.text


def test_favourites_and_recent_records_stand_on_my_day(sign_in, deal):
    client = sign_in(SELLER)
    client.post(f"/o/deal/{deal}/favourite", data={"on": "true"})
    client.get(f"/o/deal/{deal}")
    assert client.get("/").text.count("Network &amp; monitoring") >= 2


@pytest.mark.parametrize("address", ["/o/nothing/", "/o/deal/not-an-id", "/o/deal/?view=none"])
def test_what_is_not_there_says_so_in_the_shell(sign_in, deal, address):
    page = sign_in(SELLER).get(address)
    assert page.status_code == 404
    assert "rail" in page.text


def test_a_list_costs_few_statements(sign_in, deal, system):
    names = [f"Deal {n}" for n in range(30)]
    system.records("deal").bulk_create(
        [{"name": n, "owner": SELLER, "vw__code": n} for n in names]
    )
    assert len(system.records("deal").query(Query(limit=50)).records) == 31
    assert sign_in(SELLER).get("/o/deal/").text.count("<tr data-id") == 31


def test_board_lists_open_lanes_only_and_moves_by_menu(sign_in, deal):
    page = sign_in(LEADER).get("/o/deal/board?view=vw__board")
    assert page.status_code == 200, page.text
    assert 'data-lane="open"' in page.text
    assert 'data-lane="won"' not in page.text
    assert "Move to Won" in page.text


def test_select_all_changes_what_matches_and_no_more(sign_in, deal, system):
    system.records("deal").bulk_create(
        [{"name": f"Deal {n}", "owner": ADMIN, "vw__code": f"c{n}"} for n in range(12)]
    )
    data = {
        "do": "edit", "all_matching": "true", "confirmed": "true", "field": "stage",
        "stage": "won", "base": "0", "f": "name~starts_with~Deal",
    }  # fmt: skip
    assert sign_in(ADMIN).post("/o/deal/bulk", data=data).status_code == 302
    page = system.records("deal").query(Query(fields=("stage",), limit=50))
    assert sorted(one["stage"] for one in page.records) == ["open"] + ["won"] * 12
