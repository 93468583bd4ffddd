"""Carries the values of one question into a statement that is kept: named, cleaned, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from engine.kernel.context import Context
from engine.records.among import among
from engine.records.compiled import viewer_zone
from engine.records.periods import Calendar


@dataclass(frozen=True, slots=True)
class Viewer:
    """What values may depend on besides themselves: who asks, where, and when."""

    context: Context
    zone: ZoneInfo
    today: date
    calendar: Calendar

    @classmethod
    def of(cls, context: Context) -> Viewer:
        """Take it from the context; lists go by the viewer's own zone (decision 25)."""
        zone = viewer_zone(context)
        return cls(
            context,
            zone,
            context.now.astimezone(zone).date(),
            Calendar.of(context.model.settings),
        )


Binder = Callable[[object, Viewer], Mapping[str, Any]]
"""Turns one raw value into parameters; raises `InvalidRecord` when it cannot be read."""


@dataclass(slots=True)
class Parameters:
    """The parameters of a statement in the making; binders stand in the order of the values."""

    dialect: str
    binders: list[Binder] = field(default_factory=list)
    _count: int = 0

    def one(self, kind: TypeEngine[Any]) -> sa.BindParameter[Any]:
        """Make a parameter for one value."""
        return sa.bindparam(self._name(), type_=kind, required=True)

    def many(self, column: sa.ColumnElement[Any]) -> tuple[str, sa.ColumnElement[bool]]:
        """Make a parameter for many values: its name, and that a column is among them."""
        name = self._name()
        return name, among(column, name, self.dialect)

    def values(self, raws: list[object], viewer: Viewer) -> dict[str, Any]:
        """Turn the raw values of a question into all parameters of its statement."""
        found: dict[str, Any] = {}
        for binder, raw in zip(self.binders, raws, strict=True):
            found.update(binder(raw, viewer))
        return found

    def _name(self) -> str:
        self._count += 1
        return f"p{self._count}"
