"""Keeps the checked expressions of the Model: each is parsed and typed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.access.predicate import USER_OBJECT
from engine.access.rights import Rights
from engine.access.scope import Scope
from engine.errors import InvalidRecord
from engine.expressions import (
    Checked,
    Env,
    ObjectScope,
    Symbol,
    WorkCalendar,
    check,
    expressions_of,
)
from engine.kernel.context import Context
from engine.kernel.former import present_path
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.values import ValueType
from engine.records.me import Me
from engine.records.paths import Path, resolve
from engine.records.rates import Rates

_ACTOR = frozenset(
    {"me.id", "me.name", "me.roles", "me.permission_sets", "me.admin", "me.language"}
)
_MOST_ASKED = 1000
"""Anybody may ask with any expression: these are forgotten, those of the metadata are not."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def checked(model: Model, obj: ObjectDef, source: str, *, prior: bool = False) -> Checked:
    """Give an expression over an object, parsed once; raises `ExpressionError` if malformed.

    ``prior`` allows ``prior.x`` and ``changed(x)``, which only a save can answer.
    """
    scope = ObjectScope(model, obj, prior=prior)
    return expressions_of(model).checked((obj.uid, prior), source, scope)


def lookup_filter(model: Model, field: FieldDef) -> Checked | None:
    """Give the declared filter of a look-up, which reads its own record and ``target``."""
    source, target = field.options.get("filter"), model.get(field.target)
    if not source or target is None:
        return None
    obj = model.objects[field.object]
    scope = ObjectScope(model, obj, target=target)
    return expressions_of(model).checked((obj.uid, target.uid), str(source), scope)


def asked(model: Model, obj: ObjectDef, source: str, held: Rights) -> Checked:
    """Give a condition that somebody asks with: it knows the fields that they may read.

    To all others it answers as to names that do not exist, in suggestions and types too.
    """
    known: dict[tuple[str, Any, str], Checked] = model.part(_asked)
    found = known.get((obj.name, held.key, source))
    if found is None:
        scope = ReadableScope(ObjectScope(model, obj), held)
        found = check(source, scope, expect=ValueType.BOOLEAN)
        if len(known) >= _MOST_ASKED:
            known.clear()
        known[obj.name, held.key, source] = found
    return found


@dataclass(frozen=True, slots=True)
class ReadableScope:
    """The names of one object as far as some rights reach."""

    scope: ObjectScope
    held: Rights

    def resolve(self, path: str) -> Symbol | None:
        """Find a path that is readable all the way, by earlier names too."""
        if not self._open(path):
            return None
        found = self.scope.resolve(path)
        if found is None:
            found = self.scope.resolve(present_path(self.scope.model, self.scope.obj, path))
        return found

    def names(self) -> Iterable[str]:
        """Give the readable names that suggestions are picked from."""
        return (name for name in self.scope.names() if self._open(name))

    def _open(self, path: str) -> bool:
        if path.startswith("me."):
            return path in _ACTOR or self._mine(path.removeprefix("me."))
        return self._resolved(self.scope.obj, path) is not None

    def _mine(self, path: str) -> bool:
        """Tell whether a path from the actor's user record is open.

        It is read with the engine's eyes, so every record on the way must be one that anybody sees.
        """
        user = self.scope.model.get(USER_OBJECT)
        found = self._resolved(user, path) if user is not None else None
        return found is not None and all(
            self.held.of(step.target).read is Scope.ALL for step in found.steps
        )

    def _resolved(self, obj: ObjectDef, path: str) -> Path | None:
        try:
            return resolve(self.scope.model, obj, path, self.held)
        except InvalidRecord:
            return None


def _asked(_model: Model) -> dict[tuple[str, Any, str], Checked]:
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
        rates=Rates(context),
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
