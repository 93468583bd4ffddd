"""Puts the jobs of schedules when they are due, once for all processes (decision 32)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.jobs.workplace import Workplace
from engine.kernel.context import Context, utc_now
from engine.kernel.extension import Schedule
from engine.kernel.ids import derived_uid
from engine.storage import outbox
from engine.storage.system.work import schedule_state
from engine.text import Text

SWEEP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule of a tenant: when its job was last put, and when it is next."""

    name: str
    label: Text
    last_at: datetime | None
    next_at: datetime | None


class Timetable:
    """Looks after the schedules of each tenant once a minute, however often it is asked."""

    def __init__(self) -> None:
        self._again: dict[str, float] = {}

    def tend(self, place: Workplace) -> None:
        """Put the jobs that are due at a tenant, unless that was looked after just now."""
        now = time.monotonic()
        if now >= self._again.get(place.name, 0.0):
            self._again[place.name] = now + SWEEP_SECONDS
            put_due(place, utc_now())


def put_due(place: Workplace, now: datetime) -> int:
    """Put a job for each schedule whose time has come; gives how many.

    A schedule that is new waits for its time. One that was missed, were it for days, is caught up
    with once.
    """
    with place.database.reading() as conn:
        known = _states(conn)
    context = place.context(None, "schedules")
    due = [
        each
        for each in context.extensions.schedules
        if (next_at := known.get(uid_of(each.name), (None, None))[1]) is None or next_at <= now
    ]
    if not due:
        return 0
    with place.database.writing() as conn:
        return sum(_put(conn, context, each, now) for each in due)


def planned(conn: Connection, context: Context) -> list[Planned]:
    """List the schedules by their time of day."""
    known = _states(conn)
    return [
        Planned(each.name, each.label, *known.get(uid_of(each.name), (None, None)))
        for each in context.extensions.schedules
    ]


def next_time(schedule: Schedule, after: datetime, zone: ZoneInfo) -> datetime:
    """Give the next moment at which the clocks of a zone show the time of a schedule."""
    local = after.astimezone(zone)
    today = datetime.combine(local.date(), schedule.at, tzinfo=zone)
    chosen = today if today.timestamp() > after.timestamp() else today + timedelta(days=1)
    return chosen.astimezone(after.tzinfo)


def uid_of(name: str) -> UUID:
    """Give what the row of a schedule is known by."""
    return derived_uid("engine", "schedule", "", name)


def _put(conn: Connection, context: Context, schedule: Schedule, now: datetime) -> bool:
    """Put the job unless another process did so since; the row decides, and the key once more."""
    mine = schedule_state.c.uid == uid_of(schedule.name)
    following = next_time(schedule, now, context.tenant_zone)
    insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    fresh = insert(schedule_state).values(uid=uid_of(schedule.name), next_at=following)
    conn.execute(fresh.on_conflict_do_nothing())
    query = sa.select(schedule_state.c.next_at).where(mine).with_for_update()
    due = conn.scalar(query)
    if due is None or due > now:
        return False
    conn.execute(sa.update(schedule_state).where(mine).values(next_at=following, last_at=now))
    key = f"{schedule.name} {due:%Y-%m-%d}"
    outbox.put(conn, schedule.topic, key, {}, context.revision, None)
    return True


def _states(conn: Connection) -> Mapping[UUID, tuple[datetime | None, datetime | None]]:
    rows = conn.execute(sa.select(schedule_state))
    return {row.uid: (row.last_at, row.next_at) for row in rows}
