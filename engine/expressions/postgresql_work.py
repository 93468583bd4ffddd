"""Working time in PostgreSQL: the tables of the calendar travel as arrays, days are never walked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.sql.elements import Grouping

from engine.expressions.postgresql import (
    MOMENT,
    NUMERIC,
    Element,
    bounded_moment,
    divided,
    epoch,
    int4,
    let,
)
from engine.expressions.running_count import FIRST, RunningCount
from engine.expressions.work_calendar import MAX_REACHES, MAX_STEPS, NEVER, WorkCalendar

f = sa.func
_MICROSECONDS = 1_000_000
_DAYS_OFF = -1


class Counted:
    """A running count as SQL."""

    def __init__(self, count: RunningCount) -> None:
        self._count = count
        self._days = _array(count.days, sa.Date())
        self._starts = _array((FIRST, *count.days), sa.Date())
        self._adjusted = _array(count.adjusted, sa.BigInteger())
        self._within_week = _array(count.within_week, sa.BigInteger())
        self._reached = _array(count.reached, sa.BigInteger())

    def upto(self, day: Element) -> Element:
        """Build `RunningCount.upto`."""
        passed = _minus(day, sa.literal(FIRST, sa.Date()), sa.Integer())
        weeks = f.div(sa.cast(passed, NUMERIC), 7, type_=NUMERIC)
        within = _at(self._within_week, passed % 7)
        return weeks * self._count.week + within + _at(self._adjusted, self._special(day))

    def first(self, amount: Element) -> Element:
        """Build `RunningCount.first` for a bound amount."""
        if not self._count.week:
            return sa.cast(sa.null(), sa.Date())
        place: Any = sa.literal(0)
        if self._count.days:
            place = f.width_bucket(sa.cast(amount - 1, sa.BigInteger()), self._reached)
        needed = f.greatest(amount - _at(self._adjusted, place), 1, type_=NUMERIC) - 1
        days = f.width_bucket(
            sa.cast(f.mod(needed, self._count.week), sa.BigInteger()), self._within_week
        )
        passed = f.div(needed, self._count.week, type_=NUMERIC) * 7 + days
        found = _plus(sa.literal(FIRST, sa.Date()), int4(passed))
        late = f.greatest(found, _at(self._starts, place), type_=sa.Date())
        inside = sa.and_(amount >= 1, passed < date.max.toordinal())
        return sa.case((inside, late))

    def _special(self, day: Element) -> Element:
        """Count the special days up to a day."""
        return f.width_bucket(day, self._days) if self._count.days else sa.literal(0)


class WorkSql:
    """One calendar in one zone; arguments are bound columns of a `let`."""

    def __init__(self, work: WorkCalendar, zone: ZoneInfo) -> None:
        self._work = work
        self._zone = work.here(zone).key
        self.workdays = Counted(work.workdays)
        self.minutes = Counted(work.minutes)

    def local_date(self, moment: Element) -> Element:
        """Give the date of a moment where people work."""
        return sa.cast(f.timezone(self._zone, moment), sa.Date())

    def is_workday(self, day: Element) -> Element:
        """Build `WorkCalendar.is_workday`."""
        working = [kind for kind, spans in enumerate(self._work.hours) if spans]
        return self._kind(day).in_(working) if working else sa.false()

    def add_workdays(self, day: Element, count: Element) -> Element:
        """Build `WorkCalendar.add_workdays`; the arguments are bound here."""

        def begun(day: Element, count: Element) -> Element:
            off = sa.case((self.is_workday(day), 0), else_=1)
            passed = self.workdays.upto(day) + sa.case((count < 0, off), else_=0)
            return let(moved, day, count, passed + count)

        def moved(day: Element, count: Element, reached: Element) -> Element:
            return let(near, day, count, self.workdays.first(reached))

        def near(day: Element, count: Element, found: Element) -> Element:
            steps = _minus(found, day, sa.Integer())
            return sa.case((count == 0, day), (steps.between(-MAX_STEPS, MAX_STEPS), found))

        return let(begun, day, count)

    def is_open(self, moment: Element, day: Element) -> Element:
        """Build `WorkCalendar.is_open`."""
        spans = self._spans()
        inside = sa.and_(
            spans.c.kind == self._kind(day),
            self._moment(day, spans.c.opens) <= moment,
            moment < self._moment(day, spans.c.closes),
        )
        return sa.exists(sa.select(spans.c.kind).where(inside))

    def hours_between(self, start: Element, end: Element) -> Element:
        """Build `WorkCalendar.hours_between`."""

        def begun(start: Element, end: Element) -> Element:
            early, late = (order(start, end, type_=MOMENT) for order in (f.least, f.greatest))
            sign = sa.case((end < start, -1), (end >= start, 1))
            return let(measured, sign, early, late)

        def measured(sign: Element, start: Element, end: Element) -> Element:
            return let(hours, sign, start, end, self.local_date(start), self.local_date(end))

        def hours(
            sign: Element, start: Element, end: Element, first: Element, last: Element
        ) -> Element:
            between = self.minutes.upto(_minus(last, sa.literal(1), sa.Date()))
            between = (between - self.minutes.upto(first)) * 60
            rest = sa.case((last > first, between + self._open_on(last, start, end)), else_=0)
            total = divided(self._open_on(first, start, end) + rest, sa.literal(3600, NUMERIC))
            near = _minus(last, first, sa.Integer()) <= MAX_STEPS
            return sa.case((near, total * sign))

        return let(begun, start, end)

    def add_hours(self, start: Element, hours: Element) -> Element:
        """Build `WorkCalendar.add_hours`."""

        def begun(start: Element, hours: Element) -> Element:
            allowed = sa.and_(hours >= 0, hours < MAX_STEPS * 24)
            left = sa.case((allowed, f.trunc(hours * 3600 * _MICROSECONDS, type_=NUMERIC)))
            return let(going, start, left, self.local_date(start))

        def going(start: Element, left: Element, day: Element) -> Element:
            return sa.case((left.is_not(None), self._going(start, left, day, day, MAX_REACHES)))

        return let(begun, start, hours)

    def _going(
        self, start: Element, left: Element, first: Element, day: Element, times: int
    ) -> Element:
        reached = bounded_moment(self._reached(day, start, left))
        if times == 1:
            return reached
        never = sa.literal(NEVER, MOMENT)
        still = left - self._open_on(day, start, never) * _MICROSECONDS

        def skipped(*bound: Element) -> Element:
            start, first, still, passed = bound
            minutes = f.greatest(f.ceil(still / (60 * _MICROSECONDS)), 1, type_=NUMERIC)
            return let(again, start, first, still, passed, self.minutes.first(passed + minutes))

        def again(*bound: Element) -> Element:
            start, first, still, passed, found = bound
            eve = self.minutes.upto(_minus(found, sa.literal(1), sa.Date()))
            left = still - (eve - passed) * 60 * _MICROSECONDS
            return let(last, start, first, left, found)

        def last(start: Element, first: Element, left: Element, found: Element) -> Element:
            near = _minus(found, first, sa.Integer()) < MAX_STEPS
            return sa.case((near, self._going(start, left, first, found, times - 1)))

        later = let(skipped, start, first, still, self.minutes.upto(day))
        return f.coalesce(reached, later, type_=MOMENT)

    def _reached(self, day: Element, start: Element, left: Element) -> Element:
        """Give the moment of a day by which so many microseconds of it are over, or NULL."""
        spans = self._spans()
        opened = f.greatest(self._moment(day, spans.c.opens), start, type_=MOMENT)
        length = epoch(self._moment(day, spans.c.closes)) - epoch(opened)
        length = f.greatest(length, 0, type_=NUMERIC) * _MICROSECONDS
        rows = (
            sa.select(
                opened.label("opened"),
                length.label("length"),
                f.sum(length, type_=NUMERIC).over(order_by=spans.c.place).label("upto"),
                spans.c.place.label("place"),
            )
            .where(spans.c.kind == self._kind(day))
            .subquery()
        )
        offset: Any = sa.cast(left - (rows.c.upto - rows.c.length), sa.Double())
        step = sa.cast(sa.literal("1 microsecond", sa.Text()), sa.Interval())
        moved = rows.c.opened.op("+", precedence=7, return_type=MOMENT)(
            offset.op("*", precedence=8, return_type=sa.Interval())(step)
        )
        return (
            sa.select(moved)
            .where(rows.c.length > 0, rows.c.upto >= left)
            .order_by(rows.c.place)
            .limit(1)
            .scalar_subquery()
        )

    def _open_on(self, day: Element, start: Element, end: Element) -> Element:
        """Give the seconds of working time of a day that lie between two moments."""
        spans = self._spans()
        opened = f.greatest(self._moment(day, spans.c.opens), start, type_=MOMENT)
        closed = f.least(self._moment(day, spans.c.closes), end, type_=MOMENT)
        length = f.greatest(epoch(closed) - epoch(opened), 0, type_=NUMERIC)
        total = (
            sa.select(f.sum(length, type_=NUMERIC))
            .where(spans.c.kind == self._kind(day))
            .scalar_subquery()
        )
        return f.coalesce(total, 0, type_=NUMERIC)

    def _moment(self, day: Element, minutes: Element) -> Element:
        span = f.make_interval(0, 0, 0, 0, 0, minutes, type_=sa.Interval())
        local = day.op("+", precedence=7, return_type=sa.DateTime())(span)
        found = bounded_moment(f.timezone(self._zone, local, type_=MOMENT))
        return f.coalesce(found, sa.literal(NEVER, MOMENT), type_=MOMENT)

    def _kind(self, day: Element) -> Element:
        """Number the weekday whose hours a day has; -1 for a day off."""
        usual = int4(sa.extract("isodow", day)) - 1
        known = (
            (self._work.extra, self._work.extra_kind),
            (self._work.holidays, _DAYS_OFF),
        )
        whens = [
            (day == sa.any_(_array(sorted(days), sa.Date())), kind)
            for days, kind in known
            if days
        ]
        return sa.case(*whens, else_=usual) if whens else usual

    @cached_property
    def _arrays(self) -> tuple[Element, Element, Element]:
        listed = [
            (kind, opens, closes)
            for kind, spans in enumerate(self._work.hours)
            for opens, closes in spans
        ]
        kinds, opens, closes = (
            _array([one[place] for one in listed], sa.Integer()) for place in range(3)
        )
        return kinds, opens, closes

    def _spans(self) -> Any:
        """Give the working hours of all weekdays as a table of minutes."""
        columns = [sa.column(name, sa.Integer()) for name in ("kind", "opens", "closes")]
        return (
            f.unnest(*self._arrays)
            .table_valued(*columns, with_ordinality="place")
            .render_derived()
        )


def _array(values: Sequence[Any], kind: Any) -> Element:
    return sa.cast(sa.literal(list(values), sa.ARRAY(kind)), sa.ARRAY(kind))


def _at(array: Element, place: Element) -> Element:
    """Give an element, counted from 0."""
    found: Element = Grouping(array)[place + 1]
    return found


def _minus(one: Element, other: Element, kind: Any) -> Element:
    return one.op("-", precedence=7, return_type=kind)(other)


def _plus(day: Element, days: Element) -> Element:
    return day.op("+", precedence=7, return_type=sa.Date())(days)
