"""Finds indexes that are not there or not whole, and has them built."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.changes.building import put_build
from engine.changes.indexes import IndexState, State, index_states
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.storage import ddl, indexing

TOPIC = "mend_indexes"
_PREFIX = "i_"
"""All names of our indexes begin so."""


class MendIndexes:
    """Looks every night for indexes that are not there or not whole, and has them built."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Put a job for each, and drop the leftovers of those that nobody wants any more."""
        mend(context)


def mend(context: Context, only: str = "", *, failed: bool = False) -> int:
    """Have indexes built that are missing or invalid, or the one named; gives how many.

    Those that ``failed`` wait until somebody asks for them: records are to be changed first.
    """
    with context.database.reading() as conn:
        states = index_states(conn, context.model, context.columns)
        known = {each.name for each in states}
        there = indexing.built_indexes(conn)
    wanted = [each for each in states if _asked_for(each, only, failed=failed)]
    if not only:
        _drop_strays(context, known, there)
    if wanted:
        by, now = context.actor.user_id, context.now
        with context.database.writing() as conn:
            for each in wanted:
                put_build(conn, each.object, each.name, each.words, context.revision, by, now)
    return len(wanted)


def _asked_for(found: IndexState, only: str, *, failed: bool) -> bool:
    if only:
        return found.name == only and found.state not in (State.BUILT, State.BUILDING)
    again = failed and found.state is State.FAILED
    return again or found.state in (State.MISSING, State.INVALID)


def _drop_strays(
    context: Context, known: Collection[str], there: Mapping[str, indexing.Built]
) -> None:
    stray = [
        name
        for name, found in there.items()
        if name.startswith(_PREFIX)
        and name not in known
        and not (found.valid or found.building)
    ]
    if not stray:
        return
    with context.database.without_transaction() as conn, ddl.without_time_limit(conn):
        for name in stray:
            indexing.drop_beside(conn, name)
