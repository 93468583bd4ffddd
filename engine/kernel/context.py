"""The Context: who acts, where, at which revision, with what extensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.kernel.actor import Actor, system_actor
from engine.kernel.catalogue import Catalogue
from engine.kernel.extension import Extensions
from engine.kernel.model import Model

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the present moment, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """What every room below the session gets; immutable, one per actor and request or job.

    ``database`` is ``engine.storage.database.Database`` (typed Any since kernel knows no storage),
    ``columns`` the tenant's column map at this revision. ``connection`` is the open writing
    transaction, if there is one: hooks get it here, and the gate joins it instead of opening its own.
    """

    tenant: str
    database: Any
    model: Model
    revision: int
    columns: Any
    actor: Actor
    extensions: Extensions = field(default_factory=Extensions)
    clock: Clock = utc_now
    connection: Any = None
    files: Any = None
    """The tenant's ``engine.storage.files.FileStore``."""
    catalogue: Catalogue | None = field(default=None, repr=False, compare=False)
    """All kinds and field types, for what plans changes of metadata."""
    again: Callable[[], Context] | None = field(default=None, repr=False, compare=False)
    """Makes this context anew at the revision that is in force by then."""

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def tenant_zone(self) -> ZoneInfo:
        """Give the zone that everything stored, shared or scheduled uses (decision 25)."""
        return ZoneInfo(str(self.model.settings.get("zone", "UTC")))

    def today(self, *, viewer: bool = False) -> date:
        """Give the date in the tenant's zone, or in the viewer's for lists, pages and exports."""
        zone = ZoneInfo(self.actor.zone) if viewer else self.tenant_zone
        return self.now.astimezone(zone).date()

    def renewed(self) -> Context | None:
        """Give the context at the revision in force; None where it is bound to an open one."""
        if (
            self.again is None
            or self.connection is not None
            or self.database.writer is not None
        ):
            return None
        fresh = self.again()
        actor = self.actor if self.actor.is_system else fresh.actor
        return replace(fresh, actor=actor, clock=self.clock)

    def within(self, connection: Any) -> Context:
        """Give the same context inside an open writing transaction."""
        return replace(self, connection=connection)

    def as_system(self, reason: str) -> Context:
        """Give the same context with full rights; the reason is logged."""
        return replace(self, actor=system_actor(reason))
