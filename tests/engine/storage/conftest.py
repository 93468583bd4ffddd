"""A database with system tables, on each of the two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.storage import ddl
from engine.storage.database import Database, close_database, open_database
from engine.storage.system import HEAD_ID, meta_head
from tests.databases import Place


@pytest.fixture
def database(place: Place) -> Iterator[Database]:
    """An empty tenant at revision 0."""
    made = open_database(place.dsn, place.schema or "")
    with made.writing(exclusive=True) as conn:
        if place.schema:
            ddl.create_schema(conn, place.schema)
        ddl.create_system_tables(conn)
        conn.execute(meta_head.insert().values(id=HEAD_ID, rev=0, digest=""))
    yield made
    close_database(made)
