"""The admin's settings, changed in the browser."""

from __future__ import annotations

from tests.tenants import ADMIN, SELLER

TYPED = {
    "company_en": "Small & Sons",
    "language": "en",
    "zone": "Asia/Shanghai",
    "week_start": "sunday",
}


def test_admin_changes_the_company_and_sees_it_at_once(sign_in):
    client = sign_in(ADMIN)
    saved = client.post("/setup/settings", data=TYPED)
    assert saved.status_code == 302, saved.text
    page = client.get("/setup/settings")
    assert "Small &amp; Sons" in page.text
    assert "<option selected>Asia/Shanghai</option>" in page.text


def test_a_setting_that_cannot_work_says_why_and_keeps_what_was_typed(sign_in):
    page = sign_in(ADMIN).post("/setup/settings", data={"zone": "Moon/Base", "active": "QQQ"})
    assert page.status_code == 422
    assert "QQQ" in page.text
    assert "errsum" in page.text


def test_settings_do_not_exist_for_others(sign_in):
    assert sign_in(SELLER).get("/setup/settings").status_code == 404
    assert sign_in(SELLER).post("/setup/settings", data=TYPED).status_code == 404


def test_a_currency_that_does_not_exist_is_refused(sign_in):
    page = sign_in(ADMIN).post("/setup/settings", data={"active": "EUR, XXZ"})
    assert page.status_code == 422
    assert "there is no currency “XXZ”" in page.text
