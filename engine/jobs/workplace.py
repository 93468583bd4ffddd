"""What jobs need of a tenant, so that this room knows neither registry nor session."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from engine.kernel.context import Context
from engine.storage.database import Database


class Workplace(Protocol):
    """One tenant's database and the contexts in which its jobs run."""

    @property
    def name(self) -> str:
        """Give the tenant's name."""

    @property
    def database(self) -> Database:
        """Give the tenant's database."""

    def context(self, actor: UUID | None, reason: str) -> Context:
        """Give a context at the present revision: the actor's, or the system's with a reason."""
