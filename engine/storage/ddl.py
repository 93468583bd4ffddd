"""Creates and alters physical tables; the only place where SQL for that is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateIndex, CreateTable

from engine.storage.indexes import IndexDef
from engine.storage.postgresql import PLAN_EACH_TIME
from engine.storage.system import SYSTEM
from engine.storage.system.base import PREFIX
from engine.storage.tables import ObjectTable

MOST_COLUMNS = {"postgresql": 1600, "sqlite": 2000}
"""How many columns a table can have; PostgreSQL counts those that were dropped, too."""
REWRITTEN = f"{PREFIX}rewritten"


def create_system_tables(conn: Connection) -> None:
    """Create every system table in an empty file or schema."""
    SYSTEM.create_all(conn, checkfirst=False)


def create_schema(conn: Connection, schema: str) -> None:
    """Create a PostgreSQL schema; does nothing when it exists."""
    conn.execute(sa.schema.CreateSchema(schema, if_not_exists=True))


def create_object_table(conn: Connection, table: ObjectTable) -> None:
    """Create the table of an object; its side tables and indexes are steps of their own."""
    conn.execute(CreateTable(table.table))


def create_side_table(conn: Connection, side: sa.Table) -> None:
    """Create a side table with the index by value."""
    conn.execute(CreateTable(side))
    for index in side.indexes:
        conn.execute(CreateIndex(index))


def add_column(conn: Connection, table: sa.Table, column: sa.Column[Any]) -> None:
    """Add a column without default: a change of the catalogue only, whatever the table holds."""
    compiler = conn.dialect.ddl_compiler(conn.dialect, None)  # type: ignore[arg-type]
    conn.exec_driver_sql(
        f"ALTER TABLE {qualified(conn, table.name)} ADD COLUMN "
        f"{compiler.get_column_specification(column)}"
    )


def create_index(
    conn: Connection, table: ObjectTable, index: IndexDef, *, concurrently: bool = False
) -> None:
    """Create an index if it is not there; ``concurrently`` needs a connection in autocommit."""
    made = table.index_of(index)
    if concurrently:
        made.dialect_options["postgresql"]["concurrently"] = True
    conn.execute(CreateIndex(made, if_not_exists=True))


def drop_column(conn: Connection, table: str, column: str) -> None:
    """Drop a column with its values, for ever."""
    quote = conn.dialect.identifier_preparer.quote
    conn.exec_driver_sql(f"ALTER TABLE {qualified(conn, table)} DROP COLUMN {quote(column)}")


def column_slots(conn: Connection, table: str) -> int:
    """Count the columns that a table has used up; on PostgreSQL dropped ones go on counting."""
    if conn.dialect.name == "sqlite":
        return len(physical_columns(conn, table))
    query = sa.text("SELECT relnatts FROM pg_class WHERE oid = to_regclass(:table)")
    return int(conn.scalar(query, {"table": qualified(conn, table)}) or 0)


def rewrite_table(conn: Connection, table: sa.Table) -> int:
    """Put a new table with these columns in the place of the one of its name, with all rows.

    Indexes, and views of the old table, have to be made anew. Gives the number of rows; everybody
    waits meanwhile.
    """
    quote = conn.dialect.identifier_preparer.quote
    old = qualified(conn, table.name)
    made = sa.Table(REWRITTEN, sa.MetaData(), *(column._copy() for column in table.columns))
    columns = ", ".join(quote(column.name) for column in table.columns)
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("SET LOCAL statement_timeout = 0")
    conn.execute(CreateTable(made))
    new = qualified(conn, REWRITTEN)
    rows = conn.exec_driver_sql(
        f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {old}"  # noqa: S608
    ).rowcount
    conn.exec_driver_sql(f"DROP TABLE {old}")
    conn.exec_driver_sql(f"ALTER TABLE {new} RENAME TO {quote(table.name)}")
    if conn.dialect.name == "postgresql":
        # Until somebody counts its rows, questions would be planned for an empty table.
        conn.exec_driver_sql(f"ANALYZE {old}")
    return rows


def drop_table(conn: Connection, table: str) -> None:
    """Drop a table with its rows, for ever."""
    conn.exec_driver_sql(f"DROP TABLE {qualified(conn, table)}")


def drop_index(conn: Connection, name: str) -> None:
    """Drop an index by name, if it is there."""
    quote = conn.dialect.identifier_preparer.quote
    schema = schema_of(conn)
    prefix = f"{quote(schema)}." if schema else ""
    conn.exec_driver_sql(f"DROP INDEX IF EXISTS {prefix}{quote(name)}")


def lock_table(conn: Connection, table: str, milliseconds: int) -> None:
    """Take the lock that altering needs, before anything is altered (PostgreSQL).

    It gives up on this lock, and on later ones, after so long.
    """
    together(
        conn,
        f"SET LOCAL lock_timeout = '{milliseconds}ms'",
        f"LOCK TABLE {qualified(conn, table)} IN ACCESS EXCLUSIVE MODE",
    )


def together(conn: Connection, *statements: str) -> None:
    """Run statements that have no values and give no rows, in one trip to the server."""
    if conn.dialect.name == "postgresql":
        statements = ("; ".join(statements),)
    for each in statements:
        conn.exec_driver_sql(each, execution_options=PLAN_EACH_TIME)


def qualified(conn: Connection, table: str) -> str:
    """Write the name of a table or view safely, with the tenant's schema if there is one."""
    quote = conn.dialect.identifier_preparer.quote
    schema = schema_of(conn)
    prefix = f"{quote(schema)}." if schema else ""
    return prefix + quote(table)


