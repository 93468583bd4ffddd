"""Counts what a planned change would meet in the data."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.storage.columns import MapRow, Role
from engine.storage.indexes import IndexDef
from engine.storage.order_key import fold
from engine.storage.tables import ObjectTable

FEW = 20
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


def occurring_again(conn: Connection, table: ObjectTable, index: IndexDef) -> list[list[UUID]]:
    """Give, for each of the first values that a unique index would refuse, the records that have it."""
    columns = [table.table.c[name] for name in index.columns]
    mine = (table.live, *(column.is_not(None) for column in columns))
    again = (
        sa.select(*columns)
        .where(*mine)
        .group_by(*columns)
        .having(sa.func.count() > 1)
        .limit(FEW)
        .subquery()
    )
    same = sa.and_(*(again.c[column.name] == column for column in columns))
    query = sa.select(table.table.c.id, *columns).join(again, same).where(*mine)
    found: dict[tuple[object, ...], list[UUID]] = {}
    for record, *value in conn.execute(query.order_by(*columns, table.table.c.id)):
        found.setdefault(tuple(value), []).append(record)
    return [records[:FEW] for records in found.values()]


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
