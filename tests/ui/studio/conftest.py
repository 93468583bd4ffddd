"""Opens the Studio of the small company to its people, without a sign-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import Session, set_grants
from engine.tenancy.tenant import Tenant
from tests.serving import serving_app
from tests.tenants import ADMIN
from tests.ui.pages.conftest import SignIn, app_for, sign_in, system
from ui.studio import routes

__all__ = ["make_app", "sign_in", "system"]


@pytest.fixture
def company(company_of_a_browser: Tenant) -> Tenant:
    """Pages are the same on both databases; the engine's tests run on both."""
    return company_of_a_browser


@pytest.fixture
def make_app(company: Tenant) -> Callable[[UUID], Flask]:
    """Make the pages and the Studio with a person signed in."""

    def make(user: UUID) -> Flask:
        app = app_for(company, user)
        routes.register(app)
        return app

    return make


@pytest.fixture
def served(make_app: Callable[[UUID], Flask]) -> Iterator[str]:
    """The address at which pages and Studio are served to the admin."""
    with serving_app(make_app(ADMIN)) as address:
        yield address


@pytest.fixture
def ada(sign_in: SignIn) -> FlaskClient:
    """The admin at the browser."""
    return sign_in(ADMIN)


@pytest.fixture
def second_admin(system: Session) -> UUID:
    """Somebody else who may change settings."""
    with system.transaction() as inner:
        made = inner.records("user").create({"name": "Bea Admin"})
        set_grants(inner.context, made.id, ["admin"])
    return made.id
