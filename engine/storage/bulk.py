"""Writes many rows at once the way each database does it fastest: COPY and arrays on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from operator import is_
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, OperationalError

COPY_FROM = 8
"""From so many rows on, COPY is faster than one statement per row."""
KEY = "key_of_record"
_TOO_LARGE = "54000"
"""PostgreSQL: a row must fit a page of 8 kB, long texts apart; about 220 texts that are filled."""

Row = Mapping[str, Any]
_Process = Callable[[Any], Any]


def insert_rows(conn: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns; see `insert_columns`."""
    if rows:
        insert_columns(conn, table, {name: [row[name] for row in rows] for name in rows[0]})


def insert_columns(
    conn: Connection, table: sa.Table, columns: Mapping[str, Iterable[Any]]
) -> None:
    """Insert rows given by column: the values of each row stand at the same place of all.

    Values that are only good for being written may come one by one, so that they do not pile up.
    Raises SQLAlchemy's `IntegrityError` and `DataError` on every way; see `is_too_large`.
    """
    rows = list(zip(*_bound(conn, table, columns), strict=True))
    name, names = _name(conn, table), tuple(columns)
    if conn.dialect.name == "postgresql" and len(rows) >= COPY_FROM:
        from engine.storage.copy_in import copy_in  # its driver is loaded only where it is used

        copy_in(conn, _copy_into(name, names), rows)
    elif rows:
        # SQLAlchemy would bind each value of each row by name, which takes longer than the insert.
        with _data_errors():
            conn.exec_driver_sql(_insert_into(name, names, conn.dialect.name), rows)


def is_too_large(error: DataError) -> bool:
    """Say whether a row was refused because it is longer than the database keeps in one."""
    return getattr(error.orig, "sqlstate", "") == _TOO_LARGE


@contextmanager
def _data_errors() -> Iterator[None]:
    """Raise `DataError` for a row that is too large: the values are wrong, not the database."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != _TOO_LARGE:
            raise
        raise DataError(error.statement, None, error.orig or error) from error


@dataclass(frozen=True, slots=True)
class RowUpdate:
    """How rows of a table are given new values, each its own, by ``key_of_record``."""

    table: sa.Table
    statement: sa.Update | str


def row_update(table: sa.Table, columns: Sequence[str], dialect: str) -> RowUpdate:
    """Make what updates some columns of many rows with one statement; see `update_columns`."""
    if dialect == "sqlite":
        values = ", ".join(f"{_quoted(name)} = ?" for name in columns)
        name = _quoted(table.name)
        return RowUpdate(table, f'UPDATE {name} SET {values} WHERE "id" = ?')  # noqa: S608 - quoted
    types = {KEY: table.c.id.type, **{name: table.c[name].type for name in columns}}
    # One dimension, said so: a JSON list is a value, not a nested array.
    arrays = [
        sa.cast(
            sa.bindparam(name, type_=sa.ARRAY(kind, dimensions=1)), sa.ARRAY(kind, dimensions=1)
        )
        for name, kind in types.items()
    ]
    named = [sa.column(f"v{place}", kind) for place, kind in enumerate(types.values())]
    new = sa.func.unnest(*arrays).table_valued(*named, name="new").render_derived()
    statement = (
        sa.update(table)
        .where(table.c.id == new.c.v0)
        .values({name: new.c[f"v{place}"] for place, name in enumerate(columns, 1)})
    )
    return RowUpdate(table, statement)


def update_columns(
    conn: Connection,
    update: RowUpdate,
    keys: Sequence[Any],
    columns: Mapping[str, Sequence[Any]],
) -> None:
    """Update the rows with these keys; ``columns`` come in the order of the update."""
    if isinstance(update.statement, str):
        bound = _bound(conn, update.table, {**columns, "id": keys})
        conn.exec_driver_sql(update.statement, list(zip(*bound, strict=True)))
        return
    with _data_errors():
        conn.execute(update.statement, {KEY: keys, **columns})


@lru_cache(maxsize=1024)
def _copy_into(table: str, names: tuple[str, ...]) -> str:
    return f"COPY {table} ({', '.join(map(_quoted, names))}) FROM STDIN"


@lru_cache(maxsize=1024)
def _insert_into(table: str, names: tuple[str, ...], dialect: str) -> str:
    columns = ", ".join(map(_quoted, names))
    places = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(names))
    return f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - quoted


def _name(conn: Connection, table: sa.Table) -> str:
    schemas = conn.get_execution_options().get("schema_translate_map") or {}
    schema = schemas.get(table.schema, table.schema)
    return f"{_quoted(schema)}.{_quoted(table.name)}" if schema else _quoted(table.name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _bound(
    conn: Connection, table: sa.Table, columns: Mapping[str, Iterable[Any]]
) -> list[Iterable[Any]]:
    """Give the values of columns as the driver takes them."""
    known: dict[str, _Process | None] = table.info.setdefault(conn.dialect.name, {})
    found: list[Iterable[Any]] = []
    for name, values in columns.items():
        if name not in known:
            known[name] = _processor(table.c[name], conn.dialect)
        process = known[name]
        found.append(values if process is None else _processed(values, process))
    return found


def _processor(column: sa.Column[Any], dialect: sa.Dialect) -> _Process | None:
    if isinstance(column.type, sa.Uuid) and dialect.name == "postgresql":
        return _id_text
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _id_text(value: Any) -> Any:
    """Write an id ourselves: psycopg does so in Python, and for each row anew."""
    return value.hex if type(value) is UUID else value


def _processed(values: Iterable[Any], process: _Process) -> list[Any]:
    if isinstance(values, Sequence) and values and all(map(is_, values, repeat(values[0]))):
        return [process(values[0])] * len(values)
    return [process(value) for value in values]
