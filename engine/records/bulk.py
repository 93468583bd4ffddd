"""Saves many records: chunks of at most 500, each one transaction, with a result for every row.

The whole chunk is cleaned, checked and written at once. Only when something refuses the batch as a
whole is it halved, until the rows that cannot be saved stand alone and the others are in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
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
    context: Context, obj: ObjectDef, rows: Sequence[Row], saver: Saver
) -> list[RowResult]:
    """Save one chunk inside the context's transaction; rows that are refused change nothing."""
    try:
        with context.connection.begin_nested():
            return [_result(draft) for draft in saver(context, rows)]
    except (EngineError, IntegrityError, DataError) as error:
        if len(rows) == 1:
            return [RowResult(0, None, ok=False, problems=_problems(context, obj, error))]
    middle = len(rows) // 2
    first = save_chunk(context, obj, rows[:middle], saver)
    second = save_chunk(context, obj, rows[middle:], saver)
    return first + [replace(each, row=each.row + middle) for each in second]


def _result(draft: Draft) -> RowResult:
    if draft.problems:
        return RowResult(draft.row, None, ok=False, problems=tuple(draft.problems))
    return RowResult(draft.row, draft.change.id, ok=True, created=draft.created)


def _problems(context: Context, obj: ObjectDef, error: Exception) -> tuple[Problem, ...]:
    if isinstance(error, EngineError):
        return error.problems
    if isinstance(error, IntegrityError):
        return in_words(context, obj, error).problems
    return (unstorable(too_large=isinstance(error, DataError) and is_too_large(error)),)


def id_of(row: Row) -> UUID | None:
    """Read the id of a row to update; None when it has none or it is no id."""
    raw = row.get("id")
    if isinstance(raw, UUID):
        return raw
    try:
        return UUID(str(raw))
    except ValueError:
        return None
