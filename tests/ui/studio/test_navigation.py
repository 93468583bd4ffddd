"""Arranging what people see on the left, and finding one's way in Setup."""

from __future__ import annotations

import pytest

from engine import open_session
from tests.tenants import ADMIN, SELLER
from tests.ui.studio.pages import apply, text_of

APP = "/setup/navigation/vw__work"


def do(client, verb, address=APP, **form):
    answer = client.post(address, data={"do": verb, **form})
    assert answer.status_code == 302, answer.text


def entries(tenant):
    nav = open_session(tenant, ADMIN).context.model.find("app", "vw__work").body["nav"]
    return {group["id"]: [item["id"] for item in group["items"]] for group in nav}


def preview(client, role):
    page = client.get(f"{APP}?role={role}").text
    return text_of(
        type(
            "Part",
            (),
            {"text": page.partition('class="navpreview"')[2].partition("</section>")[0]},
        )
    )


def test_entries_and_groups_are_arranged_without_scripts(ada, company, sign_in):
    do(ada, "up:nav.vw__sell/vw__margins")
    do(ada, "place:nav.vw__office/vw__jobs", to="nav.vw__sell", index="0")
    do(ada, "remove:nav.vw__sell/vw__machines")
    do(ada, "up:nav/vw__office")
    do(ada, "section:", section="Field work")
    do(ada, "add:-/object:firm")
    do(ada, "remove:nav/vw__office")
    assert list(entries(company)) == ["vw__sell", "vw__office"]
    apply(ada)
    assert entries(company) == {
        "vw__sell": ["x__jobs", "vw__margins", "vw__deals", "vw__home"],
        "x__field_work": ["x__firm"],
    }
    assert "Field work" in ada.get("/").text and "Machines" not in ada.get("/").text


def test_who_will_see_an_entry_is_said_and_previewed_in_the_draft(ada, company):
    page = text_of(ada.get(APP))
    assert "Jobs" in page and "everyone" in page
    assert "Machines" in preview(ada, "seller")
    do(ada, "remove:nav.vw__sell/vw__machines")
    assert "Machines" not in preview(ada, "seller")
    ada.post("/setup/objects/new", data={"label.en": "Station", "fields": "Name"})
    do(ada, "add:-/object:x__station")
    assert "nobody" in text_of(ada.get(APP))
    assert "Station" not in preview(ada, "seller")
    assert "x__station" not in str(entries(company))


def test_apps_change_places(ada, company):
    second = {"shown.label": "1", "label.en": "Service", "shown.nav": "1"}
    second["nav.0.label.en"] = "Everything"
    made = ada.post("/setup/new/app", data={**second, "name": "x__service"})
    assert made.status_code == 302, made.text
    do(ada, "down:apps/x__service", "/setup/navigation")
    page = text_of(ada.get("/setup/navigation"))
    assert page.index("Work") < page.index("Service")
    do(ada, "place:apps/x__service", "/setup/navigation", index="0")
    page = text_of(ada.get("/setup/navigation"))
    assert page.rindex("Service") < page.rindex("Work")


def search(client, words, **headers):
    return text_of(client.get("/setup/search", query_string={"q": words}, headers=headers))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("amou", "Amount field, Deal"),
        ("金额", "Amount field, Deal"),
        ("field stage", "Stage field, Deal"),
        ("赢单", "Won option, Stage, Deal"),
        ("vw__paused", "Paused option"),
        ("time zone", "Time zone Setup, Company"),
        ("时区", "Time zone Setup, Company"),
        ("currencies", "Currencies in use Setup, Company"),
        ("假", "Holidays Setup, Calendars"),
        ("seller role", "role"),
    ],
)
def test_all_of_setup_is_searched_in_both_languages(ada, words, found):
    assert found in search(ada, words), search(ada, words)


def test_people_are_found_too(ada, system):
    system.records("user").create({"name": "Tilda Winter", "email": "tilda@example.com"})
    assert "Tilda Winter User" in search(ada, "tilda")


def test_a_search_as_one_types_gives_only_what_is_found(ada):
    answer = ada.get("/setup/search?q=amount", headers={"HX-Request": "true"}).text
    assert "<html" not in answer and "/setup/c/field/deal/amount" in answer


def test_the_palette_finds_setup_for_who_may_change_it(ada, sign_in):
    assert "/setup/c/field/deal/amount" in ada.get("/search?palette=1&q=amount").text
    assert "/setup/settings" in ada.get("/search?palette=1&q=fiscal").text
    assert "/setup" not in sign_in(SELLER).get("/search?palette=1&q=amount").text
