"""Keeps the reporting line: who reports to whom, at any distance, as one table of pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import InvalidRecord, Problem
from engine.storage.system import user_closure
from engine.text import text

_LOCK = 0x6B65656C01  # one number for "the reporting line is being changed"
_up = user_closure.alias("up")
_down = user_closure.alias("down")


def add_users(connection: sa.Connection, users: Iterable[UUID]) -> None:
    """Give new users their own place: everyone stands in their own line at distance 0."""
    rows = [{"ancestor": user, "descendant": user, "depth": 0} for user in users]
    if rows:
        connection.execute(user_closure.insert(), rows)


def move_user(connection: sa.Connection, user: UUID, manager: UUID | None) -> None:
    """Put a user, with everyone below, under a manager or at the top.

    Raises `InvalidRecord` when the manager stands below the user.
    """
    _lock_line(connection)
    if manager is not None and manager in below(connection, user):
        raise InvalidRecord([_cycle()])
    detach_user(connection, user)
    if manager is None:
        return
    pairs = (
        sa.select(
            _up.c.ancestor, _down.c.descendant, (_up.c.depth + _down.c.depth + 1).label("depth")
        )
        .select_from(_up.join(_down, sa.true()))
        .where(_up.c.descendant == manager, _down.c.ancestor == user)
    )
    connection.execute(
        user_closure.insert().from_select(["ancestor", "descendant", "depth"], pairs)
    )


def detach_user(connection: sa.Connection, user: UUID) -> None:
    """Take a user, with everyone below, out of the line above."""
    subtree = sa.select(_down.c.descendant).where(_down.c.ancestor == user)
    connection.execute(
        user_closure.delete().where(
            user_closure.c.descendant.in_(subtree), user_closure.c.ancestor.not_in(subtree)
        )
    )


def forget_users(connection: sa.Connection, users: Sequence[UUID]) -> None:
    """Remove purged users; those below them move to the top with their own people."""
    for user in users:
        below_them = sa.select(_down.c.descendant).where(
            _down.c.ancestor == user, _down.c.depth > 0
        )
        lines = user_closure.c
        connection.execute(
            user_closure.delete().where(
                lines.descendant.in_(below_them),
                lines.ancestor.not_in(below_them),
            )
        )
        connection.execute(
            user_closure.delete().where(
                sa.or_(lines.ancestor == user, lines.descendant == user)
            )
        )


def below(connection: sa.Connection, user: UUID) -> set[UUID]:
    """Give a user and everyone who reports to them at any distance."""
    rows = connection.execute(
        sa.select(user_closure.c.descendant).where(user_closure.c.ancestor == user)
    )
    return set(rows.scalars())


def rebuild(connection: sa.Connection, managers: dict[UUID, UUID | None]) -> None:
    """Write the whole table anew from each user's manager; a cycle ends where it closes."""
    rows: list[dict[str, Any]] = []
    for user in managers:
        seen: dict[UUID, int] = {}
        above: UUID | None = user
        while above is not None and above not in seen:
            seen[above] = len(seen)
            above = managers.get(above)
        rows += [
            {"ancestor": ancestor, "descendant": user, "depth": depth}
            for ancestor, depth in seen.items()
        ]
    connection.execute(user_closure.delete())
    if rows:
        connection.execute(user_closure.insert(), rows)


def _lock_line(connection: sa.Connection) -> None:
    """Let one change of the line at a time in: two moves could otherwise close a circle."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def _cycle() -> Problem:
    return Problem(
        "user.manager_cycle",
        text(
            "The manager reports to this user, so the reporting line would run in a circle.",
            "该经理是此用户的下属，汇报关系会形成循环。",
        ),
        field="manager",
        hint=text(
            "choose someone who does not report to this user", "请选择不向该用户汇报的人"
        ),
    )
