"""What ``keel doctor`` asks of a tenant beyond its tables: work that waits, keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine.errors import EngineError, Problem
from engine.text import Text, text

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from engine.kernel.context import Context

PATIENCE = timedelta(minutes=15)
"""How long a job may be due before it is plain that nobody works."""


def late_work(conn: Connection, context: Context) -> Iterator[Problem]:
    """Tell of jobs and schedules that are long due: no worker looks after this tenant."""
    from engine.jobs.schedules import planned
    from engine.storage.system.work import outbox

    late = context.now - PATIENCE
    due = sa.and_(outbox.c.dead.is_(sa.false()), outbox.c.available_at < late)
    idle = sa.or_(outbox.c.lease.is_(None), outbox.c.lease < context.now)
    oldest = conn.scalar(sa.select(sa.func.min(outbox.c.available_at)).where(due, idle))
    if oldest is not None:
        message = text(
            "a job waits since {at}", "任务自 {at} 起一直等待", at=f"{oldest:%F %R}Z"
        )
        yield problem(context, "late_job", message)
    for each in planned(conn, context):
        if each.next_at is not None and each.next_at < late:
            message = text(
                "“{n}” is overdue since {at}",
                "“{n}”自 {at} 起逾期",
                n=each.label,
                at=f"{each.next_at:%F %R}Z",
            )
            yield problem(context, "late_schedule", message)


def keys(context: Context) -> Iterator[Problem]:
    """Tell that there are secrets and no key to open them."""
    from engine.fields.key_ring import key_ring
    from engine.records.resealing import secrets_of

    if next(secrets_of(context), None) is None:
        return
    try:
        key_ring()
    except EngineError as error:
        yield problem(context, "keys", error.text)


def daily_lines(conn: Connection, context: Context) -> list[str]:
    """Say when each schedule was and will be done."""
    from engine.jobs.schedules import planned

    return [
        f"{context.tenant}: {each.name} last {_moment(each.last_at)}, next {_moment(each.next_at)}"
        for each in planned(conn, context)
    ]


def _moment(at: object) -> str:
    return "never" if at is None else f"{at:%Y-%m-%d %H:%M}Z"


def problem(context: Context, code: str, message: Text) -> Problem:
    """Make a problem of a tenant."""
    return Problem(f"doctor.{code}", message, field=context.tenant)
