"""Who gets in: cookies, tokens, tenants, and what every answer carries."""

from __future__ import annotations

import pytest

from engine.storage.database import close_database
from tests.statements import sent_to
from tests.ui.conftest import PASSWORD, token

PROFILE = "/account/profile"


def jwt_of(site, login: str = "ann", **more: object) -> dict[str, str]:
    """Exchange a password for tokens, as a program does."""
    browser = site.visitor()
    credentials = {"username": login, "password": PASSWORD, "provider": "db", **more}
    answer = browser.post("/api/v1/security/login", json=credentials)
    assert answer.status_code == 200, answer.text
    return answer.json


def carrying(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def api_token(site, login: str = "ann") -> str:
    """Make an API token on the profile page and read it there."""
    browser = site.signed_in(login)
    form = {"token_name": "robot", "days": "30", **token(browser, PROFILE)}
    page = browser.post("/account/tokens", data=form).text
    return page.partition('<code class="mono">')[2].partition("</code>")[0]


def test_a_program_gets_in_with_a_password_exchanged_for_a_token(site):
    secret = jwt_of(site)["access_token"]
    assert site.visitor().get(PROFILE, headers=carrying(secret)).status_code == 200


def test_a_token_is_good_in_its_own_tenant_only(site):
    secret = jwt_of(site)["access_token"]
    tenants = site.app.extensions["keel"].tenants
    tenants.set_hosts("main", ("one.example",))
    tenants.create("other", hosts=("two.example",))
    with site.app.test_client() as program:
        here = program.get(PROFILE, headers=carrying(secret), base_url="http://one.example")
        there = program.get(PROFILE, headers=carrying(secret), base_url="http://two.example")
        nowhere = program.get(PROFILE, base_url="http://three.example")
    assert [here.status_code, there.status_code, nowhere.status_code] == [200, 401, 404]


def test_tokens_end_when_the_password_changes(site):
    tokens = jwt_of(site, refresh=True)
    with site.app.test_request_context():
        identities = site.app.extensions["keel"].identities
        identities.set_password(identities.find("ann").id, "pressure gauges for Bergen")
    program = site.visitor()
    ended = program.get(PROFILE, headers=carrying(tokens["access_token"]))
    renewed = program.post(
        "/api/v1/security/refresh", headers=carrying(tokens["refresh_token"])
    )
    assert (ended.status_code, renewed.status_code) == (401, 401)


def test_tokens_end_when_their_owner_signs_out_everywhere(site):
    tokens = jwt_of(site, refresh=True)
    browser = site.signed_in("ann")
    browser.post("/account/sign-out-everywhere", data=token(browser, PROFILE))
    program = site.visitor()
    ended = program.get(PROFILE, headers=carrying(tokens["access_token"]))
    renewed = program.post(
        "/api/v1/security/refresh", headers=carrying(tokens["refresh_token"])
    )
    assert (ended.status_code, renewed.status_code) == (401, 401)


def test_a_refresh_token_opens_nothing_but_a_new_token(site):
    tokens = jwt_of(site, refresh=True)
    program = site.visitor()
    assert program.get(PROFILE, headers=carrying(tokens["refresh_token"])).status_code == 401
    renewed = program.post(
        "/api/v1/security/refresh", headers=carrying(tokens["refresh_token"])
    )
    assert renewed.status_code == 200


@pytest.mark.parametrize("secret", ["", "x", "keel_", "keel_unknown", "a.b.c"])
def test_a_made_up_token_is_refused(site, secret):
    assert site.visitor().get(PROFILE, headers=carrying(secret)).status_code == 401


def test_a_bad_token_is_not_rescued_by_a_good_cookie(site):
    browser = site.signed_in("ann")
    assert browser.get(PROFILE, headers=carrying("keel_unknown")).status_code == 401


def test_an_api_token_acts_as_its_user_until_it_is_revoked(site):
    secret = api_token(site)
    assert secret.startswith("keel_")
    program = site.visitor()
    assert program.get(PROFILE, headers=carrying(secret)).status_code == 403
    browser = site.signed_in("ann")
    page = browser.get(PROFILE).text
    revoke = page.partition("/account/tokens/")[2].partition('"')[0]
    browser.post(f"/account/tokens/{revoke}", data=token(browser, PROFILE))
    assert program.get(PROFILE, headers=carrying(secret)).status_code == 401


def test_someone_else_cannot_revoke_my_token(site):
    secret = api_token(site)
    page = site.signed_in("ann").get(PROFILE).text
    revoke = page.partition("/account/tokens/")[2].partition('"')[0]
    rob = site.signed_in("rob")
    refused = rob.post(f"/account/tokens/{revoke}", data=token(rob, PROFILE))
    assert refused.status_code == 404
    assert site.visitor().get(PROFILE, headers=carrying(secret)).status_code == 403


def test_a_forged_form_from_another_site_is_refused(site):
    browser = site.signed_in("ann")
    assert browser.post("/account/theme", data={"theme": "dark"}).status_code == 400
    sent = {"X-CSRFToken": token(browser, PROFILE)["csrf_token"]}
    changed = browser.post("/account/theme", data={"theme": "dark"}, headers=sent)
    assert changed.status_code == 302


def test_guessing_passwords_quickly_is_slowed_down(make_site):
    site = make_site(KEEL_SIGN_IN_RATE="3 per minute")
    browser = site.visitor()
    form = {"login": "nobody", "password": "x", **token(browser, "/sign-in")}
    codes = [browser.post("/sign-in", data=form).status_code for _ in range(4)]
    assert codes == [401, 401, 401, 429]


def test_every_answer_carries_a_strict_policy_and_a_request_id(site):
    answer = site.visitor().get("/sign-in", headers={"X-Request-Id": "from-a-proxy-1"})
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Request-Id"] == "from-a-proxy-1"
    assert answer.headers["Cache-Control"] == "no-store"
    forged = site.visitor().get("/sign-in", headers={"X-Request-Id": "a b\tc"})
    assert forged.headers["X-Request-Id"] != "a b\tc"


def test_the_session_cookie_is_for_this_site_and_not_for_scripts(make_site):
    site = make_site(KEEL_SECURE="1")
    cookie = site.visitor().get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie


def test_health_and_readiness_need_nobody_signed_in(site):
    browser = site.visitor()
    assert browser.get("/healthz").text == "ok\n"
    assert browser.get("/readyz").status_code == 200
    assert "keel_requests_total" in browser.get("/metrics").text


def test_strangers_learn_no_more_than_a_code_of_what_is_not_ready(site):
    close_database(site.tenant.database)
    for file in (site.folder / "tenants").glob("main.db*"):
        file.rename(f"{file}.gone")
    (site.folder / "tenants" / "main.db").mkdir()
    answer = site.visitor().get("/readyz")
    assert answer.status_code == 503
    assert answer.text == "database.unreadable\n"


def test_a_page_that_does_not_exist_says_so_with_a_reference(site):
    answer = site.visitor().get("/no/such/page")
    assert answer.status_code == 404
    assert answer.headers["X-Request-Id"] in answer.text


def test_who_is_signed_in_keeps_the_frame_at_an_address_that_does_not_exist(site):
    browser = site.signed_in("ann")
    lost = browser.get("/no/such/page")
    assert lost.status_code == 404
    assert 'action="/sign-out"' in lost.text
    assert 'action="/sign-out"' not in site.visitor().get("/no/such/page").text


def test_a_slash_too_many_or_too_few_leads_to_the_same_page(site):
    browser = site.signed_in("ann")
    assert browser.get(f"{PROFILE}/").status_code == 200
    assert site.visitor().get("/sign-in/").status_code == 200


def test_a_signed_in_request_costs_one_statement_before_its_own(site):
    browser = site.signed_in("ann")
    browser.get(PROFILE)
    with sent_to(site.tenant.database) as seen:
        browser.get(PROFILE)
    assert len(seen) == 2, seen


def test_a_program_without_a_token_is_told_in_its_language_what_to_send(site):
    asked = {"Accept-Language": "zh-CN"}
    answer = site.visitor().get("/api/v1/records/account", headers=asked)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "令牌" in answer.json["detail"]
