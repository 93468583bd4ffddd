"""The view of each object for tools outside: current names, live records, readable values.

``v_<object>`` has one column per stored field or part (``amount``, ``amount_base``, ``address_city``),
whatever the columns are called. On SQLite, where the table holds millionths, microseconds and bytes,
the view gives numbers, ISO 8601 moments and hexadecimal ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ProgrammingError

from engine.kernel.model import ObjectDef
from engine.storage.ddl import qualified, together
from engine.storage.placement import SYSTEM_NAMES, Placement
from engine.storage.tables import ObjectTable
from engine.storage.types import DECIMAL, ID, MOMENT, NamedUid

PREFIX = "v_"
_HIDDEN = frozenset({"deleted_at", "deleted_by", "deletion"})
_LONGEST = 63
_MARK = "keel_view"


def view_name(obj: ObjectDef) -> str:
    """Name the view of an object."""
    return f"{PREFIX}{obj.name}"


@dataclass(frozen=True, slots=True)
class ViewShape:
    """What the view of an object depends on: its columns, and names it has for uids."""

    columns: tuple[tuple[str, str], ...]
    named: tuple[tuple[tuple[str, str], ...], ...]

    def begins(self, longer: ViewShape) -> bool:
        """Say whether another view has all this and more columns after it."""
        columns, named = len(self.columns), len(self.named)
        return longer.columns[:columns] == self.columns and longer.named[:named] == self.named


def view_shape(place: Placement) -> ViewShape:
    """Give the shape of an object's view."""
    named = (tuple(field.stored_as.items()) for field in place.object.fields.values())
    return ViewShape(tuple(_columns(place)), tuple(filter(None, named)))


def make_view(conn: Connection, table: ObjectTable) -> None:
    """Create the view of an object, in place of the one of its name if there is one."""
    together(conn, _drop(conn, view_name(table.object)), _create(conn, table))


def extend_view(conn: Connection, table: ObjectTable) -> None:
    """Add columns to the view of an object, which keeps the rights that people were given on it.

    A view with other columns than we made gives way to a new one.
    """
    if conn.dialect.name != "postgresql":
        make_view(conn, table)
        return
    created = _create(conn, table).replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
    try:
        together(conn, f"SAVEPOINT {_MARK}", created, f"RELEASE SAVEPOINT {_MARK}")
    except ProgrammingError:
        conn.exec_driver_sql(f"ROLLBACK TO SAVEPOINT {_MARK}")
        make_view(conn, table)


def _create(conn: Connection, table: ObjectTable) -> str:
    quote = conn.dialect.identifier_preparer.quote
    chosen = ", ".join(
        f"{_value(conn, table.table.c[physical])} AS {quote(name)}"
        for name, physical in _columns(table.place)
    )
    return (
        f"CREATE VIEW {qualified(conn, view_name(table.object))} AS SELECT {chosen} "  # noqa: S608
        f"FROM {qualified(conn, table.table.name)} WHERE deleted_at IS NULL"
    )


def drop_view(conn: Connection, name: str) -> None:
    """Drop a view, if it is there."""
    conn.exec_driver_sql(_drop(conn, name))


def _drop(conn: Connection, name: str) -> str:
    return f"DROP VIEW IF EXISTS {qualified(conn, name)}"


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
