"""A served installation for tests of the web face: one tenant, real people, real cookies."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import Session, Tenant, install_package, open_session, read_package
from ui.app import create_app
from ui.people import Person, add_person
from ui.settings import from_environment

PACKAGES = Path(__file__).parent.parent / "packages"
PASSWORD = "steam meters for Oslo"
FREE = {"KEEL_SIGN_IN_RATE": "100000 per minute", "KEEL_API_RATE": "100000 per minute"}


@dataclass(frozen=True)
class Site:
    """An app over one tenant."""

    app: Flask
    tenant: Tenant
    folder: Path

    def system(self) -> Session:
        """Open a session that may do everything."""
        return open_session(self.tenant, "system:tests")

    def add(self, login: str, *roles: str, password: str | None = PASSWORD) -> UUID:
        """Add a person who can sign in; give the id of the user record."""
        with self.app.test_request_context():
            person = Person(login.title(), f"{login}@halden.example", login, roles, password)
            _, user = add_person(self.system(), person)
            return user.id

    def visitor(self) -> FlaskClient:
        """Open a browser that nobody has signed in with."""
        return self.app.test_client()

    def signed_in(self, login: str, password: str = PASSWORD) -> FlaskClient:
        """Open a browser and sign in through the page, as people do."""
        browser = self.visitor()
        form = {"login": login, "password": password, **token(browser, "/sign-in")}
        answer = browser.post("/sign-in", data=form)
        assert answer.status_code == 302, answer.text
        return browser


def token(browser: FlaskClient, address: str) -> dict[str, str]:
    """Read the CSRF token of a page, as its forms send it."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get(address).text)
    assert found is not None, f"{address} has no CSRF token"
    return {"csrf_token": found[1]}


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., Site]:
    """Make a site whose tenant has the given package of `tests/packages`."""

    def make(package: str = "people", **variables: str) -> Site:
        folder = tmp_path / "data"
        app = create_app(from_environment(folder, {**FREE, **variables}))
        tenant = app.extensions["keel"].tenants.create("main")
        installer = open_session(tenant, "system:tests").context.actor
        install_package(tenant, read_package(PACKAGES / package), installer)
        return Site(app, tenant, folder)

    return make


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A site with the package `people`, where Ann is the admin and Rob may read names."""
    made = make_site()
    made.add("ann", "admin")
    made.add("rob", "reader")
    return made
