"""Signing in with the password of an LDAP directory: an imitation, and slapd where it can be run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.conftest import PASSWORD, Site, token
from tests.ui.directory_peer import (
    BOTH_HERE,
    ROOT,
    ROOT_PASSWORD,
    THEIRS,
    TOP,
    imitated,
    slapd,
)


@pytest.fixture(scope="module", params=["imitated", "slapd"] if BOTH_HERE else ["imitated"])
def directory(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a directory of Ann and Eve."""
    made = imitated() if request.param == "imitated" else slapd(tmp_path_factory.mktemp("ldap"))
    with made as url:
        yield url


@pytest.fixture
def site(make_site, directory) -> Site:
    """Ann was invited and has no password here; Rob has one."""
    made: Site = make_site(
        KEEL_LDAP=directory,
        KEEL_LDAP_BASE=TOP,
        KEEL_LDAP_BIND_USER=ROOT,
        KEEL_LDAP_BIND_PASSWORD=ROOT_PASSWORD,
    )
    made.add("ann", "reader", password=None)
    made.add("rob", "reader")
    return made


def status(site: Site, login: str, password: str) -> int:
    browser = site.visitor()
    form = {"login": login, "password": password, **token(browser, "/sign-in")}
    return browser.post("/sign-in", data=form).status_code


def test_an_invited_person_signs_in_with_the_password_of_the_directory(site):
    assert status(site, "ann", THEIRS) == 302
    assert status(site, "ann@halden.example", THEIRS) == 302
    assert "company account" in site.visitor().get("/sign-in").text


def test_wrong_and_blank_passwords_and_strangers_stay_outside(site):
    assert status(site, "ann", "wrong") == 401
    assert status(site, "ann", "") == 401
    assert status(site, "eve", THEIRS) == 401


def test_a_password_kept_here_works_whether_or_not_the_directory_does(site):
    assert status(site, "rob", PASSWORD) == 302


def test_a_login_rests_after_wrong_passwords_of_the_directory_too(site):
    assert [status(site, "ann", "wrong") for _ in range(5)] == [401] * 5
    assert status(site, "ann", THEIRS) == 401


def test_a_program_exchanges_the_password_of_the_directory_for_a_token(site):
    program = site.visitor()
    given = {"username": "ann", "password": THEIRS, "provider": "ldap"}
    assert program.post("/api/v1/security/login", json=given).status_code == 200
    given["password"] = ""
    assert program.post("/api/v1/security/login", json=given).status_code in (400, 401)
