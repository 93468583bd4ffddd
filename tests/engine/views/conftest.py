"""A small company whose pages are declared: layouts, list views, an app."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from engine.session import Session, open_session
from engine.tenancy.tenant import Tenant

Enter = Callable[[UUID], Session]


@pytest.fixture
def tenant(company: Tenant) -> Tenant:
    """The tenant of these tests has pages."""
    return company


@pytest.fixture
def enter(tenant: Tenant) -> Enter:
    """Open sessions in the small company with its pages."""
    return lambda user: open_session(tenant, user)
