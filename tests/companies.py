"""Lends tests the small company with its layouts, views and app: built once, then copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import changes
from engine.kernel.actor import system_actor
from engine.packages import read_package
from engine.registry import catalogue
from engine.tenancy.tenant import Tenant
from tests import tenants

PAGES = tenants.SMALL.parent / "small_views"


def build(tenant: Tenant) -> None:
    """Build the small company, and install its pages."""
    tenants.build(tenant)
    package = read_package(PAGES, catalogue())
    changes.install_package(tenant.database, catalogue(), package, actor=system_actor("tests"))


company_on_sqlite, company_on_postgresql = tenants.templates("company", build)


@pytest.fixture(params=["sqlite", "postgresql"])
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tenant]:
    """The small company with its pages, of this test alone, on each database in turn."""
    with tenants.lent(request, "company", tmp_path) as found:
        yield found


@pytest.fixture
def company_of_a_browser(company_on_sqlite: Path, tmp_path: Path) -> Iterator[Tenant]:
    """The same where pages are looked at, which are alike on both databases."""
    with tenants.sqlite_copy(company_on_sqlite, tmp_path) as found:
        yield found
