"""Computes stored formulas, roll-ups and search text anew when metadata changed under records."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from engine.kernel.context import Context
from engine.kernel.extension import Change, Job
from engine.kernel.model import ObjectDef
from engine.records.drafts import Draft, Save
from engine.records.indexing import index
from engine.records.loading import load
from engine.records.rates import Rates
from engine.records.rollup_defs import rollups_into
from engine.records.rollups import refresh_rollups, settle
from engine.records.system_access import note_system

TOPIC = "records.rebuild"
CHUNK = 500


class RebuildRecords:
    """Goes through the records of one object in chunks of 500, each a transaction of its own.

    Records that are saved meanwhile are right already; a run that was cut off begins again.
    """

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Rebuild the object named in the payload; nothing when it is gone by now."""
        component = context.model.by_uid(UUID(job.payload["object"]))
        obj = context.model.get(component.name) if component is not None else None
        if obj is None:
            return
        system = context.as_system("rebuild after a change of metadata")
        note_system(system, obj, "update")
        done, last = 0, None
        while True:
            ids = _next(context, obj, last)
            if not ids:
                return
            _rebuild(system, obj, ids)
            done, last = done + len(ids), ids[-1]
            if not job.report(done, 0, ""):
                return


def _next(context: Context, obj: ObjectDef, last: UUID | None) -> Sequence[UUID]:
    table = context.columns.table(obj)
    key = table.table.c.id
    query = sa.select(key).where(table.live).order_by(key).limit(CHUNK)
    with context.database.reading() as connection:
        after = query if last is None else query.where(key > last)
        found: Sequence[UUID] = connection.scalars(after).all()
    return found


def _rebuild(context: Context, obj: ObjectDef, ids: Sequence[UUID]) -> None:
    with context.database.writing(revision=context.revision) as connection:
        inside = context.within(connection)
        drafts = _drafts(inside, obj, ids)
        index(Save.of(inside, obj, drafts), drafts)
        rollups = rollups_into(context.model, obj.name)
        if rollups:
            refresh_rollups(Save.of(inside, obj, drafts), ids, rollups)
        else:
            settle(Save.of(inside, obj, drafts), Rates(inside, connection))


def _drafts(context: Context, obj: ObjectDef, ids: Sequence[UUID]) -> list[Draft]:
    return [
        Draft(
            row=place,
            # Like a record that comes out of the trash: everything about it is looked at.
            change=Change(obj.name, each.id, "restore", each.values, dict(each.values)),
            given=frozenset(),
        )
        for place, each in enumerate(load(context, obj, ids, "update").values())
    ]
