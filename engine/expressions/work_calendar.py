"""Working time: which days and hours count, and how to add and measure them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from engine.expressions.local_time import in_range, to_moment
from engine.expressions.running_count import RunningCount

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_STEPS = 10_000
"""Days that working time may walk over; more gives a blank result."""

Span = tuple[int, int]
MAX_REACHES = 3
"""Days in which adding hours may end: the second is too short once a year, the third never."""
_HOUR = Decimal(3_600_000_000)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Working hours per weekday, holidays, and extra working days (调休).

    ``hours`` has seven entries, Monday first, each a tuple of (start, end) in minutes of the day. An
    extra working day has the hours of the first weekday that has any.
    """

    hours: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()
    zone: str = ""
    """Empty: the zone of the evaluation."""

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> WorkCalendar:
        """Read a ``calendar`` component; ValueError for a malformed hour or date."""
        hours = body.get("hours", {})
        return cls(
            hours=tuple(
                tuple(sorted(_span(one) for one in hours.get(day, ()))) for day in WEEKDAYS
            ),
            holidays=_days(body.get("holidays", ())),
            extra=_days(body.get("extra_working_days", ())),
            zone=str(body.get("zone", "")),
        )

    def to_body(self) -> dict[str, Any]:
        """Give the shape that `from_body` reads."""
        return {
            "hours": {
                day: [f"{_clock(start)}-{_clock(end)}" for start, end in spans]
                for day, spans in zip(WEEKDAYS, self.hours, strict=True)
            },
            "holidays": sorted(day.isoformat() for day in self.holidays),
            "extra_working_days": sorted(day.isoformat() for day in self.extra),
            "zone": self.zone,
        }

    @cached_property
    def extra_kind(self) -> int:
        """Give the weekday whose hours an extra working day has."""
        return next((day for day, spans in enumerate(self.hours) if spans), 0)

    def spans(self, day: date) -> tuple[Span, ...]:
        """Give the working hours of a date; none on a day off."""
        if day in self.extra:
            return self.hours[self.extra_kind]
        return () if day in self.holidays else self.hours[day.weekday()]

    def is_workday(self, day: date) -> bool:
        return bool(self.spans(day))

    @cached_property
    def workdays(self) -> RunningCount:
        """Count days on which people work."""
        return self._counted(lambda spans: int(bool(spans)))

    @cached_property
    def minutes(self) -> RunningCount:
        """Count working minutes by the clock."""
        return self._counted(lambda spans: sum(end - start for start, end in spans))

    def _counted(self, amount: Callable[[tuple[Span, ...]], int]) -> RunningCount:
        special = {day: amount(self.spans(day)) for day in self.holidays | self.extra}
        return RunningCount(tuple(map(amount, self.hours)), special)

    def here(self, zone: ZoneInfo) -> ZoneInfo:
        """Give the calendar's own zone, else that of the evaluation."""
        return ZoneInfo(self.zone) if self.zone else zone

    def is_open(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Tell whether a moment lies in working hours; the closing moment does not."""
        here = self.here(zone)
        day = moment.astimezone(here).date()
        return any(start <= moment < end for start, end in self._moments(day, here))

    def add_workdays(self, day: date, count: int) -> date | None:
        """Move by working days; zero gives the day itself, even a day off."""
        if not count:
            return day
        passed = self.workdays.upto(day)
        if count < 0:
            passed += 1 - self.is_workday(day)
        found = self.workdays.first(passed + count)
        return found if found and abs((found - day).days) <= MAX_STEPS else None

    def workdays_between(self, start: date, end: date) -> int:
        """Count working days after ``start`` up to and with ``end``; negative backwards."""
        return self.workdays.upto(end) - self.workdays.upto(start)

    def hours_between(self, start: datetime, end: datetime, zone: ZoneInfo) -> Decimal | None:
        """Measure working time in hours between moments; negative backwards.

        First and last day are measured by moments, days between by the clock.
        """
        if end < start:
            other = self.hours_between(end, start, zone)
            return None if other is None else -other
        here = self.here(zone)
        first, last = start.astimezone(here).date(), end.astimezone(here).date()
        if (last - first).days > MAX_STEPS:
            return None
        total = self._open_on(first, start, end, here)
        if last != first:
            between = self.minutes.upto(last - _DAY) - self.minutes.upto(first)
            total += timedelta(minutes=between) + self._open_on(last, start, end, here)
        return Decimal(total // timedelta(microseconds=1)) / _HOUR

    def add_hours(self, start: datetime, hours: Decimal, zone: ZoneInfo) -> datetime | None:
        """Give the moment at which so many working hours after ``start`` are over.

        Whole days are skipped by the clock. Where a clock change makes the day too short that this
        leads to, the rest goes to the next one.
        """
        if not 0 <= hours < MAX_STEPS * 24:
            return None
        here = self.here(zone)
        left = timedelta(microseconds=int(hours * _HOUR))
        first = day = start.astimezone(here).date()
        for _ in range(MAX_REACHES):
            reached = self._reached(day, start, left, here)
            if reached is not None:
                return in_range(reached)
            left -= self._open_on(day, start, NEVER, here)
            passed = self.minutes.upto(day)
            found = self.minutes.first(passed + max(-(-left // _MINUTE), 1))
            if found is None or (found - first).days >= MAX_STEPS:
                return None
            left -= _MINUTE * (self.minutes.upto(found - _DAY) - passed)
            day = found
        return None

    def _reached(
        self, day: date, start: datetime, left: timedelta, zone: ZoneInfo
    ) -> datetime | None:
        for opened, closed in self._moments(day, zone):
            length = closed - max(start, opened)
            if length > timedelta():
                if left <= length:
                    return max(start, opened) + left
                left -= length
        return None

    def _open_on(self, day: date, start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
        open_for = timedelta()
        for opened, closed in self._moments(day, zone):
            open_for += max(min(end, closed) - max(start, opened), timedelta())
        return open_for

    def _moments(self, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
        return [
            (_moment(day, start, zone), _moment(day, end, zone))
            for start, end in self.spans(day)
        ]


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    try:
        local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    except OverflowError:
        return NEVER
    return to_moment(local, zone) or NEVER


def _span(written: str) -> Span:
    start, _, end = written.partition("-")
    span = _minutes(start), _minutes(end)
    if span[0] >= span[1]:
        raise ValueError(written)
    return span


def _minutes(written: str) -> int:
    hour, _, minute = written.strip().partition(":")
    minutes = int(hour) * 60 + int(minute)
    if not 0 <= minutes <= 24 * 60:
        raise ValueError(written)
    return minutes


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _days(listed: Any) -> frozenset[date]:
    return frozenset(
        date.fromisoformat(one["date"] if isinstance(one, Mapping) else one) for one in listed
    )


NEVER = datetime.max.replace(tzinfo=UTC)
STANDARD_WEEK = WorkCalendar(((((9 * 60, 17 * 60),),) * 5) + ((), ()))
