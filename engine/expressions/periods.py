"""Names stretches of days relative to today: `this_quarter`, `last_30_days`, `next_2_weeks`."""

from __future__ import annotations

import re
from datetime import date, timedelta

UNITS = ("day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_NAMED = {"yesterday": -1, "today": 0, "tomorrow": 1}
_ONE = re.compile(rf"(this|last|next)_({'|'.join(UNITS)})")
_MANY = re.compile(rf"(last|next)_([1-9][0-9]{{0,3}})_({'|'.join(UNITS)})s")


def start_of(day: date, unit: str, week_start: int = 0, fiscal_start: int = 1) -> date | None:
    """Give the first day of the week, month, quarter or year around a date."""
    if unit == "day":
        return day
    if unit == "week":
        return _moved(day, -((day.weekday() - week_start) % 7))
    if unit == "month":
        return day.replace(day=1)
    first = fiscal_start if unit.startswith("fiscal") else 1
    length = 3 if unit.endswith("quarter") else 12
    return add_months(day.replace(day=1), -((day.month - first) % length))


def after(start: date, unit: str, count: int = 1) -> date | None:
    """Give the start of the period that begins ``count`` units after another's start."""
    if unit in ("day", "week"):
        return _moved(start, count * (7 if unit == "week" else 1))
    return add_months(start, count * _MONTHS[unit.removeprefix("fiscal_")])


def end_of(day: date, unit: str, week_start: int = 0, fiscal_start: int = 1) -> date | None:
    """Give the last day of the week, month, quarter or year around a date."""
    start = start_of(day, unit, week_start, fiscal_start)
    if start is None or unit == "day":
        return start
    if unit == "week":
        return _moved(start, 6)
    last = add_months(start, _MONTHS[unit.removeprefix("fiscal_")] - 1)
    return last and last.replace(day=days_in_month(last.year, last.month))


def add_months(day: date, months: int) -> date | None:
    """Move by months; the day is cut to the length of the month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """Count the days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def is_period(name: str) -> bool:
    """Tell whether `period` knows a name."""
    return bool(name in _NAMED or _ONE.fullmatch(name) or _MANY.fullmatch(name))


def period(
    name: str, today: date, week_start: int = 0, fiscal_start: int = 1
) -> tuple[date, date]:
    """Give the first and the last day of a named period.

    ``last_30_days`` are the 30 days before today and today; ``last_2_months`` the two whole months
    before this one; ``next_`` alike. ValueError for an unknown name or one outside the calendar.
    """
    if name in _NAMED:
        day = _sure(_moved(today, _NAMED[name]), name)
        return day, day
    one, many = _ONE.fullmatch(name), _MANY.fullmatch(name)
    if one:
        direction, count, unit = one[1], 1, one[2]
    elif many:
        direction, count, unit = many[1], int(many[2]), many[3]
    else:
        raise ValueError(name)
    if many and unit == "day":
        other = _sure(_moved(today, -count if direction == "last" else count), name)
        return (other, today) if direction == "last" else (today, other)
    start = _sure(start_of(today, unit, week_start, fiscal_start), name)
    offset = {"this": 0, "last": -count, "next": 1}[direction]
    first = _sure(after(start, unit, offset), name)
    length = count if many else 1
    return first, _sure(_moved(_sure(after(first, unit, length), name), -1), name)


def _moved(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _sure(day: date | None, name: str) -> date:
    if day is None:
        raise ValueError(name)
    return day
