"""What an expression may know besides the record: the moment, the zone, the viewer, the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.expressions.work_calendar import STANDARD_WEEK, WorkCalendar

RateOf = Callable[[str, str, date], Decimal | None]


@dataclass(frozen=True, slots=True)
class Env:
    """The surroundings of one evaluation.

    ``zone`` is the tenant's for what is stored, shared or scheduled, the viewer's in lists and pages
    (decision 25). ``me`` holds what ``me.`` paths read. ``week_start`` counts from 0 = Monday;
    ``fiscal_start`` is a month. ``rate(from, to, day)`` gives an exchange rate or None.
    """

    now: datetime
    zone: ZoneInfo
    me: Mapping[str, object] = field(default_factory=dict)
    calendar: WorkCalendar | None = None
    week_start: int = 0
    fiscal_start: int = 1
    is_new: bool = False
    changed: frozenset[str] = frozenset()
    rate: RateOf | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def work(self) -> WorkCalendar:
        """Give the working calendar; without one, Monday to Friday 09:00-17:00."""
        return self.calendar or STANDARD_WEEK
