"""What an expression may know besides the record: moment, zone, viewer, calendar, rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.sql.elements import ColumnElement

from engine.expressions.work_calendar import STANDARD_WEEK, WorkCalendar


class Rates(Protocol):
    """Dated exchange rates: how much corporate money one unit of a currency is."""

    @property
    def corporate(self) -> str | None:
        """Name the corporate currency, whose rate is 1."""

    def of(self, currency: str, day: date) -> Decimal | None:
        """Give the newest rate up to a day; None when there is none."""

    def newest(
        self, currency: ColumnElement[Any], day: ColumnElement[Any]
    ) -> ColumnElement[Any] | None:
        """Build the same as SQL, NULL when there is none; None when no rates are kept at all."""


@dataclass(frozen=True, slots=True)
class Env:
    """The surroundings of one evaluation.

    ``zone`` is the tenant's for what is stored, shared or scheduled, the viewer's in lists and pages
    (decision 25). ``me`` holds what ``me.`` paths read. ``week_start`` counts from 0 = Monday;
    ``fiscal_start`` is a month.
    """

    now: datetime
    zone: ZoneInfo
    me: Mapping[str, object] = field(default_factory=dict)
    calendar: WorkCalendar | None = None
    week_start: int = 0
    fiscal_start: int = 1
    is_new: bool = False
    changed: frozenset[str] = frozenset()
    rates: Rates | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def work(self) -> WorkCalendar:
        """Give the working calendar; without one, Monday to Friday 09:00-17:00."""
        return self.calendar or STANDARD_WEEK
