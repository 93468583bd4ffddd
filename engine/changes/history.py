"""The revisions of a tenant's metadata, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.storage.database import Database
from engine.storage.system import meta_change, meta_revision


@dataclass(frozen=True, slots=True)
class Revision:
    """One numbered state of the metadata, and who made it."""

    rev: int
    parent: int
    digest: str
    at: datetime
    by: UUID | None
    actor: str
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What one revision did to one component: bodies before and after, None for not there."""

    uid: UUID
    kind: str
    of: str
    name: str
    before: Any
    after: Any


def revisions(database: Database, *, limit: int = 100) -> list[Revision]:
    """List the revisions, newest first."""
    names = ("rev", "parent", "digest", "at", "by", "actor", "message")
    query = sa.select(*(meta_revision.c[name] for name in names))
    with database.reading() as conn:
        rows = conn.execute(query.order_by(meta_revision.c.rev.desc()).limit(limit))
        return [Revision(*row) for row in rows]


def differences(database: Database, rev: int) -> list[Difference]:
    """List what a revision changed."""
    table = meta_change
    query = (
        sa.select(
            table.c.uid, table.c.kind, table.c.of, table.c.name, table.c.before, table.c.after
        )
        .where(table.c.rev == rev)
        .order_by(table.c.kind, table.c.of, table.c.name)
    )
    with database.reading() as conn:
        return [Difference(*row) for row in conn.execute(query)]
