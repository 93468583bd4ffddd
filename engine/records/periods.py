"""Turns relative periods such as ``this_quarter`` or ``last_30_days`` into dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.records.compiled import week_start

Span = tuple[date, date]
_NAMED = re.compile(
    r"(this|last|next)_(?:(\d{1,4})_)?(day|week|month|quarter|year|fiscal_quarter|fiscal_year)s?"
)
_DAY = timedelta(days=1)
_MAX_COUNT = 1200


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where weeks and fiscal years begin; week days count from 0 = Monday, months from 1."""

    week_start: int = 0
    fiscal_start: int = 1

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Calendar:
        """Read it from the tenant's settings."""
        return cls(week_start(settings), int(settings.get("fiscal_year_start", 1)))


def period(name: str, today: date, calendar: Calendar) -> Span:
    """Give first day and day after the last; ValueError for an unknown name.

    ``last_30_days`` includes today and the 30 days before; ``next_30_days`` begins tomorrow. Weeks and
    longer are whole ones: ``last_2_months`` ends with the previous month.
    """
    if name in _SINGLE_DAYS:
        day = today + _SINGLE_DAYS[name] * _DAY
        return day, day + _DAY
    match = _NAMED.fullmatch(name)
    if match is None:
        raise ValueError(name)
    which, count, unit = match[1], int(match[2] or 1), match[3]
    if not 1 <= count <= _MAX_COUNT or (which == "this" and match[2]):
        raise ValueError(name)
    if unit == "day":
        return _days(which, count, today)
    step = _STEPS[unit]
    start = _STARTS[unit](today, calendar)
    if which == "this":
        return start, step(start, 1)
    if which == "last":
        return step(start, -count), start
    first = step(start, 1)
    return first, step(first, count)


def moments(span: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the moments at which the days of a span begin and end in a zone."""
    return day_start(span[0], zone), day_start(span[1], zone)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment at which a day begins in a zone."""
    return datetime.combine(day, time.min, zone)


_SINGLE_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}


def _days(which: str, count: int, today: date) -> Span:
    if which == "last":
        return today - count * _DAY, today + _DAY
    if which == "next":
        return today + _DAY, today + (count + 1) * _DAY
    return today, today + _DAY


def _add_months(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def _week(today: date, calendar: Calendar) -> date:
    return today - ((today.weekday() - calendar.week_start) % 7) * _DAY


def _fiscal(months: int) -> Callable[[date, Calendar], date]:
    def start(today: date, calendar: Calendar) -> date:
        since = (today.month - calendar.fiscal_start) % 12 % months
        return _add_months(today, -since)

    return start


def _calendar(months: int) -> Callable[[date, Calendar], date]:
    return lambda today, _: _add_months(today, -((today.month - 1) % months))


_STARTS: Mapping[str, Callable[[date, Calendar], date]] = {
    "week": _week,
    "month": _calendar(1),
    "quarter": _calendar(3),
    "year": _calendar(12),
    "fiscal_quarter": _fiscal(3),
    "fiscal_year": _fiscal(12),
}
_STEPS: Mapping[str, Callable[[date, int], date]] = {
    "week": lambda start, count: start + 7 * count * _DAY,
    "month": lambda start, count: _add_months(start, count),
    "quarter": lambda start, count: _add_months(start, 3 * count),
    "year": lambda start, count: _add_months(start, 12 * count),
    "fiscal_quarter": lambda start, count: _add_months(start, 3 * count),
    "fiscal_year": lambda start, count: _add_months(start, 12 * count),
}
