"""Who acts: the identity-free view of a user that the engine works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.kernel.field_type import Locale


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting user, or the system with a stated reason (decision 15)."""

    user_id: UUID | None
    """Record id of the user; None only for the system."""
    name: str
    roles: tuple[str, ...] = ()
    permission_sets: tuple[str, ...] = ()
    """Names of all permission sets that hold, roles' and own; widest wins."""
    admin: bool = False
    """May change metadata and users. Record rights still come from permission sets."""
    language: str = "en"
    zone: str = "UTC"
    theme: str = ""
    system_reason: str = ""
    locale: Locale = field(default_factory=Locale)

    @property
    def is_system(self) -> bool:
        return bool(self.system_reason)


def system_actor(reason: str) -> Actor:
    """Make the actor that sees and may do everything; the reason is logged and audited."""
    assert reason, "system access names its reason"
    return Actor(user_id=None, name="system", admin=True, system_reason=reason)


def viewer_locale(language: str, zone: str, region: str = "", currency: str = "") -> Locale:
    """Make the locale of a viewer from stored preferences; an unknown zone raises KeyError."""
    return Locale(language=language, zone=ZoneInfo(zone), region=region, currency=currency)
