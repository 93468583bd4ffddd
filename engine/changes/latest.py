"""Says when each component of an object was last changed, and by whom."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from engine.changes.drafts import Key
from engine.changes.history import Revision
from engine.storage.database import Database
from engine.storage.system import meta_component, meta_revision

_REVISION = ("rev", "parent", "digest", "at", "by", "actor", "message")


def last_changes(database: Database, kind: str, of: str) -> Mapping[Key, Revision]:
    """Give the revision that last changed each component of a kind and parent, in one statement."""
    table = meta_component
    query = (
        sa.select(table.c.name, *(meta_revision.c[name] for name in _REVISION))
        .join_from(table, meta_revision, table.c.rev == meta_revision.c.rev)
        .where(table.c.kind == kind, table.c.of == of, sa.not_(table.c.dead))
    )
    with database.reading() as conn:
        return {(kind, of, row[0]): Revision(*row[1:]) for row in conn.execute(query)}
