"""Compiles the order of a list and the place where its next page begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.kernel.query import Sort
from engine.records.source import Source

# Columns that every row fills: no place for blanks has to be said, so an index serves both ways.
_FILLED = frozenset({"id", "created_at", "updated_at", "row_version"})
CURSOR = "after"


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key; the last one is always the id."""

    column: sa.ColumnElement[Any]
    descending: bool
    filled: bool


def keys_of(source: Source, sorts: Sequence[Sort]) -> tuple[Key, ...]:
    """Give the sort keys of a list; ties are broken by id in the direction of the last key."""
    keys = [
        Key(
            _as_value(source.sorted_by(source.path(sort.path))),
            sort.descending,
            sort.path in _FILLED,
        )
        for sort in sorts
    ]
    last = keys[-1].descending if keys else True
    if not any(sort.path == "id" for sort in sorts):
        keys.append(Key(source.base.column("id"), last, filled=True))
    return tuple(keys)


def _as_value(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Give a yes or no that is the same for all rows as a parameter.

    Written out it would be a number, and that is the place of a column to a database.
    """
    said = column.clause if isinstance(column, sa.TypeCoerce) else column
    constant = isinstance(said, sa.True_ | sa.False_)
    return sa.literal(isinstance(said, sa.True_), sa.Boolean()) if constant else column


def order_by(keys: Sequence[Key]) -> list[sa.ColumnElement[Any]]:
    """Give the ORDER BY; blanks come last either way."""
    ordered: list[sa.ColumnElement[Any]] = []
    for key in keys:
        column = key.column.desc() if key.descending else key.column.asc()
        ordered.append(column if key.filled else column.nulls_last())
    return ordered


def after(keys: Sequence[Key], blanks: Sequence[bool]) -> sa.ColumnElement[bool]:
    """Give the condition of standing after a row; ``blanks`` says which of its keys are blank.

    The row's other keys are the parameters ``after0``, ``after1`` ...
    """
    branches = []
    ties: list[sa.ColumnElement[bool]] = []
    for place, (key, blank) in enumerate(zip(keys, blanks, strict=True)):
        if blank:
            ties.append(key.column.is_(None))
            continue
        value = sa.bindparam(f"{CURSOR}{place}", type_=key.column.type, required=True)
        further = key.column < value if key.descending else key.column > value
        if not key.filled:
            further = sa.or_(further, key.column.is_(None))
        branches.append(sa.and_(*ties, further))
        ties.append(key.column == value)
    return sa.or_(sa.false(), *branches)
