"""What this room hands to the registry: the jobs that build an index and copy values."""

from __future__ import annotations

from uuid import UUID

from engine.changes.applying import INDEX_TOPIC
from engine.changes.copying import CopyValues
from engine.kernel.context import Context
from engine.kernel.extension import Job, JobHandler
from engine.storage import ddl
from engine.storage.database import Database


class BuildIndex:
    """Builds an index while people work; builds nothing when the metadata moved on."""

    topic = INDEX_TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Build it; an unfinished one of an interrupted run is dropped first."""
        obj = next(
            (o for o in context.model.objects.values() if o.uid == UUID(job.payload["object"])),
            None,
        )
        if obj is None:
            return
        table = context.columns.table(obj)
        index = next((i for i in table.indexes if i.name == job.payload["index"]), None)
        if index is None:
            return
        database: Database = context.database
        if database.dialect == "sqlite":
            with database.writing(exclusive=True) as conn:
                ddl.create_index(conn, table, index)
            return
        with database.without_transaction() as conn, ddl.without_time_limit(conn):
            ddl.drop_unfinished_index(conn, index.name)
            ddl.create_index(conn, table, index, concurrently=True)


HANDLERS: list[JobHandler] = [BuildIndex(), CopyValues()]
