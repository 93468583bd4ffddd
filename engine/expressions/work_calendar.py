"""Working time: which days and hours count, and how to add and measure them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from engine.expressions.local_time import to_moment

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_STEPS = 10_000
"""Days that working time may walk over; more gives a blank result."""

Span = tuple[int, int]
_HOUR = Decimal(3_600_000_000)


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
            hours=tuple(tuple(_span(one) for one in hours.get(day, ())) for day in WEEKDAYS),
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
    def _extra_hours(self) -> tuple[Span, ...]:
        return next((spans for spans in self.hours if spans), ())

    def spans(self, day: date) -> tuple[Span, ...]:
        """Give the working hours of a date; none on a day off."""
        if day in self.extra:
            return self._extra_hours
        return () if day in self.holidays else self.hours[day.weekday()]

    def is_workday(self, day: date) -> bool:
        return bool(self.spans(day))

    def is_open(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Tell whether a moment lies in working hours; the closing moment does not."""
        here = ZoneInfo(self.zone) if self.zone else zone
        day = moment.astimezone(here).date()
        return any(start <= moment < end for start, end in self._moments(day, here))

    def add_workdays(self, day: date, count: int) -> date | None:
        """Move by working days; zero gives the day itself, even a day off."""
        if abs(count) > MAX_STEPS:
            return None
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        for _ in range(MAX_STEPS):
            if not left:
                return day
            if day in (date.min, date.max):
                return None
            day += step
            left -= self.is_workday(day)
        return None

    def workdays_between(self, start: date, end: date) -> int:
        """Count working days after ``start`` up to and with ``end``; negative backwards."""
        if end < start:
            return -self.workdays_between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        working = [bool(spans) for spans in self.hours]
        first = start.weekday() + 1
        count = weeks * sum(working) + sum(working[(first + n) % 7] for n in range(rest))
        for day in self.holidays | self.extra:
            if start < day <= end:
                count += int(self.is_workday(day)) - int(working[day.weekday()])
        return count

    def hours_between(self, start: datetime, end: datetime, zone: ZoneInfo) -> Decimal | None:
        """Measure working time in hours between moments; negative backwards.

        First and last day are measured by moments, days between by the clock.
        """
        if end < start:
            other = self.hours_between(end, start, zone)
            return None if other is None else -other
        here = ZoneInfo(self.zone) if self.zone else zone
        first, last = start.astimezone(here).date(), end.astimezone(here).date()
        if (last - first).days > MAX_STEPS:
            return None
        total = self._open_on(first, start, end, here)
        for ordinal in range(first.toordinal() + 1, last.toordinal()):
            total += self._open(date.fromordinal(ordinal))
        if last != first:
            total += self._open_on(last, start, end, here)
        return Decimal(total // timedelta(microseconds=1)) / _HOUR

    def add_hours(self, start: datetime, hours: Decimal, zone: ZoneInfo) -> datetime | None:
        """Give the moment at which so many working hours after ``start`` are over."""
        if hours < 0 or hours >= MAX_STEPS * 24:
            return None
        here = ZoneInfo(self.zone) if self.zone else zone
        left = timedelta(microseconds=int(hours * _HOUR))
        ordinal = start.astimezone(here).date().toordinal()
        for step in range(min(MAX_STEPS, date.max.toordinal() - ordinal - 1)):
            day = date.fromordinal(ordinal + step)
            whole = self._open(day)
            if step and whole < left:
                left -= whole
                continue
            for opened, closed in self._moments(day, here):
                opened = max(start, opened)
                if closed > opened:
                    if left <= closed - opened:
                        return opened + left
                    left -= closed - opened
        return None

    @cached_property
    def _usual(self) -> tuple[timedelta, ...]:
        return tuple(_length(spans) for spans in self.hours)

    def _open(self, day: date) -> timedelta:
        if day in self.extra or day in self.holidays:
            return _length(self.spans(day))
        return self._usual[day.weekday()]

    def _open_on(self, day: date, start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
        open_for = timedelta()
        for opened, closed in self._moments(day, zone):
            open_for += max(min(end, closed) - max(start, opened), timedelta())
        return open_for

    def _moments(self, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
        midnight = datetime.combine(day, time())
        return [
            (
                to_moment(midnight + timedelta(minutes=start), zone) or _NEVER,
                to_moment(midnight + timedelta(minutes=end), zone) or _NEVER,
            )
            for start, end in self.spans(day)
        ]


def _length(spans: tuple[Span, ...]) -> timedelta:
    return timedelta(minutes=sum(end - start for start, end in spans))


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


_NEVER = datetime.max.replace(tzinfo=UTC)
STANDARD_WEEK = WorkCalendar(((((9 * 60, 17 * 60),),) * 5) + ((), ()))
