"""Counts what recurs every week, with other amounts on some days, without walking over days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

FIRST = date.min
"""A Monday."""


class RunningCount:
    """How much there was from the first Monday of the calendar up to a day.

    ``usual`` holds the amounts of Monday to Sunday, ``special`` those of days that differ; none is
    negative. The tables are public because SQL counts with them too.
    """

    def __init__(self, usual: tuple[int, ...], special: Mapping[date, int]) -> None:
        self.usual = usual
        self.week = sum(usual)
        self.within_week = tuple(accumulate(usual))
        self.days = tuple(sorted(special))
        differences = (special[day] - usual[day.weekday()] for day in self.days)
        self.adjusted = tuple(accumulate(differences, initial=0))
        """How much more than usual there was before the first special day, the second ..."""

    @cached_property
    def reached(self) -> tuple[int, ...]:
        """Give what was reached on the eve of every special day."""
        return tuple(
            0 if day == FIRST else self.upto(day - timedelta(days=1)) for day in self.days
        )

    def upto(self, day: date) -> int:
        """Count up to and with a day."""
        weeks, rest = divmod(day.toordinal() - 1, 7)
        adjusted = self.adjusted[bisect_right(self.days, day)]
        return weeks * self.week + self.within_week[rest] + adjusted

    def first(self, amount: int) -> date | None:
        """Give the first day by which ``amount``, at least 1, is reached; None when never."""
        if not self.week or amount < 1:
            return None
        place = bisect_left(self.reached, amount)
        weeks, rest = divmod(max(amount - self.adjusted[place], 1) - 1, self.week)
        ordinal = 1 + weeks * 7 + bisect_right(self.within_week, rest)
        if ordinal > date.max.toordinal():
            return None
        start = self.days[place - 1] if place else FIRST
        return max(start, date.fromordinal(ordinal))
