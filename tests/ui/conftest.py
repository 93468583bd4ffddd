"""A served installation for tests of the web face: one tenant, real people, real cookies."""

from __future__ import annotations

import re
import shutil
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


def open_site(folder: Path, **variables: str) -> Site:
    """Open the installation that a data folder holds."""
    app = create_app(from_environment(folder, {**FREE, **variables}))
    return Site(app, app.extensions["keel"].tenants.get("main"), folder)


def furnish(folder: Path, package: str) -> None:
    """Make an installation whose tenant has a package of `tests/packages`, or of a folder."""
    tenants = create_app(from_environment(folder, FREE)).extensions["keel"].tenants
    tenant = tenants.create("main")
    installer = open_session(tenant, "system:tests").context.actor
    install_package(tenant, read_package(PACKAGES / package), installer)
    tenant.database.let_go()


@pytest.fixture(scope="session")
def furnished_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation with the package `people`, to be copied."""
    folder = tmp_path_factory.mktemp("site") / "data"
    furnish(folder, "people")
    return folder


@pytest.fixture(scope="session")
def peopled_site(furnished_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with Ann, who is the admin, and Rob, who may read names."""
    folder = shutil.copytree(furnished_site, tmp_path_factory.mktemp("site") / "data")
    made = open_site(folder)
    made.add("ann", "admin")
    made.add("rob", "reader")
    made.tenant.database.let_go()
    return folder


@pytest.fixture
def make_site(furnished_site: Path, tmp_path: Path) -> Callable[..., Site]:
    """Make a site whose tenant has the given package of `tests/packages`."""

    def make(package: str = "people", **variables: str) -> Site:
        folder = tmp_path / "data"
        if package == "people":
            shutil.copytree(furnished_site, folder)
        else:
            furnish(folder, package)
        return open_site(folder, **variables)

    return make


@pytest.fixture
def site(peopled_site: Path, tmp_path: Path) -> Site:
    """A site with the package `people`, where Ann is the admin and Rob may read names."""
    return open_site(shutil.copytree(peopled_site, tmp_path / "data"))
