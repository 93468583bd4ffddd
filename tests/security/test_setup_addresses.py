"""Every address of Setup is closed to who may not set anything, and no form is taken without its token."""

from __future__ import annotations

import re

import pytest

from engine.kernel.ids import new_id
from tests.ui.conftest import token

ID = str(new_id())
VALUES = {
    "kind": "object",
    "of": "user",
    "name": "user",
    "object_name": "user",
    "field": "name",
}
WRITES = ("POST", "PUT", "PATCH", "DELETE")
OPEN = ("SecurityApi.",)
"""Takes a name and a password in place of a cookie."""


def filled(rule):
    """An address of a rule, with something that is there wherever it can be."""

    def value(found):
        converter, name = found.groups()
        if converter and converter.startswith("any("):
            return converter[4:].split(",")[0]
        return "1" if converter == "int:" else VALUES.get(name, ID)

    return re.sub(r"<([^<>]*:)?(\w+)>", value, rule.rule)


def addresses(app, *methods):
    return {
        (method, filled(rule), rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in methods
        if method in rule.methods
    }


def below_setup(app, *methods):
    found = {each for each in addresses(app, *methods) if each[1].startswith("/setup")}
    assert len(found) > 25, "the Studio is there"
    return found


def test_nothing_is_written_without_the_token_of_the_form(site):
    ann = site.signed_in("ann")
    taken = {
        (method, address): answer.status_code
        for method, address, endpoint in addresses(site.app, *WRITES)
        if not endpoint.startswith(OPEN)
        and (answer := ann.open(address, method=method)).status_code not in (400, 403)
    }
    assert taken == {}


@pytest.mark.parametrize("methods", [("GET",), WRITES])
def test_who_may_not_set_anything_finds_no_address_of_setup(site, methods):
    rob = site.signed_in("rob")
    form = token(rob, "/account/profile") if methods != ("GET",) else {}
    found = {
        (method, address): answer.status_code
        for method, address, _ in below_setup(site.app, *methods)
        if (answer := rob.open(address, method=method, data=form)).status_code not in (403, 404)
    }
    assert found == {}


def test_a_visitor_is_asked_to_sign_in_at_every_address_of_setup(site):
    visitor = site.visitor()
    form = token(visitor, "/sign-in")
    found = {
        (method, address): answer.status_code
        for method, address, _ in below_setup(site.app, "GET", *WRITES)
        if "/sign-in?"
        not in f"{(answer := visitor.open(address, method=method, data=form)).location}?"
    }
    assert found == {}
