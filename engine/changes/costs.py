"""Says what a step locks and about how long it takes, from the rows that it meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from engine.changes.steps import Action, Step


class Lock(StrEnum):
    """Who waits while a step is done: nobody, writers of the table, or its readers too."""

    NONE = "none"
    WRITERS = "writers"
    TABLE = "table"


CATALOGUE_SECONDS = 0.005
"""A change of the database's catalogue, whatever the table holds (measured: 1 ms at 1 M rows)."""
_LOCKS: Mapping[Action, Lock] = {
    Action.COLUMN: Lock.TABLE,
    Action.UNINDEX: Lock.TABLE,
    Action.PURGE: Lock.TABLE,
    Action.COMPACT: Lock.TABLE,
    Action.INDEX: Lock.WRITERS,
    Action.FILL: Lock.WRITERS,
}
_ROWS_A_SECOND: Mapping[Action, int] = {
    Action.INDEX: 400_000,
    Action.FILL: 40_000,
    Action.REBUILD: 2_000,
    Action.COPY: 5_000,
    Action.COMPACT: 100_000,
}


def with_cost(step: Step) -> Step:
    """Give a step with its lock and an estimate of its seconds; what a job does locks nobody."""
    if step.action is Action.META:
        return step
    pace = _ROWS_A_SECOND.get(step.action)
    seconds = CATALOGUE_SECONDS + ((step.rows or 0) / pace if pace else 0)
    lock = Lock.NONE if step.later else _LOCKS.get(step.action, Lock.NONE)
    return replace(step, lock=lock.value, seconds=round(seconds, 3))
