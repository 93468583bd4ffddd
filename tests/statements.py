"""Listens to what is sent to a tenant's database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from engine.storage.database import Database


@contextmanager
def sent_to(*databases: Database) -> Iterator[list[str]]:
    """Give the list that every statement until the end of the block is added to."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engines = {engine for database in databases for engine in database.engines}
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)
