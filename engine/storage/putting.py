"""Puts rows into tables of the engine, each in the place of the one that has its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection


def put_rows(conn: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column; the row that has the key of one takes over its values."""
    if rows:
        conn.execute(_put(table, conn.dialect.name), rows)


def add_rows(conn: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Insert rows but for those whose key is taken; say whether there was none of these."""
    if not rows:
        return True
    statement = _insert(table, conn.dialect.name).on_conflict_do_nothing()
    counting = {"preserve_rowcount": True}
    return conn.execute(statement, rows, execution_options=counting).rowcount == len(rows)


@lru_cache(maxsize=32)
def _put(table: sa.Table, dialect: str) -> sa.Insert:
    statement = _insert(table, dialect)
    values = (each.name for each in table.c if not each.primary_key)
    made: sa.Insert = statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: statement.excluded[name] for name in values},
    )
    return made


def _insert(table: sa.Table, dialect: str) -> Any:
    """Make an insert of the dialect, which alone says what a taken key means."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
