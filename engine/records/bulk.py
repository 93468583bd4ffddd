"""Saves many records: chunks of at most 500, each one transaction, with a result for every row.

The whole chunk is cleaned, checked and written at once. Only when something refuses the batch as a
whole is it halved, until the rows that cannot be saved stand alone and the others are in.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DataError, IntegrityError

from engine.errors import EngineError, Problem
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.kernel.query import RowResult
from engine.records.drafts import Draft
from engine.records.problems import unstorable
from engine.records.uniqueness import in_words
from engine.storage.bulk import is_too_large

CHUNK = 500
Row = Mapping[str, Any]
Saver = Callable[[Context, Sequence[Row]], list[Draft]]


def chunks(rows: Iterable[Row]) -> Iterator[tuple[int, list[Row]]]:
    """Cut rows into chunks, each with the number of its first row."""
    iterator = iter(rows)
    start = 0
    while part := list(islice(iterator, CHUNK)):
        yield start, part
        start += len(part)


def save_chunk(
    context: Context, obj: ObjectDef, rows: Sequence[Row], saver: Saver, start: int = 0
) -> list[RowResult]:
    """Save one chunk inside the context's transaction; rows that are refused change nothing.

    ``start`` is the number of its first row.
    """
    try:
        with _collector_at_rest(), context.connection.begin_nested():
            return [_result(draft, start) for draft in saver(context, rows)]
    except (EngineError, IntegrityError, DataError) as error:
        if len(rows) == 1:
            problems = _problems(context, obj, error)
            return [RowResult(start, None, ok=False, problems=problems)]
    middle = len(rows) // 2
    first = save_chunk(context, obj, rows[:middle], saver, start)
    return first + save_chunk(context, obj, rows[middle:], saver, start + middle)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Look for no garbage during a chunk: what it makes is freed when it ends.

    Thousands of records that live a moment would make Python look through the whole model for cycles
    again and again, which took a fifth of an import.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _result(draft: Draft, start: int) -> RowResult:
    row = draft.row + start
    if draft.problems:
        return RowResult(row, None, ok=False, problems=tuple(draft.problems))
    return RowResult(row, draft.change.id, ok=True, created=draft.created)


def _problems(context: Context, obj: ObjectDef, error: Exception) -> tuple[Problem, ...]:
    if isinstance(error, EngineError):
        return error.problems
    if isinstance(error, IntegrityError):
        return in_words(context, obj, error).problems
    return (unstorable(too_large=isinstance(error, DataError) and is_too_large(error)),)


def turns(keys: Iterable[Hashable | None]) -> Iterator[list[int]]:
    """Give the places of rows by what they are known by: those that repeat a key in later turns.

    So each row of a turn is another record, and rows about one record follow each other.
    """
    waiting = list(enumerate(keys))
    while waiting:
        seen: set[Hashable] = set()
        turn, later = [], []
        for place, key in waiting:
            if key is not None and key in seen:
                later.append((place, key))
            else:
                turn.append(place)
                seen.add(key)
        yield turn
        waiting = later


def id_of(row: Row) -> UUID | None:
    """Read the id of a row to update; None when it has none or it is no id."""
    raw = row.get("id")
    if isinstance(raw, UUID):
        return raw
    try:
        return UUID(str(raw))
    except ValueError:
        return None
