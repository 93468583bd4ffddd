"""Lends tests of records and access a workshop: its package, its people, built once, then copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from engine import changes
from engine.access.grants import set_grants
from engine.kernel.actor import system_actor
from engine.kernel.query import Query
from engine.packages import read_package
from engine.records import Records
from engine.registry import catalogue
from engine.session import Session, open_session
from engine.storage.migrate import create_tenant_tables
from engine.tenancy.tenant import Tenant
from tests import tenants

WORKSHOP = Path(__file__).parent / "packages" / "workshop"
SYSTEM = "system:tests"
_EVERYONE = Query(fields=("name",), limit=100)

PEOPLE = {
    "admin": ("admin", None, None),
    "boss": ("leader", None, None),
    "lena": ("leader", "boss", "north"),
    "anna": ("worker", "lena", "north"),
    "bert": ("worker", "lena", "south"),
    "carl": ("mate", "boss", "north"),
    "dora": ("auditor", None, None),
    "emil": ("clerk", None, None),
    "fred": ("planner", "lena", None),
    "gita": ("nobody", None, None),
}
"""Name -> role, manager, team."""


def build(tenant: Tenant) -> None:
    """Install the workshop and let its people in, through the gate."""
    create_tenant_tables(tenant.database)
    known = catalogue()
    package = read_package(WORKSHOP, known)
    changes.install_package(tenant.database, known, package, actor=system_actor("tests"))
    system = open_session(tenant, SYSTEM)
    teams = {
        name: system.records("team").create({"name": name}).id for name in ("north", "south")
    }
    ids: dict[str | None, UUID] = {}
    for name, (_, manager, team) in PEOPLE.items():
        values = {
            "name": name.capitalize(),
            "email": f"{name}@example.com",
            "manager": ids.get(manager),
            "team": teams.get(team or ""),
            "zone": "Europe/Berlin",
        }
        ids[name] = system.records("user").create(values).id
    with system.transaction() as inside:
        for name, (role, _, _) in PEOPLE.items():
            set_grants(inside.context, ids[name], [role])


@dataclass(frozen=True)
class Workshop:
    """One workshop: its tenant and the ids of its people by name."""

    tenant: Tenant
    people: dict[str, UUID]

    def session(self, who: str) -> Session:
        """Open a session for a person, or the system."""
        return open_session(self.tenant, self.people.get(who, SYSTEM))

    def records(self, who: str, name: str) -> Records:
        """Open the gate to an object for a person."""
        return self.session(who).records(name)


workshop_on_sqlite, workshop_on_postgresql = tenants.templates("workshop", build)


@pytest.fixture(params=["sqlite", "postgresql"])
def workshop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    """A workshop of this test alone, on each database in turn."""
    with tenants.lent(request, "workshop", tmp_path) as tenant:
        found = open_session(tenant, SYSTEM).records("user").query(_EVERYONE).records
        people = {each["name"].lower(): each.id for each in found}
        yield Workshop(tenant, people)
