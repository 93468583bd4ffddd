"""Puts work into the outbox, in the transaction of the business change (decision 32)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.kernel.ids import new_id
from engine.storage.system.work import outbox

WAKE = "keel_wake"
"""The mark on a connection that its commit must wake the workers."""


def put(  # noqa: PLR0913  the columns of the table
    conn: Connection,
    topic: str,
    key: str,
    payload: Mapping[str, object],
    revision: int,
    actor: UUID | None,
    available_at: datetime | None = None,
) -> UUID:
    """Put one piece of work and give its id; the commit wakes the workers.

    ``payload`` holds ids, not values. What already waits under the key keeps its id and takes the
    new payload; if it is running right now, it is marked to run once more (``again``). What was given
    up begins anew.
    """
    now = datetime.now(UTC)
    insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    row = insert(outbox).values(
        id=new_id(),
        topic=topic,
        key=key,
        payload=dict(payload),
        revision=revision,
        actor=actor,
        available_at=available_at or now,
        created_at=now,
    )
    again = row.on_conflict_do_update(
        index_elements=["topic", "key"],
        set_={
            "payload": row.excluded.payload,
            "revision": row.excluded.revision,
            "again": outbox.c.lease.is_not(None),
            "attempts": sa.case((outbox.c.dead, 0), else_=outbox.c.attempts),
            "available_at": sa.case(
                (outbox.c.dead, row.excluded.available_at), else_=outbox.c.available_at
            ),
            "dead": False,
        },
    )
    found: UUID = conn.execute(again.returning(outbox.c.id)).scalar_one()
    conn.info[WAKE] = True
    return found
