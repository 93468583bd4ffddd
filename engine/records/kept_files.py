"""Describes stored files by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine.storage.system import file_blob


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file: its name as uploaded, the type that its content shows, its size in bytes."""

    id: UUID
    name: str
    type: str
    size: int
    digest: str


def files_by_id(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, KeptFile]:
    """Describe files with one statement; unknown ids are left out."""
    query = sa.select(file_blob).where(file_blob.c.id.in_(list(ids)))
    return {
        row.id: KeptFile(row.id, row.name, row.type, row.size, row.sha256)
        for row in connection.execute(query)
    }
