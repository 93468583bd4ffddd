"""Signing in and out, invitations, forgotten and changed passwords, one's own profile."""

from __future__ import annotations

import re
import time
from email import message_from_bytes

import pytest

from tests.ui.conftest import PASSWORD, token
from ui.pages.account import link_for, safe_next

NEW = "pressure gauges for Bergen"


def link_in_mail(site) -> str:
    """Give the path of the link in the newest mail."""
    newest = max((site.folder / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    body = message_from_bytes(newest.read_bytes()).get_payload(decode=True).decode()
    return re.search(r"https?://[^/]+(/\S+)", body)[1]


def test_a_visitor_is_led_to_sign_in_and_back_to_the_page(site):
    browser = site.visitor()
    asked = browser.get("/account/profile")
    assert asked.status_code == 302
    assert asked.location == "/sign-in?next=%2Faccount%2Fprofile"
    form = {"login": "ann", "password": PASSWORD, "next": "/account/profile"}
    entered = browser.post("/sign-in", data={**form, **token(browser, "/sign-in")})
    assert entered.location == "/account/profile"
    assert browser.get("/account/profile").status_code == 200


def test_a_wrong_password_and_an_unknown_login_look_the_same(site):
    browser = site.visitor()
    pages = [
        browser.post(
            "/sign-in", data={"login": login, "password": "wrong", **token(browser, "/sign-in")}
        )
        for login in ("ann", "nobody")
    ]
    assert [page.status_code for page in pages] == [401, 401]
    told = {re.search(r'role="alert".*?</div>', page.text, re.S)[0] for page in pages}
    assert len(told) == 1


def test_signing_in_without_the_pages_own_token_is_refused(site):
    browser = site.visitor()
    answer = browser.post("/sign-in", data={"login": "ann", "password": PASSWORD})
    assert answer.status_code == 400
    assert browser.get("/account/profile").status_code == 302


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "a", "/\nx"]
)
def test_signing_in_never_leads_to_another_site(elsewhere):
    assert safe_next(elsewhere) == "/"


def test_signing_out_ends_the_session(site):
    browser = site.signed_in("ann")
    browser.post("/sign-out", data=token(browser, "/account/profile"))
    assert browser.get("/account/profile").status_code == 302


def copied(site, browser):
    """Open a second browser with the cookie of the first, as a thief would."""
    thief = site.visitor()
    thief.set_cookie("keel", browser.get_cookie("keel").value)
    return thief


def test_a_copied_cookie_ends_with_its_session_and_with_no_other(site):
    browser, elsewhere = site.signed_in("ann"), site.signed_in("ann")
    thief = copied(site, browser)
    assert thief.get("/account/profile").status_code == 200
    browser.post("/sign-out", data=token(browser, "/account/profile"))
    assert thief.get("/account/profile").status_code == 302
    assert elsewhere.get("/account/profile").status_code == 200


def test_signing_out_everywhere_ends_all_sessions_of_this_login_only(site):
    here, there, rob = site.signed_in("ann"), site.signed_in("ann"), site.signed_in("rob")
    assert "with 2 browsers" in here.get("/account/profile").text
    form = token(here, "/account/profile")
    left = here.post("/account/sign-out-everywhere", data=form)
    assert left.location == "/sign-in"
    asked = [one.get("/account/profile").status_code for one in (here, there, rob)]
    assert asked == [302, 302, 200]
    again = site.signed_in("ann")
    assert "this browser only" in again.get("/account/profile").text


def test_a_session_is_over_after_twelve_hours_whatever_its_cookie_says(site, monkeypatch):
    browser, start = site.signed_in("ann"), time.time()
    monkeypatch.setattr(time, "time", lambda: start + 11 * 3600)
    form = {"theme": "dark", **token(browser, "/account/profile")}
    browser.post("/account/theme", data=form)
    assert browser.get("/account/profile").status_code == 200
    monkeypatch.setattr(time, "time", lambda: start + 13 * 3600)
    assert browser.get("/account/profile").status_code == 302


def test_someone_without_a_user_record_here_cannot_sign_in(site):
    with site.app.test_request_context():
        identities = site.app.extensions["keel"].identities
        identities.create("eve", name="Eve", email="eve@x.example", password=PASSWORD)
    browser = site.visitor()
    form = {"login": "eve", "password": PASSWORD, **token(browser, "/sign-in")}
    assert browser.post("/sign-in", data=form).status_code == 401


