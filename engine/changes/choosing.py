"""Keeps what somebody chose about the conflicts of an upgrade, until it is applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.conflicts import Conflict, Side
from engine.packages.canonical import digest
from engine.storage.system import meta_choice


def about(conflict: Conflict) -> str:
    """Bind a choice to the values that were read."""
    return digest([conflict.base, conflict.theirs, conflict.ours])


def choices(conn: Connection) -> dict[str, tuple[Side, str]]:
    """Give the side that was chosen for each conflict, and what it was chosen about."""
    rows = conn.execute(sa.select(meta_choice))
    return {row.conflict: (Side(row.side), row.about) for row in rows}


def choose(
    conn: Connection,
    conflicts: Iterable[Conflict],
    chosen: Mapping[str, Side],
    by: UUID,
    now: datetime,
) -> None:
    """Keep what was chosen for conflicts, by their ids; one without a choice is undecided again."""
    for conflict in conflicts:
        forget(conn, [conflict])
        side = chosen.get(conflict.id)
        if side is not None and not conflict.fixed:
            conn.execute(
                meta_choice.insert().values(
                    conflict=conflict.id, side=side, about=about(conflict), by=by, at=now
                )
            )


def forget(conn: Connection, conflicts: Iterable[Conflict]) -> None:
    """Forget what was chosen for conflicts."""
    ids = [each.id for each in conflicts]
    conn.execute(meta_choice.delete().where(meta_choice.c.conflict.in_(ids)))
