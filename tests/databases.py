"""Gives every test a place of its own on SQLite and on PostgreSQL, and clears it away."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

DEFAULT_POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/postgres"
DEFAULT_REDIS = "redis://127.0.0.1:6379/9"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one test keeps one tenant; on SQLite the file is the place and `schema` is None."""

    dsn: str
    schema: str | None

    @property
    def dialect(self) -> str:
        return self.dsn.partition(":")[0].partition("+")[0]


def postgresql_server() -> str:
    """Return the libpq address of the server under test, a database of it included."""
    return os.environ.get("KEEL_TEST_POSTGRESQL", DEFAULT_POSTGRESQL)


def redis_server() -> str:
    """Return the address of the Redis under test."""
    return os.environ.get("KEEL_TEST_REDIS", DEFAULT_REDIS)


def in_database(address: str, name: str) -> str:
    """Give the address of another database on the same server."""
    base, _, query = address.partition("?")
    return f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


@contextmanager
def fresh_database(worker: str) -> Iterator[str]:
    """Create a database for one test process and drop it at the end, whoever is in it."""
    server = postgresql_server()
    name = f"keel_test_{worker}_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield in_database(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            admin.execute(drop.format(sql.Identifier(name)))


@contextmanager
def postgresql_place(database: str) -> Iterator[Place]:
    """Reserve a schema name of its own for one test; what the test made in it is dropped."""
    schema = f"t_{secrets.token_hex(6)}"
    try:
        yield Place(database.replace("postgresql:", "postgresql+psycopg:", 1), schema)
    finally:
        with psycopg.connect(database, autocommit=True) as admin:
            admin.execute("SET lock_timeout = '10s'")
            drop = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE")
            admin.execute(drop.format(sql.Identifier(schema)))


def sqlite_place(folder: Path) -> Place:
    """Name a database file of its own for one test."""
    return Place(f"sqlite:///{folder / 'tenant.db'}", None)
