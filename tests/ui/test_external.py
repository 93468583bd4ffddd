"""Signing in with another system, against a real provider on another port."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from engine import EngineError, Query
from tests.ui.conftest import PASSWORD, Site, token
from tests.ui.oauth_peer import CLIENT, FORGER, SECRET, oauth_peer
from ui.providers import directory_of, providers_of

ANN = {"sub": "7", "email": "Ann@halden.example", "email_verified": True, "name": "Ann Lee"}
STRANGER = {"sub": "8", "email": "eve@x.example", "email_verified": True, "name": "Eve Roe"}
PROFILE = "/account/profile"


@pytest.fixture
def peer():
    """A provider that vouches for Ann until told otherwise."""
    with oauth_peer() as running:
        running.person = dict(ANN)
        yield running


@pytest.fixture
def make(make_site, peer):
    """Make a site that trusts the provider; Ann and Rob are invited."""

    def made(**variables: str) -> Site:
        trusted = {
            "KEEL_OAUTH": "acme",
            "KEEL_OAUTH_ACME_LABEL": "Acme ID",
            "KEEL_OAUTH_ACME_ISSUER": peer.url,
            "KEEL_OAUTH_ACME_CLIENT_ID": CLIENT,
            "KEEL_OAUTH_ACME_CLIENT_SECRET": SECRET,
        }
        site = make_site(**{**trusted, **variables})
        site.add("ann", "admin")
        site.add("rob", "reader")
        return site

    return made


def come_back(browser, wanted: str = PROFILE):
    """Go to the provider and come back with what it says, as a browser does."""
    leaving = browser.get(f"/sign-in/with/acme?next={wanted}")
    assert leaving.status_code == 302, leaving.text
    there = httpx.get(leaving.location)
    back = urlsplit(there.headers["Location"])
    return browser.get(f"{back.path}?{back.query}")


def test_the_sign_in_page_offers_the_provider_by_its_name(make):
    page = make().visitor().get("/sign-in?next=/account/profile").text
    assert "Sign in with Acme ID" in page
    assert "/sign-in/with/acme?next=/account/profile" in page


def test_an_invited_person_gets_in_and_to_the_page_they_wanted(make):
    browser = make().visitor()
    entered = come_back(browser)
    assert entered.location == PROFILE
    assert browser.get(PROFILE).status_code == 200


def test_somebody_nobody_invited_stays_outside(make, peer):
    site = make()
    peer.person = dict(STRANGER)
    browser = site.visitor()
    assert come_back(browser).status_code == 401
    assert browser.get(PROFILE).status_code == 302


def test_an_address_that_the_provider_did_not_verify_opens_nothing(make, peer):
    site = make()
    for claim in ({"email_verified": False}, {}):
        unverified = {name: ANN[name] for name in ("sub", "email", "name")}
        peer.person = unverified | claim
        assert come_back(site.visitor()).status_code == 401


def test_a_company_directory_may_be_trusted_without_that_word(make, peer):
    site = make(KEEL_OAUTH_ACME_UNVERIFIED="1")
    peer.person = {"sub": "7", "email": "ann@halden.example"}
    assert come_back(site.visitor()).status_code == 302


def test_a_handed_on_address_does_not_open_the_account_of_its_first_owner(make, peer):
    site = make()
    assert come_back(site.visitor()).status_code == 302
    peer.person = ANN | {"sub": "99"}
    assert come_back(site.visitor()).status_code == 401
    peer.person = ANN | {"email": "ann.new@halden.example"}
    assert come_back(site.visitor()).status_code == 302


def test_a_disabled_login_is_not_rescued_by_a_provider(make):
    site = make()
    with site.app.test_request_context():
        identities = site.app.extensions["keel"].identities
        identities.set_active(identities.find("ann").id, active=False)
    assert come_back(site.visitor()).status_code == 401


def test_a_forged_or_repeated_answer_opens_nothing(make, peer):
    site = make()
    peer.key = FORGER
    assert come_back(site.visitor()).status_code == 401
    browser = site.visitor()
    assert browser.get("/sign-in/with/acme/back?code=x&state=made-up").status_code == 401
    assert browser.get(PROFILE).status_code == 302


def test_where_configured_a_stranger_joins_with_the_role_of_newcomers(make, peer):
    site = make(KEEL_OAUTH_ACME_JOIN_ROLE="reader")
    peer.person = dict(STRANGER)
    browser = site.visitor()
    assert come_back(browser).status_code == 302
    users = site.system().records("user").query(Query(fields=("name", "identity"))).records
    assert "eve@x.example" in [user["identity"] for user in users]
    assert browser.get("/account/people").status_code == 403


def test_plain_oauth_without_openid_asks_who_it_was(make, peer):
    site = make(
        KEEL_OAUTH_ACME_ISSUER="",
        KEEL_OAUTH_ACME_AUTHORIZE_URL=f"{peer.url}/authorize",
        KEEL_OAUTH_ACME_TOKEN_URL=f"{peer.url}/token",
        KEEL_OAUTH_ACME_USERINFO_URL=f"{peer.url}/userinfo",
        KEEL_OAUTH_ACME_SCOPE="profile",
    )
    assert come_back(site.visitor()).status_code == 302


def test_the_way_back_is_this_site_and_proves_that_it_left_from_here(make):
    leaving = make().visitor().get("/sign-in/with/acme?next=//evil.example")
    asked = parse_qs(urlsplit(leaving.location).query)
    assert asked["redirect_uri"] == ["http://localhost/sign-in/with/acme/back"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"][0]
    assert asked["nonce"][0]


def test_a_provider_that_is_down_is_said_on_the_sign_in_page(make, peer):
    site = make(KEEL_OAUTH_ACME_ISSUER="http://127.0.0.1:9")
    answer = site.visitor().get("/sign-in/with/acme")
    assert answer.status_code == 401
    assert "Acme ID" in answer.text
    assert site.visitor().get("/sign-in/with/nobody").status_code == 404


def test_a_password_still_works_beside_the_provider(make):
    browser = make().visitor()
    form = {"login": "ann", "password": PASSWORD, **token(browser, "/sign-in")}
    assert browser.post("/sign-in", data=form).status_code == 302


@pytest.mark.parametrize(
    "variables",
    [
        {"KEEL_OAUTH": "Acme!"},
        {"KEEL_OAUTH": "acme", "KEEL_OAUTH_ACME_CLIENT_ID": "x"},
        {
            "KEEL_OAUTH": "acme",
            "KEEL_OAUTH_ACME_CLIENT_ID": "x",
            "KEEL_OAUTH_ACME_CLIENT_SECRET": "y",
            "KEEL_OAUTH_ACME_ISSUER": "http://idp.example",
        },
    ],
)
def test_half_a_provider_is_refused_with_the_name_of_what_is_wrong(variables):
    with pytest.raises(EngineError) as refused:
        providers_of(variables)
    assert "KEEL_OAUTH" in str(refused.value)


@pytest.mark.parametrize(
    "variables", [{"KEEL_LDAP": "ldap://ldap.example"}, {"KEEL_LDAP": "ldaps://ldap.example"}]
)
def test_half_a_directory_is_refused_too(variables):
    with pytest.raises(EngineError) as refused:
        directory_of(variables)
    assert "KEEL_LDAP" in str(refused.value)
