"""Lends tests a tenant with the core package: installed once per test process, then copied."""

from __future__ import annotations

import pytest

from engine import TenantRegistry, install_package, shipped_package
from engine.kernel.actor import system_actor
from engine.storage.migrate import create_tenant_tables
from engine.tenancy import registry as registering
from engine.tenancy.tenant import Tenant
from tests import tenants


def build(tenant: Tenant) -> None:
    """Install the core package."""
    create_tenant_tables(tenant.database)
    install_package(tenant, shipped_package("core"), system_actor("tests"))


core_on_sqlite, core_on_postgresql = tenants.templates("core", build)


def registered(registry: TenantRegistry, name: str, copy: Tenant) -> Tenant:
    """Have an installation know a copy as its tenant: its system tables are there already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registering, "create_tenant_tables", lambda _: None)
        return registry.create(name, dsn=copy.dsn, schema=copy.schema)
