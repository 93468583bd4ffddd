"""Lends tests a tenant with the core, Chinook and e-bikes packages, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from engine import runtime
from engine.intake.importing import start_import
from engine.intake.plan import ImportPlan
from engine.intake.sources import SourceFile
from engine.jobs.run import run_next
from engine.kernel.actor import system_actor
from engine.packages import read_package
from engine.registry import catalogue
from engine.session import Session, install_package, open_session
from engine.storage.migrate import create_tenant_tables
from engine.tenancy.tenant import Tenant
from tests import tenants

PACKAGES = Path(__file__).parent / "packages"
DATA = Path(__file__).parent / "data"
SYSTEM = "system:tests"


def build(tenant: Tenant) -> None:
    """Install the packages."""
    create_tenant_tables(tenant.database)
    for name in ("chinook", "ebikes"):
        package = read_package(PACKAGES / name, catalogue())
        install_package(tenant, package, system_actor("tests"))


shop_on_sqlite, shop_on_postgresql = tenants.templates("shop", build)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tenant]:
    """A tenant without records, shared by the tests of a module; each uses objects of its own."""
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEEL_FILES", (folder / "files").as_uri())
        with tenants.lent(request, "shop", folder) as tenant:
            yield tenant


def enter(tenant: Tenant) -> Session:
    """Open a session of the system."""
    return open_session(tenant, SYSTEM)


def load(tenant: Tenant, map_path: str, file: SourceFile, *, batch: str = "") -> UUID:
    """Import a file by an import map, to its end; gives the run."""
    here = enter(tenant)
    name, _, map_name = map_path.partition("/")
    found = here.context.model.find("import_map", map_name, name)
    assert found is not None, map_path
    return finish(tenant, replace(ImportPlan.from_map(found), batch=batch), file)


def finish(tenant: Tenant, plan: ImportPlan, file: SourceFile) -> UUID:
    """Import a file by a plan, to its end; gives the run."""
    started = start_import(enter(tenant).context, plan, file)
    work(tenant)
    return started.run


def work(tenant: Tenant) -> None:
    """Run every job that is due."""
    while run_next(runtime.runtime(tenant), "tests"):
        pass
