"""Tells a database that has no time right now from one that was asked something wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from engine.errors import EngineError
from engine.text import text

WAIT_MILLISECONDS = 10_000
"""How long one waits for another process; a writer on SQLite first for its turn in this one."""
_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
COLLISION = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: worth another try at once (PostgreSQL)."""
_POSTGRESQL = COLLISION | {"55P03", "53300", "57P01", "57P02", "57P03"}
"""A lock not given in time, no connection left, a server that stops or starts."""


def too_busy() -> EngineError:
    """Say that the database had no time; nothing was done, and a moment later all may be well."""
    return EngineError(
        "database.busy",
        text("the database is busy", "数据库繁忙"),
        hint=text("try again in a moment", "请稍后重试"),
    )


def is_busy(error: BaseException) -> bool:
    """Say whether an error of a database passes by itself."""
    if isinstance(error, NoConnection):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.OperationalError):
        # The extended codes carry the plain one in their lowest byte.
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    if not isinstance(error, OperationalError):
        return False
    state = getattr(cause, "sqlstate", None)
    # Without a state the server was not reached at all.
    return state is None or state in _POSTGRESQL or state.startswith("08")


@contextmanager
def telling() -> Iterator[None]:
    """Raise ``database.busy`` for what passes by itself, except what the caller tries again."""
    try:
        yield
    except (sqlite3.OperationalError, OperationalError, NoConnection) as error:
        cause = getattr(error, "orig", None)
        if getattr(cause, "sqlstate", None) in COLLISION or not is_busy(error):
            raise
        raise too_busy() from error
