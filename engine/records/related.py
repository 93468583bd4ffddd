"""Reads values of related records for the expressions of a save, one statement per path and batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from engine.kernel.context import Context
from engine.records.asking import read_many

_Known = dict[tuple[str, str], dict[UUID, Any]]


class Related:
    """What a save has read across references; rules see with the engine's eyes, not the actor's."""

    def __init__(self, context: Context) -> None:
        self._context = context.as_system("expressions of a save")
        self._known: _Known = {}

    def read(self, target: str, record: UUID, path: str, batch: Callable[[], set[UUID]]) -> Any:
        """Give the value of a path on a record of ``target``, blank when it is not there.

        ``batch`` gives the ids that will be asked for next.
        """
        known = self._known.setdefault((target, path), {})
        if record not in known:
            wanted = {each for each in batch() | {record} if each not in known}
            known.update(dict.fromkeys(wanted))
            obj = self._context.model.get(target)
            if obj is not None:
                found = read_many(
                    self._context, obj, self._context.connection, sorted(wanted), (path,)
                )
                known.update({each.id: each.values[path] for each in found})
        return known[record]

    def forget(self) -> None:
        """Read anew: something was written."""
        self._known.clear()
