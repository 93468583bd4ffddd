"""Knows whether anybody else wrote records in a transaction while a save was on its way."""

from __future__ import annotations

import sqlalchemy as sa

_WRITES = "keel.writes"


def note_write(connection: sa.Connection) -> None:
    """Remember that records were written over a connection."""
    connection.info[_WRITES] = writes_so_far(connection) + 1


def writes_so_far(connection: sa.Connection) -> int:
    """Give how often records were written over a connection, to compare with later."""
    return int(connection.info.get(_WRITES, 0))
