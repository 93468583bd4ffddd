"""What an admin sets for the whole company: settings and working calendars, by way of the draft."""

from __future__ import annotations

from engine import open_session
from tests.tenants import ADMIN, SELLER
from tests.ui.studio.pages import apply

CALENDAR = {
    "label.en": "Austria",
    "label.zh": "奥地利",
    "zone": "Europe/Vienna",
    "hours.monday": "08:00–12:00，13:00-17:00",
    "hours.tuesday": "08:00-12:00",
    "holidays.0.date": "2026-10-26",
    "holidays.0.en": "National Day",
    "holidays.paste": "2026-12-25; Christmas Day / 圣诞节\n2027/1/6 Epiphany\n",
    "extra_working_days.0.date": "2026-10-24",
    "extra_working_days.0.en": "Saturday shift",
}


def settings_of(tenant):
    return open_session(tenant, ADMIN).context.model.settings


def test_the_company_is_changed_by_way_of_the_draft(ada, company):
    typed = {"company_en": "Small & Sons", "zone": "Asia/Shanghai", "week_start": "sunday"}
    saved = ada.post("/setup/settings", data=typed)
    assert saved.status_code == 302, saved.text
    page = ada.get("/setup/settings").text
    assert "Small &amp; Sons" in page and "<option selected>Asia/Shanghai</option>" in page
    assert settings_of(company)["zone"] == "Europe/Berlin"
    apply(ada)
    assert settings_of(company)["zone"] == "Asia/Shanghai"
    assert settings_of(company)["week_start"] == "sunday"


def test_currencies_are_chosen_from_a_list_of_those_in_use_today(ada, company):
    page = ada.get("/setup/settings").text
    assert '<option value="SEK">SEK, Swedish Krona</option>' in page
    assert "Deutsche Mark" not in page and "German Mark" not in page
    kept = {"corporate": "EUR", "active": ["EUR", "CNY"], "add": "SEK"}
    assert ada.post("/setup/settings", data=kept).status_code == 302
    apply(ada)
    assert settings_of(company)["currencies"]["active"] == ["EUR", "CNY", "SEK"]


def test_a_setting_that_cannot_work_says_why_and_nothing_is_kept(ada):
    page = ada.post("/setup/settings", data={"zone": "Moon/Base", "trash_days": "soon"})
    assert page.status_code == 422
    assert "errsum" in page.text and "trash_days" in page.text and "soon" in page.text
    wrong = {"corporate": "EUR", "active": ["EUR", "XXZ"]}
    assert "there is no currency “XXZ”" in ada.post("/setup/settings", data=wrong).text
    assert "draft is empty" in ada.get("/setup/draft").text


def test_a_calendar_is_added_with_hours_and_holidays(ada, company):
    assert "New calendar" in ada.get("/setup/calendars").text
    made = ada.post("/setup/calendars/new", data=CALENDAR)
    assert made.status_code == 302, made.text
    assert "Austria" in ada.get("/setup/calendars").text
    assert ada.post("/setup/settings", data={"calendar": "x__austria"}).status_code == 302
    apply(ada)
    body = open_session(company, ADMIN).context.model.find("calendar", "x__austria").body
    assert body["hours"] == {
        "monday": ["08:00-12:00", "13:00-17:00"],
        "tuesday": ["08:00-12:00"],
    }
    assert [day["date"] for day in body["holidays"]] == [
        "2026-10-26",
        "2026-12-25",
        "2027-01-06",
    ]
    assert body["holidays"][1]["label"] == {"en": "Christmas Day", "zh": "圣诞节"}
    assert [day["date"] for day in body["extra_working_days"]] == ["2026-10-24"]
    assert settings_of(company)["calendar"] == "x__austria"


def test_a_day_of_a_calendar_is_taken_out_and_the_calendar_deleted(ada, company):
    ada.post("/setup/calendars/new", data=CALENDAR)
    apply(ada)
    days = {
        "holidays.0.date": "", "holidays.1.date": "2026-12-25", "holidays.1.en": "Christmas",
        "holidays.2.date": "2027-01-06", "label.en": "Austria", "hours.monday": "08:00-12:00",
    }  # fmt: skip
    assert ada.post("/setup/calendars/x__austria", data=days).status_code == 302
    apply(ada)
    body = open_session(company, ADMIN).context.model.find("calendar", "x__austria").body
    assert [day["date"] for day in body["holidays"]] == ["2026-12-25", "2027-01-06"]
    ada.post("/setup/delete/calendar/x__austria")
    apply(ada)
    assert open_session(company, ADMIN).context.model.find("calendar", "x__austria") is None


def test_hours_that_make_no_sense_stay_where_they_were_typed(ada):
    wrong = {
        **CALENDAR,
        "hours.monday": "9 to 5",
        "hours.tuesday": "17:00-09:00",
        "holidays.paste": "",
    }
    page = ada.post("/setup/calendars/new", data=wrong)
    assert page.status_code == 422
    assert 'value="9 to 5"' in page.text and 'aria-invalid="true"' in page.text
    day = ada.post("/setup/calendars/new", data={**CALENDAR, "holidays.paste": "Christmas"})
    assert day.status_code == 422 and "Christmas</textarea>" in day.text
    nameless = ada.post("/setup/calendars/new", data={"hours.monday": "08:00-12:00"})
    assert nameless.status_code == 422 and "give the calendar a name" in nameless.text
    assert "draft is empty" in ada.get("/setup/draft").text


def test_settings_and_calendars_do_not_exist_for_others(sign_in):
    other = sign_in(SELLER)
    for address in ("/setup/settings", "/setup/calendars", "/setup/calendars/new"):
        assert other.get(address).status_code == 404
    assert other.post("/setup/settings", data={"zone": "UTC"}).status_code == 404
