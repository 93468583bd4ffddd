"""Keeps the checked expressions of the Model: each is parsed and typed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.expressions import Checked, Env, ObjectScope, WorkCalendar, check
from engine.kernel.context import Context
from engine.kernel.model import Model, ObjectDef
from engine.records.me import Me

_Known = dict[tuple[str, bool], Checked]
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def checked(model: Model, obj: ObjectDef, source: str, *, prior: bool = False) -> Checked:
    """Give an expression over an object, parsed once; raises `ExpressionError` if malformed.

    ``prior`` allows ``prior.x`` and ``changed(x)``, which only a save can answer.
    """
    known: dict[str, _Known] = model.part(_expressions)
    of_object = known.setdefault(obj.name, {})
    found = of_object.get((source, prior))
    if found is None:
        found = check(source, ObjectScope(model, obj, prior=prior))
        of_object[source, prior] = found
    return found


def _expressions(_model: Model) -> dict[str, _Known]:
    return {}


def env_of(context: Context, *, viewer: bool = False, now: datetime | None = None) -> Env:
    """Make the surroundings of an evaluation.

    The tenant's zone holds for everything stored, the viewer's for lists (decision 25).
    """
    settings = context.model.settings
    zone = viewer_zone(context) if viewer else context.tenant_zone
    return Env(
        now=now or context.now,
        zone=zone,
        me=Me(context),
        calendar=context.model.part(_calendar),
        week_start=week_start(settings),
        fiscal_start=int(settings.get("fiscal_year_start", 1)),
    )


def _calendar(model: Model) -> WorkCalendar | None:
    """Give the company's working calendar: the one that the settings name, or the only one."""
    named = model.find("calendar", str(model.settings.get("calendar", "")))
    listed = list(model.of_kind("calendar"))
    found = named or (listed[0] if len(listed) == 1 else None)
    return None if found is None else WorkCalendar.from_body(found.body)


def viewer_zone(context: Context) -> ZoneInfo:
    """Give the zone of who looks; the system looks from where the company is."""
    actor = context.actor
    return context.tenant_zone if actor.is_system else ZoneInfo(actor.zone)


def week_start(settings: Mapping[str, object]) -> int:
    """Give the first day of the week, 0 being Monday."""
    day = str(settings.get("week_start", "monday")).lower()
    return _WEEKDAYS.index(day) if day in _WEEKDAYS else 0


Reader = Callable[[str], object]
