"""Prepares a SQLite connection: journal, durability, and the functions that SQL lacks there."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from engine.expressions.sqlite_functions import register

_MILLIONTH = Decimal(1).scaleb(-6)


def prepare_connection(dbapi_connection: Any) -> None:
    """Set the pragmas and register the functions on a fresh connection."""
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "temp_store = MEMORY",
        "cache_size = -8000",
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")
    dbapi_connection.create_function("keel_sum", 2, _sum_of_halves, deterministic=True)
    dbapi_connection.create_function("keel_avg", 3, _average_of_halves, deterministic=True)
    register(dbapi_connection)


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
