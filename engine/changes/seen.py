"""Keeps which notices a person wants to hear no more of, as long as these are told at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.kernel.context import Context
from engine.storage.system import meta_scheduled, user_setting

AFTERWARDS = timedelta(days=3)
PHASES = {"waiting": "planned", "applied": "applied", "refused": "refused"}
"""What a notice tells, by the state of the change that it is about."""
_SEEN = "notice:"


def told_at(now: datetime) -> sa.ColumnElement[bool]:
    """Choose the changes of which anybody is told at a time."""
    table = meta_scheduled
    over = table.c.state.in_([state for state in PHASES if state != "waiting"])
    recent = sa.and_(over, table.c.ended_at > now - AFTERWARDS)
    return sa.or_(table.c.state == "waiting", recent)


def notice_id(change: UUID, state: str) -> str:
    """Name the notice of a change in a state."""
    return f"{change} {PHASES[state]}"


def seen_by(conn: Connection, user: UUID) -> set[str]:
    """Give the notices of which a person wants to hear no more."""
    mine = user_setting.c.user == user
    query = sa.select(user_setting.c.key).where(mine, user_setting.c.key.startswith(_SEEN))
    return {key.removeprefix(_SEEN) for key in conn.scalars(query)}


def mark_seen(context: Context, notice: str) -> None:
    """Tell a person no more of a notice; what is not told at all leaves nothing behind."""
    user = context.actor.user_id
    with context.database.writing() as conn:
        told = _told(conn, context.now)
        if user is not None and notice in told:
            insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
            row = insert(user_setting).values(user=user, key=_SEEN + notice, value=True)
            conn.execute(row.on_conflict_do_nothing())
        _forget(conn, told, user_setting.c.user == user)


def forget_expired(conn: Connection, now: datetime) -> None:
    """Forget of everybody what they said of notices that are told no more."""
    _forget(conn, _told(conn, now), sa.true())


def _told(conn: Connection, now: datetime) -> set[str]:
    table = meta_scheduled
    rows = conn.execute(sa.select(table.c.id, table.c.state).where(told_at(now)))
    return {notice_id(*row) for row in rows}


def _forget(conn: Connection, told: set[str], whose: sa.ColumnElement[bool]) -> None:
    key = user_setting.c.key
    expired = key.not_in([_SEEN + notice for notice in told])
    conn.execute(user_setting.delete().where(whose, key.startswith(_SEEN), expired))
