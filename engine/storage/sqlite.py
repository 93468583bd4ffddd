"""Opens SQLite: journal, durability, and the functions that SQL lacks there."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine

from engine.expressions.sqlite_functions import register
from engine.storage import busy

POLL_SECONDS = 0.1
"""The longest pause between two tries of a writer that waits (sqliteDefaultBusyCallback)."""
_MILLIONTH = Decimal(1).scaleb(-6)


def make_writer(url: URL) -> Engine:
    """Make the engine of transactions that write; of one file there is one at a time."""
    engine = _make(url, 1)
    event.listen(engine, "connect", _expect_writes)
    return engine


def make_reader(url: URL) -> Engine:
    """Make the engine for reading, whose connections refuse every write.

    Connections of their own: switching one between reading and writing makes SQLite prepare every
    statement again, which took a fifth of a request that creates a record.
    """
    engine = _make(url, 4)
    event.listen(engine, "connect", _refuse_writes)
    return engine


def _make(url: URL, kept: int) -> Engine:
    engine = sa.create_engine(
        url,
        poolclass=sa.QueuePool,
        pool_size=kept,
        max_overflow=32 - kept,
        pool_use_lifo=True,
        connect_args={"isolation_level": None, "check_same_thread": False},
        hide_parameters=True,  # what people store stays out of logs
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(dbapi_connection: Any, _: object) -> None:
    """Set the pragmas and register the functions on a fresh connection."""
    for pragma in (
        f"busy_timeout = {busy.WAIT_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "temp_store = MEMORY",
        "cache_size = -8000",
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")
    dbapi_connection.create_function("keel_sum", 2, _sum_of_halves, deterministic=True)
    dbapi_connection.create_function("keel_avg", 3, _average_of_halves, deterministic=True)
    register(dbapi_connection)


def _refuse_writes(dbapi_connection: Any, _: object) -> None:
    dbapi_connection.execute("PRAGMA query_only = 1")


def _expect_writes(dbapi_connection: Any, _: object) -> None:
    """Keep what a large import touches: the pages of its indexes, and a log that is moved seldom.

    A chunk of 500 records writes some 4 MB; moving the log after each wrote the same pages anew.
    """
    dbapi_connection.execute("PRAGMA cache_size = -32000")
    dbapi_connection.execute("PRAGMA wal_autocheckpoint = 4000")


def let_go_of_pages(dbapi_connection: Any) -> None:
    """Give back the memory that an import filled."""
    dbapi_connection.execute("PRAGMA shrink_memory")


def look_at_tables(dbapi_connection: Any) -> None:
    """Sample what the tables hold, so that plans rest on it: 24 ms for 100,000 rows (measured).

    Without, a page of a quarter of 100,000 records read and sorted them all: 45 ms against 0.7.
    """
    dbapi_connection.execute("PRAGMA analysis_limit = 1000")
    dbapi_connection.execute("ANALYZE")


def _sum_of_halves(high: int | None, low: int | None) -> str | None:
    """Recombine the sums of the upper and lower 32 bits of millionths, exactly, as text."""
    if high is None or low is None:
        return None
    return str(Decimal((high << 32) + low).scaleb(-6))


def _average_of_halves(high: int | None, low: int | None, count: int) -> str | None:
    if high is None or low is None or not count:
        return None
    with localcontext() as context:
        context.prec = 60
        exact = Decimal((high << 32) + low).scaleb(-6) / count
        return str(exact.quantize(_MILLIONTH, rounding=ROUND_HALF_UP))
