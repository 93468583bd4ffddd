"""Counts what a planned change would meet in the data."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.storage.columns import MapRow, Role
from engine.storage.order_key import fold
from engine.storage.tables import ObjectTable

MANY = 100_000
"""Counts stop here: a plan needs an order of magnitude, not every row."""
_CHUNK = 5_000


def rows_in(conn: Connection, table: sa.Table) -> int:
    """Count the rows of a table, up to `MANY`."""
    some = sa.select(sa.literal(1)).select_from(table).limit(MANY).subquery()
    return int(conn.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


def values_in(conn: Connection, table: ObjectTable, row: MapRow) -> int:
    """Count the records, trash included, that have a value in a column or side table."""
    if row.role is Role.SIDE:
        return rows_in(conn, table.side_called(row.physical))
    column = table.table.c[row.physical]
    some = sa.select(sa.literal(1)).where(column.is_not(None)).limit(MANY).subquery()
    return int(conn.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


def duplicates(conn: Connection, table: ObjectTable, fields: Sequence[str]) -> int:
    """Count values of live records that occur again, as uniqueness compares them."""
    known = [name for name in fields if table.has_column(name)]
    if len(known) < len(fields):
        return 0
    columns = [table.column(name) for name in known]
    query = sa.select(*columns).where(table.live, *(c.is_not(None) for c in columns))
    seen: set[tuple[object, ...]] = set()
    again = 0
    for row in conn.execute(query, execution_options={"yield_per": _CHUNK}):
        value = tuple(fold(each) if isinstance(each, str) else each for each in row)
        again += value in seen
        seen.add(value)
    return again
