"""Turns moments into local dates and times and back, the same way PostgreSQL does."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

FIRST_MOMENT = datetime(1, 1, 2, tzinfo=UTC)
LAST_MOMENT = datetime(9999, 12, 30, tzinfo=UTC)
"""Results of date arithmetic outside these are blank, so that every zone can show the others."""


def to_moment(local: datetime, zone: ZoneInfo) -> datetime | None:
    """Read a naive local time in a zone; None when out of range.

    A time that a clock change doubles or skips is read as standard time.
    """
    early, late = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    offset = early.utcoffset()
    other = late.utcoffset()
    assert offset is not None
    assert other is not None
    try:
        return in_range((local - min(offset, other)).replace(tzinfo=UTC))
    except OverflowError:
        return None


def in_range(moment: datetime) -> datetime | None:
    """Give the moment, or None outside the range that every zone can show."""
    return moment if FIRST_MOMENT <= moment <= LAST_MOMENT else None


def local_time(moment: datetime, zone: ZoneInfo) -> time:
    """Give the clock time of a moment in a zone."""
    return moment.astimezone(zone).time()
