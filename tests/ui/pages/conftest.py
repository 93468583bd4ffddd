"""Opens the generated pages of the small company to a person, without a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask, g, request
from flask.testing import FlaskClient

from engine.session import Session, open_session
from engine.tenancy.tenant import Tenant
from ui import errors, headers, pages
from ui.templating import prepare_templates

SignIn = Callable[[UUID], FlaskClient]


@pytest.fixture
def system(company: Tenant) -> Session:
    """A session that may do everything, to prepare records."""
    return open_session(company, "system:tests")


@pytest.fixture
def make_app(company: Tenant) -> Callable[[UUID], Flask]:
    """Make the pages with a person signed in."""
    return lambda user: app_for(company, user)


@pytest.fixture
def sign_in(make_app: Callable[[UUID], Flask]) -> SignIn:
    """Give a client in which a person is signed in."""
    return lambda user: make_app(user).test_client()


def app_for(tenant: Tenant, user: UUID) -> Flask:
    """Make a tenant's pages with a person signed in; cookies choose language and theme."""
    app = Flask("pages", static_folder=None, template_folder=None)
    app.secret_key = "tests"
    prepare_templates(app)
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    errors.install(app)
    pages.register(app)

    @app.before_request
    def remember() -> None:
        g.tenant = tenant
        opened = open_session(tenant, user)
        actor = replace(
            opened.context.actor,
            language=request.cookies.get("language", "en"),
            theme=request.cookies.get("theme", ""),
        )
        g.keel_session = Session(replace(opened.context, actor=actor), opened.head)

    headers.install(app, secure=False)
    return app
