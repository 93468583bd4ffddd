"""Destroys files of imports and exports, unless something else means the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.kernel.context import Context
from engine.storage.files import files_of
from engine.storage.system.content import file_blob, import_run
from engine.storage.system.work import job


def destroy_unused(context: Context, digests: Iterable[str]) -> None:
    """Destroy, once the open transaction commits, the bytes that nothing refers to by then."""
    store = files_of(context)
    for digest in sorted(set(digests)):
        if not _is_meant(context.connection, digest):
            context.database.after_commit(partial(store.remove, digest))


def _is_meant(conn: Connection, digest: str) -> bool:
    """Say whether a record's file, an import or an export has these bytes: they are kept once."""
    attached = sa.select(file_blob.c.id).where(file_blob.c.sha256 == digest)
    imported = sa.select(import_run.c.id).where(_names(import_run.c.options, digest))
    exported = sa.select(job.c.id).where(_names(job.c.result, digest))
    asked = (sa.exists(query) for query in (attached, imported, exported))
    return bool(conn.scalar(sa.select(sa.or_(*asked))))


def _names(column: sa.Column[object], digest: str) -> sa.ColumnElement[bool]:
    return sa.type_coerce(column, sa.Text()).contains(digest)
