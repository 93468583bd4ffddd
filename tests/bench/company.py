"""The company that is measured: its people, accounts and opportunities, the same at every run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from engine import (
    Session,
    Tenant,
    install_package,
    make_token,
    open_session,
    set_grants,
    shipped_package,
)

ACCOUNTS, DEALS = 10_000, 100_000
MANAGERS, REPS = 4, 5
"""Managers, and the sales people of each: one manager sees a quarter of all opportunities."""
SYSTEM = "system:benchmark"
STAGES = ("discover", "qualify", "design", "propose", "negotiate", "won", "lost")
FIRST_CLOSE = date(2026, 1, 1)
WORDS = ("Pump", "Valve", "Sensor", "Analyser", "Mixer", "Filter", "Drive", "Reactor")
ACCOUNT, DEAL = "account", "opportunity"

Row = dict[str, Any]


def install(tenant: Tenant) -> None:
    """Install the core package."""
    actor = open_session(tenant, SYSTEM).context.actor
    install_package(tenant, shipped_package("core"), actor)


def hire(tenant: Tenant) -> dict[UUID, list[UUID]]:
    """Make the managers with their people; give manager -> people."""
    teams: dict[UUID, list[UUID]] = {}
    for number in range(MANAGERS):
        manager = _person(tenant, f"Manager {number}", "sales_manager", None)
        reps = [f"Seller {number}.{each}" for each in range(REPS)]
        teams[manager] = [_person(tenant, name, "sales_rep", manager) for name in reps]
    return teams


def _person(tenant: Tenant, name: str, role: str, manager: UUID | None) -> UUID:
    system = open_session(tenant, SYSTEM)
    email = f"{name.lower().replace(' ', '.')}@example.com"
    values = {"name": name, "email": email, "manager": manager}
    person = system.records("user").create(values).id
    with system.transaction() as inside:
        set_grants(inside.context, person, [role])
    return person


def give_token(tenant: Tenant, person: UUID) -> str:
    """Give a person an API token."""
    return make_token(open_session(tenant, person).context, "benchmark", days=3650)


def account_rows(owners: Sequence[UUID]) -> Iterator[Row]:
    """Give raw accounts."""
    dice = random.Random(1)
    for number in range(ACCOUNTS):
        yield {
            "name": f"{dice.choice(WORDS)} works {number}",
            "owner": dice.choice(owners),
            "phone": f"+49 30 {1000000 + number}",
        }


def deal_rows(
    accounts: Sequence[UUID], owners: Sequence[UUID | None], count: int = DEALS, seed: int = 2
) -> Iterator[Row]:
    """Give raw opportunities as a file would carry them: all values are text."""
    dice = random.Random(seed)
    for number in range(count):
        stage = dice.choice(STAGES)
        row = {
            "name": f"{dice.choice(WORDS)} {dice.choice(WORDS).lower()} {seed}-{number}",
            "account": str(dice.choice(accounts)),
            "stage": stage,
            "amount": f"{dice.randrange(1_000, 900_000)}.50",
            "close_date": (FIRST_CLOSE + timedelta(dice.randrange(720))).isoformat(),
            "next_step": "Call the plant manager",
        }
        if owner := dice.choice(owners):
            row["owner"] = str(owner)
        if stage == "lost":
            row["lost_reason"] = "price"
        yield row


def save_all(session: Session, name: str, rows: Sequence[Row]) -> list[UUID]:
    """Create records through the gate; AssertionError if any is refused."""
    made = []
    for result in session.records(name).bulk_create(rows):
        assert result.id is not None, result.problems
        made.append(result.id)
    return made
