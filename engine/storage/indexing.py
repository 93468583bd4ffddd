"""Builds indexes of PostgreSQL beside the work, and says which are built, being built or left over.

A build that was killed leaves an index that is there but not valid. Only one session builds an index
at a time, also when its client is gone and the server has not noticed: it holds an advisory lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.storage import ddl
from engine.storage.indexes import IndexDef
from engine.storage.tables import ObjectTable

_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Built:
    """What the database knows of an index: whether it is whole, and how far its build is."""

    valid: bool
    building: bool = False
    done: int = 0
    total: int = 0


def built_indexes(conn: Connection) -> Mapping[str, Built]:
    """Ask for all indexes of the tenant by name; those of SQLite are always whole."""
    if conn.dialect.name == "sqlite":
        names = conn.scalars(sa.text("SELECT name FROM sqlite_schema WHERE type = 'index'"))
        return {name: Built(valid=True) for name in names}
    rows = conn.execute(
        sa.text(
            "SELECT c.relname, i.indisvalid, p.pid IS NOT NULL AS building, "
            "coalesce(nullif(p.blocks_done, 0), p.tuples_done, 0) AS done, "
            "coalesce(nullif(p.blocks_total, 0), p.tuples_total, 0) AS total "
            "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "LEFT JOIN pg_stat_progress_create_index p "
            "ON p.index_relid = i.indexrelid AND p.datname = current_database() "
            "WHERE n.nspname = :schema"
        ),
        {"schema": ddl.schema_of(conn)},
    )
    return {row[0]: Built(*row[1:]) for row in rows}


@contextmanager
def alone(conn: Connection, name: str, wait: Callable[[], bool]) -> Iterator[bool]:
    """Be the only session that builds an index; gives False when ``wait`` says to give up.

    ``conn`` is in autocommit. Asks again and again instead of waiting in one statement: the build
    itself waits for every statement that began before it, so the two would wait for each other.
    """
    spoken = f"{ddl.schema_of(conn)}.{name}".encode()
    key = sa.literal(int.from_bytes(sha256(spoken).digest()[:8], signed=True), sa.BigInteger())
    while not conn.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
        if not wait():
            yield False
            return
        time.sleep(_PAUSE_SECONDS)
    try:
        yield True
    finally:
        conn.execute(sa.select(sa.func.pg_advisory_unlock(key)))


def build_beside(conn: Connection, table: ObjectTable, index: IndexDef) -> None:
    """Build an index while people read and write; what an earlier build left is dropped first.

    ``conn`` is in autocommit. IntegrityError, and nothing left behind, when it cannot be unique.
    """
    found = built_indexes(conn).get(index.name)
    if found is not None and found.valid:
        return
    with ddl.without_time_limit(conn):
        if found is not None:
            drop_beside(conn, index.name)
        try:
            ddl.create_index(conn, table, index, concurrently=True)
        except sa.exc.IntegrityError:
            drop_beside(conn, index.name)
            raise


def drop_beside(conn: Connection, name: str) -> None:
    """Drop an index, if it is there, without making readers or writers wait."""
    conn.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {ddl.qualified(conn, name)}")
