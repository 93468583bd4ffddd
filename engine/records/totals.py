"""Adds up, counts and averages columns, exactly on both databases (decision 13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa

from engine.kernel.query import Measure
from engine.kernel.values import ValueType, round_half_up
from engine.records.paths import Path
from engine.records.problems import unsuitable
from engine.records.shape import has_part, is_composite, is_side, value_type
from engine.records.source import Source
from engine.storage.sums import decimal_sum

_WHOLE = frozenset({ValueType.INTEGER, ValueType.DURATION})
_AVERAGE_DIGITS = 60
Adding = Callable[[sa.ColumnElement[Any], str], sa.ColumnElement[Decimal]]


@dataclass(frozen=True, slots=True)
class Total:
    """One aggregate: the columns that it needs and how they become its value."""

    columns: tuple[sa.ColumnElement[Any], ...]
    make: Callable[[Sequence[Any]], Any]


def total(source: Source, measure: Measure) -> Total:
    """Compile a measure; money is added in the corporate currency (decision 24)."""
    if measure.fn == "count" and not measure.path:
        return Total((sa.func.count(),), _first)
    path = source.path(measure.path)
    if is_side(path.field) or (not path.part and is_composite(path.field)):
        raise unsuitable(path.text, "“{path}” cannot be added up.", "“{path}”不能汇总。")
    return aggregate_of(
        measure.fn, path, source.compared(path), source.context.database.dialect
    )


def aggregate_of(
    fn: str,
    path: Path,
    column: sa.ColumnElement[Any],
    dialect: str,
    adding: Adding = decimal_sum,
) -> Total:
    """Compile one aggregate of a column; a blank counts in none. ``adding`` sums decimals."""
    if fn == "count":
        return Total((sa.func.count(column),), _first)
    if fn == "count_distinct":
        return Total((sa.func.count(column.distinct()),), _first)
    kind = value_type(path.field, path.part)
    if fn in ("min", "max"):
        if kind in (ValueType.BOOLEAN, ValueType.JSON, ValueType.REFERENCE):
            raise unsuitable(path.text, "“{path}” has no order.", "“{path}”没有大小顺序。")
        made = sa.func.min(column) if fn == "min" else sa.func.max(column)
        return Total((sa.type_coerce(made, column.type),), _first)
    if not kind.is_number:
        raise unsuitable(path.text, "“{path}” is not a number.", "“{path}”不是数字。")
    whole = kind in _WHOLE and not has_part(path.field, "base")
    summed = _whole_sum(column) if whole else adding(column, dialect)
    if fn == "sum":
        return Total((summed,), _whole_number if whole else _sum)
    return Total((summed, sa.func.count(column)), _average)


def _whole_sum(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.sum(column)


def _first(row: Sequence[Any]) -> Any:
    return row[0]


def _whole_number(row: Sequence[Any]) -> int | None:
    return None if row[0] is None else int(row[0])


def _sum(row: Sequence[Any]) -> Decimal | None:
    return None if row[0] is None else Decimal(row[0])


def _average(row: Sequence[Any]) -> Decimal | None:
    """Divide in Python, so that both databases round alike: half-up to 6 places."""
    if not row[1]:
        return None
    with localcontext() as context:
        context.prec = _AVERAGE_DIGITS
        return round_half_up(Decimal(row[0]) / row[1])
