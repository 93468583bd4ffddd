"""Puts many rows into a table of PostgreSQL by COPY."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, IntegrityError


def copy_in(conn: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put in rows that all name the same columns; `IntegrityError` and `DataError` of SQLAlchemy."""
    names = list(rows[0])
    processors = [_processor(table.c[name], conn.dialect) for name in names]
    plain = not any(processors)
    raw = conn.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        _identifier(conn, table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    try:
        with raw.cursor() as cursor, cursor.copy(command) as copy:
            for row in rows:
                values = [row[name] for name in names]
                copy.write_row(values if plain else _processed(values, processors))
    except psycopg.IntegrityError as error:
        raise IntegrityError(f"COPY {table.name}", None, error) from error
    except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded) as error:
        raise DataError(f"COPY {table.name}", None, error) from error


def _identifier(conn: Connection, table: sa.Table) -> sql.Identifier:
    schemas = conn.get_execution_options().get("schema_translate_map") or {}
    schema = schemas.get(table.schema, table.schema)
    return sql.Identifier(schema, table.name) if schema else sql.Identifier(table.name)


def _processor(column: sa.Column[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _processed(
    values: Sequence[Any], processors: Sequence[Callable[[Any], Any] | None]
) -> list[Any]:
    return [
        value if process is None else process(value)
        for value, process in zip(values, processors, strict=True)
    ]
