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


@lru_cache(maxsize=32)
def _put(table: sa.Table, dialect: str) -> sa.Insert:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={
            each.name: statement.excluded[each.name] for each in table.c if not each.primary_key
        },
    )
