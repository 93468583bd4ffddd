"""The view of each object for tools outside: current names, live records, readable values.

``v_<object>`` has one column per stored field or part (``amount``, ``amount_base``, ``address_city``),
whatever the columns are called. On SQLite, where the table holds millionths, microseconds and bytes,
the view gives numbers, ISO 8601 moments and hexadecimal ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.kernel.model import ObjectDef
from engine.storage.ddl import qualified
from engine.storage.placement import SYSTEM_NAMES, Placement
from engine.storage.tables import ObjectTable
from engine.storage.types import DECIMAL, ID, MOMENT, NamedUid

PREFIX = "v_"
_HIDDEN = frozenset({"deleted_at", "deleted_by", "deletion"})
_LONGEST = 63


def view_name(obj: ObjectDef) -> str:
    """Name the view of an object."""
    return f"{PREFIX}{obj.name}"


def view_shape(place: Placement) -> tuple[object, ...]:
    """Give what the view of an object depends on: its columns, and names it has for uids."""
    named = (tuple(field.stored_as.items()) for field in place.object.fields.values())
    return (*_columns(place), *filter(None, named))


def create_view(conn: Connection, table: ObjectTable) -> None:
    """Create the view of an object; one of that name must have been dropped."""
    quote = conn.dialect.identifier_preparer.quote
    chosen = ", ".join(
        f"{_value(conn, table.table.c[physical])} AS {quote(name)}"
        for name, physical in _columns(table.place)
    )
    conn.exec_driver_sql(
        f"CREATE VIEW {qualified(conn, view_name(table.object))} AS SELECT {chosen} "  # noqa: S608
        f"FROM {qualified(conn, table.table.name)} WHERE deleted_at IS NULL"
    )


def drop_view(conn: Connection, name: str) -> None:
    """Drop a view, if it is there."""
    conn.exec_driver_sql(f"DROP VIEW IF EXISTS {qualified(conn, name)}")


def _columns(place: Placement) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for name in SYSTEM_NAMES:
        if name not in _HIDDEN:
            taken.add(name)
            yield name, name
    for field in place.object.fields.values():
        if field.system:
            continue
        for part in place.parts(field.name):
            name = f"{field.name}_{part.name}" if part.name else field.name
            while name in taken:
                name = f"{name}_"
            taken.add(name)
            yield name[:_LONGEST], place.column(field.name, part.name)


def _value(conn: Connection, column: sa.Column[Any]) -> str:
    quote = conn.dialect.identifier_preparer.quote
    name = quote(column.name)
    if isinstance(column.type, NamedUid) and column.type.names:
        cases = " ".join(f"WHEN '{uid}' THEN '{said}'" for said, uid in column.type.names)
        return f"CASE {name} {cases} ELSE {name} END"
    if conn.dialect.name == "sqlite":
        if column.type is DECIMAL:
            return f"{name} / 1000000.0"
        if column.type is MOMENT:
            return f"strftime('%Y-%m-%dT%H:%M:%fZ', {name} / 1000000.0, 'unixepoch')"
        if column.type is ID:
            return f"lower(hex({name}))"
    return name
