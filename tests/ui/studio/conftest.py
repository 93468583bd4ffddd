"""Opens the Studio of the small company to its people, without a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from engine.tenancy.tenant import Tenant
from tests.ui.pages.conftest import app_for, company, sign_in, system
from ui.studio import routes

__all__ = ["company", "make_app", "sign_in", "system"]


@pytest.fixture
def make_app(company: Tenant) -> Callable[[UUID], Flask]:
    """Make the pages and the Studio with a person signed in."""

    def make(user: UUID) -> Flask:
        app = app_for(company, user)
        routes.register(app)
        return app

    return make
