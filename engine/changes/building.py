"""Builds indexes on tables that hold rows as jobs, beside the work."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes import probes
from engine.changes.naming import field_label, listed, object_label
from engine.errors import ApplyError
from engine.jobs import progress
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.kernel.model import ObjectDef
from engine.storage import ddl, indexing, outbox
from engine.storage.database import Database
from engine.storage.indexes import IndexDef
from engine.storage.tables import ObjectTable
from engine.text import Text, text

TOPIC = "changes.index"


def index_words(obj: ObjectDef, index: IndexDef) -> Text:
    """Name an index by what it is for."""
    return text(
        "index “{object}” by {names}",
        "按 {names} 为“{object}”建索引",
        object=object_label(obj),
        names=listed(field_label(obj, name) for name in index.fields or index.columns),
    )


def put_build(  # noqa: PLR0913  what a job is known by
    conn: Connection,
    obj: ObjectDef,
    index: str,
    said: Text,
    rev: int,
    by: UUID | None,
    at: datetime,
) -> None:
    """Put the job that builds an index, as one that people watch."""
    payload = {"object": str(obj.uid), "index": index}
    made = outbox.put(conn, TOPIC, index, payload, rev, by)
    progress.announce(conn, made, TOPIC, index, said, by, at, payload)


class BuildIndex:
    """Builds an index while people work; drops what is left of one that the metadata no longer want."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Build it, once no other session does.

        ApplyError ``index.duplicates`` when values occur more than once; the job's result has the
        records by value.
        """
        database: Database = context.database
        name = job.payload["index"]
        found = _wanted(context, job)
        if database.dialect == "sqlite":
            if found is not None:
                with database.writing(exclusive=True) as conn:
                    ddl.create_index(conn, found[1], found[2])
            return
        with (
            database.without_transaction() as conn,
            indexing.alone(conn, name, lambda: job.report(0, 0, "")) as mine,
        ):
            if not mine:
                return
            if found is not None:
                _build(conn, context, job, found)
            # Metadata may have moved on while it was built: nobody else would take it away.
            if _wanted(context.renewed() or context, job) is None:
                indexing.drop_beside(conn, name)


def _build(
    conn: Connection, context: Context, job: Job, found: tuple[ObjectDef, ObjectTable, IndexDef]
) -> None:
    obj, table, index = found
    try:
        indexing.build_beside(conn, table, index)
    except sa.exc.IntegrityError as error:
        groups = probes.occurring_again(conn, table, index)
        with context.database.writing() as writing:
            kept = [[str(record) for record in group] for group in groups]
            progress.keep_result(writing, job.id, {"object": str(obj.uid), "again": kept})
        raise _not_unique(obj, index, len(groups)) from error


def _not_unique(obj: ObjectDef, index: IndexDef, count: int) -> ApplyError:
    return ApplyError(
        "index.duplicates",
        text(
            "{names} of “{object}” is not unique; values that occur more than once: {count}",
            "“{object}”的{names}不唯一：有 {count} 个值重复出现",
            names=listed(field_label(obj, name) for name in index.fields),
            object=object_label(obj),
            count=count,
        ),
        hint=text(
            "change these records, then build the index again",
            "请修改这些记录，然后重新建立索引",
        ),
    )


def _wanted(context: Context, job: Job) -> tuple[ObjectDef, ObjectTable, IndexDef] | None:
    """Find what the job is about in the metadata in force."""
    component = context.model.by_uid(UUID(job.payload["object"]))
    obj = context.model.get(component.name) if component is not None else None
    if obj is None:
        return None
    table = context.columns.table(obj)
    name = job.payload["index"]
    index = next((each for each in table.indexes if each.name == name), None)
    return None if index is None else (obj, table, index)
