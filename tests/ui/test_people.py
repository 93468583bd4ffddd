"""Managing logins on the page: inviting, disabling, roles, and who may do so."""

from __future__ import annotations

import re

from tests.ui.conftest import token

PEOPLE = "/account/people"


def invite(browser, **form):
    return browser.post(PEOPLE, data={**form, **token(browser, PEOPLE)})


def test_an_admin_invites_a_person_who_then_signs_in(site):
    admin = site.signed_in("ann")
    page = invite(admin, name="Joe Day", email="joe@halden.example", roles="reader").text
    link = re.search(r"data-link>https?://[^/]+([^<]+)<", page)[1]
    joe = site.visitor()
    chosen = {"password": "pressure gauges", "again": "pressure gauges", **token(joe, link)}
    assert joe.post(link, data=chosen).status_code == 302
    assert joe.get("/account/profile").status_code == 200
    assert joe.get(PEOPLE).status_code == 403


def test_a_person_is_invited_once(site):
    admin = site.signed_in("ann")
    again = invite(admin, name="Rob", email="rob@halden.example")
    assert again.status_code == 422
    assert "has a login already" in again.text


def test_a_disabled_person_is_out_and_comes_back_when_enabled(site):
    admin, rob = site.signed_in("ann"), site.signed_in("rob")
    page = admin.get(PEOPLE).text
    [standing] = re.findall(r'action="(/account/people/[^"]+/standing)"', page)
    admin.post(standing, data={"active": "no", **token(admin, PEOPLE)})
    assert rob.get("/account/profile").status_code == 302
    admin.post(standing, data={"active": "yes", **token(admin, PEOPLE)})
    assert site.signed_in("rob").get("/account/profile").status_code == 200


def test_the_last_admin_can_neither_disable_themself_nor_give_up_the_role(site):
    admin = site.signed_in("ann")
    with admin:
        page = admin.get(PEOPLE).text
        mine = re.search(r"Ann.*?action=\"(/account/people/[^\"]+)/roles\"", page, re.S)[1]
    given_up = admin.post(f"{mine}/roles", data=token(admin, PEOPLE))
    disabled = admin.post(f"{mine}/standing", data={"active": "no", **token(admin, PEOPLE)})
    assert (given_up.status_code, disabled.status_code) == (403, 403)


def test_a_new_role_counts_at_the_next_request(site):
    admin, rob = site.signed_in("ann"), site.signed_in("rob")
    assert rob.get(PEOPLE).status_code == 403
    page = admin.get(PEOPLE).text
    path = re.search(r"Rob.*?action=\"(/account/people/[^\"]+/roles)\"", page, re.S)[1]
    admin.post(path, data={"roles": "admin", **token(admin, PEOPLE)})
    assert rob.get(PEOPLE).status_code == 200
