"""Says in which state each index is: from what the database has and what its job does, never stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.access import rights
from engine.access.rights import Scope
from engine.changes.building import TOPIC, index_words
from engine.changes.steps import Action
from engine.jobs import progress
from engine.jobs.progress import JobView
from engine.kernel.context import Context, utc_now
from engine.kernel.model import Model, ObjectDef
from engine.kernel.query import Condition, Query, Record
from engine.records import Records
from engine.storage.columns import ColumnMap
from engine.storage.indexes import IndexDef
from engine.storage.indexing import Built, built_indexes
from engine.storage.system import meta_revision, outbox
from engine.text import Text


class State(StrEnum):
    """What may be said of an index; the first two pass by themselves."""

    WAITING = "waiting"
    BUILDING = "building"
    BUILT = "built"
    FAILED = "failed"
    """Its job gave up: values that must be unique occur again, or the database refused."""
    INVALID = "invalid"
    """What a killed build left; it is dropped and built again."""
    MISSING = "missing"
    """Nobody builds it: somebody dropped it, or stopped its job."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """One index that the metadata want; ``again`` are the records of each value that occurs again."""

    name: str
    object: ObjectDef
    fields: tuple[str, ...]
    unique: bool
    state: State
    words: Text
    done: int = 0
    total: int = 0
    error: Text = Text()
    since: datetime | None = None
    again: Sequence[Sequence[UUID]] = ()

    def as_json(self, locale: str = "en") -> dict[str, Any]:
        """Give the shape that the command line prints."""
        return {
            "index": self.name,
            "object": self.object.name,
            "fields": list(self.fields),
            "unique": self.unique,
            "state": self.state.value,
            "done": self.done,
            "total": self.total,
            "error": self.error.to(locale),
            "since": self.since,
            "again": [[str(record) for record in group] for group in self.again],
        }


def index_states(conn: Connection, model: Model, columns: ColumnMap) -> list[IndexState]:
    """Give the state of each index of a tenant, by object."""
    there = built_indexes(conn)
    mine = (outbox.c.topic == TOPIC, outbox.c.dead.is_(sa.false()))
    rows = conn.execute(sa.select(outbox.c.key, outbox.c.lease).where(*mine))
    waiting = {row.key: row.lease for row in rows}
    jobs = progress.latest_jobs(conn, TOPIC)
    return [
        _state(obj, index, there.get(index.name), waiting, jobs.get(index.name))
        for obj in model.objects.values()
        if columns.live(obj.uid)
        for index in columns.table(obj).indexes
    ]


def of_revision(context: Context, rev: int) -> list[IndexState]:
    """Give what has become of the indexes that a revision left to jobs."""
    with context.database.reading() as conn:
        plan = conn.scalar(sa.select(meta_revision.c.plan).where(meta_revision.c.rev == rev))
        names = {
            step["physical"]
            for step in plan or ()
            if step["action"] == Action.INDEX and step["later"]
        }
        return _named(conn, context, names) if names else []


def clashing(context: Context, found: IndexState) -> list[list[Record]]:
    """Give the records of each value that occurs again, as far as the actor may read them.

    Those that are gone by now are left out.
    """
    obj, mine = found.object, rights(context).of(found.object.name)
    ids = [record for group in found.again for record in group]
    if not ids or mine.read is Scope.NONE:
        return [[] for _ in found.again]
    wanted = dict.fromkeys((obj.name_field, *found.fields))
    names = tuple(name for name in wanted if name in mine.readable)
    query = Query(fields=names, where=Condition("id", "in", ids), limit=len(ids))
    seen = {record.id: record for record in Records(context, obj.name).query(query).records}
    return [[seen[record] for record in group if record in seen] for group in found.again]


def _named(conn: Connection, context: Context, names: Collection[str]) -> list[IndexState]:
    states = index_states(conn, context.model, context.columns)
    return [each for each in states if each.name in names]


def _state(
    obj: ObjectDef,
    index: IndexDef,
    there: Built | None,
    waiting: Mapping[str, datetime | None],
    job: JobView | None,
) -> IndexState:
    state = _word(index.name, there, waiting, job)
    troubled = state is State.FAILED and job is not None
    return IndexState(
        index.name,
        obj,
        index.fields or index.columns,
        index.unique,
        state,
        index_words(obj, index),
        there.done if there and there.building else 0,
        there.total if there and there.building else 0,
        job.error if job and troubled else Text(),
        job.created_at if job else None,
        [
            [UUID(record) for record in group]
            for group in (job.result.get("again", ()) if job and troubled else ())
        ],
    )


def _word(
    name: str,
    there: Built | None,
    waiting: Mapping[str, datetime | None],
    job: JobView | None,
) -> State:
    if there is not None and (there.valid or there.building):
        return State.BUILT if there.valid else State.BUILDING
    if there is not None:
        return State.INVALID
    if name in waiting:
        lease = waiting[name]
        return State.BUILDING if lease is not None and lease > utc_now() else State.WAITING
    if job is not None and job.state in ("failed", "dead"):
        return State.FAILED
    return State.MISSING
