"""Answers a repeated request with the first answer, kept in the transaction that made it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.errors import FlowError
from engine.storage.database import Database
from engine.storage.system.trace import idempotency
from engine.text import text

KEPT = timedelta(hours=24)
DONE = 200


def answer_once(
    database: Database,
    key: tuple[str, UUID],
    digest: str,
    now: datetime,
    make: Callable[[], bytes],
) -> tuple[bytes, bool]:
    """Give ``make()``'s answer and False, or the kept answer and True.

    ``key`` is the client's key and the user. All that ``make`` writes commits together with its
    answer, so a process killed in between leaves neither; a second request with the same key waits
    for the first. Raises `FlowError` ``idempotency.other_request`` when the digests differ.
    """
    name, user = key
    insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert
    row = {"key": name, "user": user, "at": now, "digest": digest}
    mine = sa.and_(idempotency.c.key == name, idempotency.c.user == user)
    with database.writing() as conn:
        forget_answers(conn, now - KEPT)
        claimed = insert(idempotency).values(row).on_conflict_do_nothing()
        if conn.scalar(claimed.returning(idempotency.c.key)) is not None:
            body = make()
            kept = {"status": DONE, "body": body.decode()}
            conn.execute(sa.update(idempotency).where(mine).values(kept))
            return body, False
        found = conn.execute(sa.select(idempotency).where(mine)).one()
    if found.digest != digest:
        raise FlowError(
            "idempotency.other_request",
            text(
                "this key was used for another request",
                "该幂等键已用于另一个请求",
            ),
            hint=text("use a new key for each request", "每个请求请使用新的键"),
        )
    return str(found.body).encode(), True


def forget_answers(conn: Connection, before: datetime) -> None:
    """Drop answers that are too old to be asked for again."""
    conn.execute(sa.delete(idempotency).where(idempotency.c.at < before))
