"""Empties the trash of what lay in it longer than its object wants."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine.errors import RecordNotFound
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.kernel.model import ObjectDef
from engine.records.restoring import purge
from engine.records.transactions import in_transaction
from engine.storage.system import deletion

TOPIC = "empty_trash"
TRASH_DAYS = 30


def trash_days(context: Context, obj: ObjectDef) -> int:
    """Give how long deleted records of an object can be restored; 0 is for ever."""
    everywhere = context.model.settings.get("trash_days", TRASH_DAYS)
    return int(obj.body.get("trash_days", everywhere))


class EmptyTrash:
    """Handles the jobs of topic ``empty_trash``."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Purge each deletion that is too old, in a transaction of its own."""
        system = context.as_system("the trash is emptied in time")
        old = [
            (obj, each)
            for obj in context.model.objects.values()
            for each in _too_old(context, obj)
        ]
        for done, (obj, each) in enumerate(old, 1):
            # Who restored or purged it meanwhile has decided.
            with suppress(RecordNotFound):
                in_transaction(system, obj, partial(purge, deletion_id=each))
            if not job.report(done, len(old), ""):
                return


def _too_old(context: Context, obj: ObjectDef) -> list[UUID]:
    days = trash_days(context, obj)
    if not days:
        return []
    before = context.now - timedelta(days=days)
    query = (
        sa.select(deletion.c.id)
        .where(deletion.c.object == obj.uid, deletion.c.at < before)
        .order_by(deletion.c.at)
    )
    with context.database.reading() as connection:
        return list(connection.scalars(query))
