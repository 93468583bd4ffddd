"""Writes many rows at once the way each database does it fastest: COPY and arrays on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, OperationalError

COPY_FROM = 8
"""From so many rows on, COPY is faster than one statement per row."""
KEY = "key_of_record"
_INSERT = "keel_insert"
_TOO_LARGE = "54000"
"""PostgreSQL: a row must fit a page of 8 kB, long texts apart; about 220 texts that are filled."""

Row = Mapping[str, Any]


def insert_rows(conn: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns.

    Raises SQLAlchemy's `IntegrityError` and `DataError` on both ways; see `is_too_large`.
    """
    if conn.dialect.name == "postgresql" and len(rows) >= COPY_FROM:
        from engine.storage.copy_in import copy_in  # its driver is loaded only where it is used

        copy_in(conn, table, rows)
    elif rows:
        with _data_errors():
            conn.execute(_insert_statement(table), list(rows))


def _insert_statement(table: sa.Table) -> sa.Insert:
    """Give the statement of a table, made once; it asks for no key that the database gave."""
    found: sa.Insert | None = table.info.get(_INSERT)
    if found is None:
        found = table.info[_INSERT] = sa.insert(table).inline()
    return found


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


def update_statement(table: sa.Table, columns: Sequence[str], dialect: str) -> sa.Update:
    """Make the statement that updates many rows by ``key_of_record``; see `update_rows`."""
    key = sa.bindparam(KEY, type_=table.c.id.type)
    if dialect != "postgresql":
        values = {name: sa.bindparam(name, type_=table.c[name].type) for name in columns}
        return sa.update(table).where(table.c.id == key).values(values)
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
    return (
        sa.update(table)
        .where(table.c.id == new.c.v0)
        .values({name: new.c[f"v{place}"] for place, name in enumerate(columns, 1)})
    )


def update_rows(
    conn: Connection, statement: sa.Update, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Run an `update_statement` over rows that each have ``key_of_record`` and the columns."""
    if conn.dialect.name != "postgresql":
        conn.execute(statement, list(rows))
        return
    arrays = {name: [row[name] for row in rows] for name in (KEY, *columns)}
    with _data_errors():
        conn.execute(statement, arrays)