def schema_of(conn: Connection) -> str | None:
    """Give the schema that a connection of a tenant is translated to; None on SQLite."""
    found = conn.get_execution_options().get("schema_translate_map", {}).get(None)
    return None if found is None else str(found)


def physical_columns(conn: Connection, table: str) -> frozenset[str]:
    """Ask the database which columns a table has; empty when there is no such table."""
    if conn.dialect.name == "sqlite":
        rows: Iterable[Any] = conn.execute(
            sa.text("SELECT name FROM pragma_table_info(:table)"), {"table": table}
        )
    else:
        rows = conn.execute(
            sa.text(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:table) "
                "AND attnum > 0 AND NOT attisdropped"
            ),
            {"table": qualified(conn, table)},
        )
    return frozenset(row[0] for row in rows)


def index_names(conn: Connection, table: str) -> frozenset[str]:
    """Ask the database which valid indexes a table has."""
    if conn.dialect.name == "sqlite":
        rows: Iterable[Any] = conn.execute(
            sa.text("SELECT name FROM pragma_index_list(:table)"), {"table": table}
        )
    else:
        rows = conn.execute(
            sa.text(
                "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
                "WHERE i.indrelid = to_regclass(:table) AND i.indisvalid"
            ),
            {"table": qualified(conn, table)},
        )
    return frozenset(row[0] for row in rows)


def table_names(conn: Connection) -> frozenset[str]:
    """Ask the database which tables, views and indexes are in the tenant's place."""
    if conn.dialect.name == "sqlite":
        rows: Iterable[Any] = conn.execute(sa.text("SELECT name FROM sqlite_schema"))
    else:
        rows = conn.execute(
            sa.text(
                "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = :schema"
            ),
            {"schema": schema_of(conn)},
        )
    return frozenset(row[0] for row in rows)


def view_names(conn: Connection) -> frozenset[str]:
    """Ask the database which views are in the tenant's place."""
    if conn.dialect.name == "sqlite":
        query = sa.text("SELECT name FROM sqlite_schema WHERE type = 'view'")
        return frozenset(conn.execute(query).scalars())
    query = sa.text(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = :schema AND c.relkind = 'v'"
    )
    return frozenset(conn.execute(query, {"schema": schema_of(conn)}).scalars())


def create_missing(conn: Connection, metadata: sa.MetaData) -> None:
    """Create the tables of a control database that are not there yet."""
    one_creator(conn)
    metadata.create_all(conn)


def one_creator(conn: Connection) -> None:
    """Let one process at a time create things, until the transaction ends.

    Creating is not atomic with looking. On SQLite an exclusive writing is alone already.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATORS)))


@contextmanager
def alone(conn: Connection) -> Iterator[None]:
    """Let one process at a time into the block (PostgreSQL, a connection in autocommit)."""
    with without_time_limit(conn):
        conn.execute(sa.select(sa.func.pg_advisory_lock(_PREPARERS)))
        try:
            yield
        finally:
            conn.execute(sa.select(sa.func.pg_advisory_unlock(_PREPARERS)))


_CREATORS, _PREPARERS = sa.literal(7_521_413), sa.literal(7_521_414)


def blocking_session(conn: Connection, tables: Iterable[str]) -> tuple[str, str, float] | None:
    """Ask who holds tables for longest: user, program, seconds of the transaction (PostgreSQL)."""
    found = conn.execute(
        sa.text(
            "SELECT a.usename, a.application_name, "
            "extract(epoch FROM clock_timestamp() - a.xact_start) "
            "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
            "JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE l.granted AND l.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL "
            "AND a.datname = current_database() "
            "AND n.nspname = :schema AND c.relname = ANY(:tables) ORDER BY a.xact_start LIMIT 1"
        ),
        {"schema": schema_of(conn), "tables": list(tables)},
    ).one_or_none()
    return None if found is None else (found[0] or "", found[1] or "", float(found[2]))


@contextmanager
def without_time_limit(conn: Connection) -> Iterator[None]:
    """Let the statements inside take, and wait, as long as they do (PostgreSQL)."""
    limits = ("statement_timeout", "lock_timeout")
    for limit in limits:
        conn.exec_driver_sql(f"SET {limit} = 0")
    try:
        yield
    finally:
        for limit in limits:
            conn.exec_driver_sql(f"RESET {limit}")
