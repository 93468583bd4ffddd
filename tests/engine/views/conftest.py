"""A small company whose pages are declared: layouts, list views, an app."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from engine import changes
from engine.kernel.actor import system_actor
from engine.packages import read_package
from engine.registry import catalogue
from engine.session import Session, open_session
from engine.tenancy.tenant import Tenant
from tests.tenants import SMALL

PAGES = SMALL.parent / "small_views"
Enter = Callable[[UUID], Session]


@pytest.fixture
def enter(tenant: Tenant) -> Enter:
    """Open sessions in the small company with its pages."""
    package = read_package(PAGES, catalogue())
    changes.install_package(tenant.database, catalogue(), package, actor=system_actor("tests"))
    return lambda user: open_session(tenant, user)
