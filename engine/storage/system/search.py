"""The system table of search: one row per record that can be found (decision 26)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from engine.storage.system.base import SYSTEM, index, optional, required, system_table
from engine.storage.types import ID, TEXT

search_entry = system_table(
    "search_entry",
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    required("object", ID),
    required("record", ID),
    required("tokens", TEXT),
    optional("vector", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")),
)
"""``tokens`` are separated by spaces; ``vector`` is theirs on PostgreSQL, unused on SQLite."""
index(search_entry, "record", unique=True)
sa.Index("keel_search_entry_vector", search_entry.c.vector, postgresql_using="gin").ddl_if(
    dialect="postgresql"
)

FULL_TEXT = "keel_search_text"
"""SQLite's FTS5 table over the tokens; it keeps no copy of them."""


@sa.event.listens_for(SYSTEM, "after_create")
def _create_full_text(_: object, connection: Connection, **__: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {FULL_TEXT} USING fts5("
            "tokens, content='keel_search_entry', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0', detail=none)"
        )
