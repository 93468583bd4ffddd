"""Claims rows of the outbox under a lease, and gives them back: done, failed or dead.

A claim counts as an attempt before the work begins, so that a job that kills its worker is not
tried for ever. Waits between attempts double from 5 seconds to an hour; after 10 attempts a row is
dead: shown, replayable, run no more (decision 32).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.storage.system.work import outbox

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 10
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """One outbox row that ``holder`` may work on until its lease ends."""

    id: UUID
    topic: str
    key: str
    payload: Mapping[str, Any]
    revision: int
    actor: UUID | None
    attempts: int
    """This attempt included."""
    holder: str


def due(conn: Connection, now: datetime, limit: int = 100) -> list[tuple[UUID, int]]:
    """List the rows that may be claimed now, oldest first, as (id, attempts so far)."""
    query = (
        sa.select(outbox.c.id, outbox.c.attempts)
        .where(_claimable(now))
        .order_by(outbox.c.available_at, outbox.c.id)
        .limit(limit)
    )
    return [(row.id, row.attempts) for row in conn.execute(query)]


def claim(
    conn: Connection, now: datetime, holder: str, *, only: UUID | None = None
) -> Claim | None:
    """Claim the oldest due row, or the given one; None when there is none.

    Runs in a writing transaction. Two claimers never get the same row: PostgreSQL skips rows that
    another one has locked, on SQLite there is one writer.
    """
    query = sa.select(outbox).where(_claimable(now), outbox.c.attempts < MAX_ATTEMPTS)
    if only is not None:
        query = query.where(outbox.c.id == only)
    query = query.order_by(outbox.c.available_at, outbox.c.id).limit(1)
    row = conn.execute(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    attempts = row.attempts + 1
    taken = {"lease": now + LEASE, "holder": holder, "attempts": attempts}
    conn.execute(sa.update(outbox).where(outbox.c.id == row.id).values(taken))
    return Claim(
        row.id, row.topic, row.key, row.payload, row.revision, row.actor, attempts, holder
    )


def give_up(conn: Connection, now: datetime) -> list[UUID]:
    """Let rows be dead whose last attempt ended with its worker; gives their ids."""
    spent = sa.and_(_claimable(now), outbox.c.attempts >= MAX_ATTEMPTS)
    ended = sa.update(outbox).where(spent).values(dead=True, lease=None, holder=None)
    return list(conn.scalars(ended.returning(outbox.c.id)))


def renew(conn: Connection, held: Claim, now: datetime) -> bool:
    """Push the end of a lease on; False when another holder has taken the row meanwhile."""
    mine = sa.and_(outbox.c.id == held.id, outbox.c.holder == held.holder)
    return conn.execute(sa.update(outbox).where(mine).values(lease=now + LEASE)).rowcount == 1


def finish(conn: Connection, held: Claim, now: datetime) -> None:
    """Remove a row whose work is done, or let it run once more if it was put again meanwhile."""
    mine = sa.and_(outbox.c.id == held.id, outbox.c.holder == held.holder)
    once_more = {
        "again": False,
        "lease": None,
        "holder": None,
        "attempts": 0,
        "available_at": now,
    }
    conn.execute(sa.update(outbox).where(mine, outbox.c.again.is_(sa.true())).values(once_more))
    conn.execute(sa.delete(outbox).where(mine))


def fail(conn: Connection, held: Claim, error: str, now: datetime) -> bool:
    """Give a row back for a later attempt; True when it was the last one and the row is dead."""
    dead = held.attempts >= MAX_ATTEMPTS
    values = {
        "lease": None,
        "holder": None,
        "error": error,
        "dead": dead,
        "available_at": now + wait_after(held.attempts),
    }
    mine = sa.and_(outbox.c.id == held.id, outbox.c.holder == held.holder)
    conn.execute(sa.update(outbox).where(mine).values(values))
    return dead


def replay(conn: Connection, row_id: UUID, now: datetime) -> bool:
    """Let a dead or waiting row run again from the first attempt; False when there is no such row."""
    fresh = {"dead": False, "attempts": 0, "available_at": now, "lease": None, "error": None}
    return (
        conn.execute(sa.update(outbox).where(outbox.c.id == row_id).values(fresh)).rowcount == 1
    )


def wait_after(attempts: int) -> timedelta:
    """Give the pause after a failed attempt."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 12)), LONGEST_WAIT)


def _claimable(now: datetime) -> sa.ColumnElement[bool]:
    free = sa.or_(outbox.c.lease.is_(None), outbox.c.lease < now)
    return sa.and_(outbox.c.dead.is_(sa.false()), outbox.c.available_at <= now, free)
