"""Puts many rows into a table of PostgreSQL by COPY."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, IntegrityError


def copy_in(conn: Connection, command: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Put in rows that are as the driver takes them; `IntegrityError` and `DataError` of SQLAlchemy."""
    raw = conn.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    try:
        with raw.cursor() as cursor, cursor.copy(command.encode()) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.IntegrityError as error:
        raise IntegrityError(command, None, error) from error
    except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded) as error:
        raise DataError(command, None, error) from error