def test_a_disabled_login_is_out_at_its_next_request(site):
    browser = site.signed_in("rob")
    with site.app.test_request_context():
        identities = site.app.extensions["keel"].identities
        identities.set_active(identities.find("rob").id, active=False)
    assert browser.get("/account/profile").status_code == 302


def test_a_deactivated_user_is_out_at_their_next_request(site):
    user = site.add("kim", "reader")
    browser = site.signed_in("kim")
    assert browser.get("/account/profile").status_code == 200
    site.system().records("user").update(user, {"active": False})
    assert browser.get("/account/profile").status_code == 302


def test_a_forgotten_password_is_replaced_by_a_mailed_link_once(site):
    browser = site.visitor()
    form = {"login": "ann", **token(browser, "/account/forgotten")}
    assert browser.post("/account/forgotten", data=form).status_code == 200
    link = link_in_mail(site)
    chosen = {"password": NEW, "again": NEW, **token(browser, link)}
    assert browser.post(link, data=chosen).location == "/"
    assert browser.get("/account/profile").status_code == 200
    assert site.visitor().get(link).status_code == 409
    site.signed_in("ann", NEW)


def test_asking_for_an_unknown_login_looks_the_same_and_mails_nothing(site):
    browser = site.visitor()
    known, unknown = (
        browser.post(
            "/account/forgotten", data={"login": login, **token(browser, "/account/forgotten")}
        ).text
        for login in ("ann", "nobody")
    )
    forget = re.compile(r'csrf[-_]token"( value| content)?="[^"]+"|nonce="[^"]+"')
    assert forget.sub("", known) == forget.sub("", unknown)
    assert len(list((site.folder / "mail").glob("*.eml"))) == 1


def test_an_invited_person_chooses_a_password_and_is_in(site):
    site.add("joe", "reader")
    with site.app.test_request_context():
        login = site.app.extensions["keel"].identities.find("joe")
        link = link_for("invitation", site.tenant, login).removeprefix("http://localhost")
    browser = site.visitor()
    short = browser.post(link, data={"password": "x", "again": "x", **token(browser, link)})
    assert short.status_code == 422
    chosen = {"password": NEW, "again": NEW, **token(browser, link)}
    assert browser.post(link, data=chosen).status_code == 302
    assert browser.get("/account/profile").status_code == 200


def test_the_first_admin_sets_up_an_empty_tenant_and_nobody_does_so_twice(make_site):
    site = make_site()
    with site.app.test_request_context():
        link = link_for("first_admin", site.tenant, None).removeprefix("http://localhost")
        second = link_for("first_admin", site.tenant, None).removeprefix("http://localhost")
    browser = site.visitor()
    assert browser.get(link).status_code == 409
    form = {"name": "Ann Lee", "email": "ann@halden.example", "login": "ann"}
    secret = {"password": NEW, "again": NEW, **token(browser, second)}
    assert browser.post(second, data={**form, **secret}).status_code == 302
    assert browser.get("/account/profile").status_code == 200
    assert site.visitor().get(second).status_code == 409
    with site.app.test_request_context():
        third = link_for("first_admin", site.tenant, None).removeprefix("http://localhost")
    assert site.visitor().get(third).status_code == 409


def test_a_changed_password_ends_every_other_session(site):
    here, there = site.signed_in("ann"), site.signed_in("ann")
    form = {"current": PASSWORD, "password": NEW, "again": NEW}
    here.post("/account/password", data={**form, **token(here, "/account/profile")})
    assert here.get("/account/profile").status_code == 200
    assert there.get("/account/profile").status_code == 302


def test_the_profile_decides_language_zone_and_theme_at_once(site):
    browser = site.signed_in("rob")
    form = {"language": "zh", "zone": "Asia/Shanghai", "theme": "dark"}
    browser.post("/account/profile", data={**form, **token(browser, "/account/profile")})
    page = browser.get("/account/profile").text
    assert '<html lang="zh-CN" data-theme="dark"' in page
    assert '<option value="Asia/Shanghai" selected>' in page
    assert "已保存" in page


def test_a_visitor_reads_the_sign_in_page_in_the_language_chosen(site):
    browser = site.visitor()
    assert "登录" in browser.get("/sign-in?language=zh").text
    assert "登录" in browser.get("/sign-in").text
    assert "Sign in" in browser.get("/sign-in?language=en").text
