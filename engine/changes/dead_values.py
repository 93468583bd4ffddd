"""Reads what is kept of deleted fields and objects: columns and tables that no model names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.probes import MANY
from engine.kernel.values import Family
from engine.storage.columns import ColumnMap, MapRow, Role
from engine.storage.types import ID, INTEGER, column_type


def dead_values(
    conn: Connection, columns: ColumnMap, purged: Sequence[MapRow], physical: str
) -> Iterator[dict[str, Any]]:
    """Give the values that a step destroys, a line for each record that has any."""
    row = next(each for each in purged if each.physical == physical)
    if row.role is Role.SIDE:
        query: sa.Select[Any] = sa.select(_side(row)).order_by("record_id", "position")
    else:
        table = _table(columns, row)
        query = sa.select(table)
        if row.role is not Role.TABLE:
            query = query.where(table.c[physical].is_not(None))
    for found in conn.execution_options(yield_per=1_000).execute(query).mappings():
        yield {str(key): value for key, value in found.items() if value is not None}


def dead_count(conn: Connection, columns: ColumnMap, row: MapRow) -> int:
    """Count the values that a dead row of the map still names, up to `MANY`."""
    if row.role in (Role.SORT, Role.FOLD):
        return 0
    source = _side(row) if row.role is Role.SIDE else _table(columns, row)
    some = sa.select(sa.literal(1)).select_from(source)
    if row.role is Role.VALUE:
        some = some.where(source.c[row.physical].is_not(None))
    limited = some.limit(MANY).subquery()
    return int(conn.scalar(sa.select(sa.func.count()).select_from(limited)) or 0)


def _side(row: MapRow) -> sa.Table:
    return sa.Table(
        row.physical,
        sa.MetaData(),
        sa.Column("record_id", ID),
        sa.Column("value", column_type(Family(row.family))),
        sa.Column("position", INTEGER),
    )


def _table(columns: ColumnMap, row: MapRow) -> sa.Table:
    """Give the table of a row with its id and the columns that are looked at."""
    of_object = columns.of_object(row.object)
    name = next(each.physical for each in of_object if each.role is Role.TABLE)
    whole = row.role is Role.TABLE
    shown = [r for r in of_object if r.role is Role.VALUE] if whole else [row]
    kinds = {r.physical: column_type(Family(r.family)) for r in shown if r.family}
    return sa.Table(
        name, sa.MetaData(), sa.Column("id", ID), *(sa.Column(n, k) for n, k in kinds.items())
    )
