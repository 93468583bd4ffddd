"""Pieces of PostgreSQL SQL that keep the language's rules: exact, in range, blank when not.

GREATEST and LEAST skip NULL, so every helper here is written such that NULL stays NULL.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnElement

from engine.expressions.local_time import FIRST_MOMENT, LAST_MOMENT
from engine.expressions.operators import MAX_COUNT
from engine.kernel.values import DECIMAL_LIMIT, DECIMAL_SCALE

Element = ColumnElement[Any]
NUMERIC = sa.Numeric()
_DATE_BOUNDS = ("0001-12-31 BC", "10000-01-01")
MOMENT = sa.DateTime(timezone=True)
_STEP = timedelta(microseconds=1)
ICU = "und-x-icu"


def within(value: Element, low: Any, high: Any, kind: Any) -> Element:
    """Give the value, or NULL unless low < value < high, without repeating its text.

    GREATEST and LEAST skip NULL, so NULL ends at a bound and NULLIF makes it NULL again.
    """
    low, high = sa.literal(low, kind), sa.literal(high, kind)
    clamped = sa.func.least(sa.func.greatest(value, low, type_=kind), high, type_=kind)
    return sa.func.nullif(sa.func.nullif(clamped, high, type_=kind), low, type_=kind)


def settled(value: Element) -> Element:
    """Round to the stored scale, NULL outside the range: `operators.settle`."""
    rounded = sa.func.round(value, DECIMAL_SCALE, type_=NUMERIC)
    return within(rounded, -DECIMAL_LIMIT, DECIMAL_LIMIT, NUMERIC)


def whole(value: Element) -> Element:
    """Cut to a whole number of 4 bytes: `operators.count`."""
    cut = sa.func.trunc(value, type_=NUMERIC)
    return sa.cast(within(cut, -MAX_COUNT, MAX_COUNT, NUMERIC), sa.Integer())


def in_range_date(value: Element) -> Element:
    """Give the date, NULL outside the years 1 to 9999."""
    as_text = [sa.cast(sa.literal(one, sa.Text()), sa.Date()) for one in _DATE_BOUNDS]
    clamped = sa.func.least(sa.func.greatest(value, as_text[0]), as_text[1])
    inner = sa.func.nullif(clamped, as_text[1])
    return sa.func.nullif(inner, as_text[0], type_=sa.Date())


def bounded_moment(value: Element) -> Element:
    """Give the moment, NULL outside the range that every zone can show: `in_range`."""
    return within(value, FIRST_MOMENT - _STEP, LAST_MOMENT + _STEP, MOMENT)


def null(kind: Any) -> Element:
    """Give NULL of a type; a bound None would leave the type to guesswork."""
    return sa.cast(sa.null(), kind)


def epoch(value: Element) -> Element:
    """Give the seconds since 1970 UTC, exact to the microsecond."""
    return sa.cast(sa.extract("epoch", value), NUMERIC)


def divided(left: Element, right: Element) -> Element:
    """Divide to 20 places, NULL by zero: `operators.div`."""
    # The scale of the dividend decides how many digits the quotient gets.
    quotient = sa.func.round(left, 40, type_=NUMERIC).op(
        "/", precedence=8, return_type=NUMERIC
    )(sa.func.nullif(right, 0, type_=NUMERIC))
    return sa.func.round(quotient, 20, type_=NUMERIC)


def at_least(value: Element, low: int) -> Element:
    """Raise a number to a bound; unlike GREATEST it keeps NULL."""
    return sa.case((value < low, low), else_=value)


def int4(value: Element) -> Element:
    """Cast to a whole number of 4 bytes."""
    return sa.cast(value, sa.Integer())


def by_unicode(value: Element) -> Element:
    """Make case mapping follow Unicode whatever the database's locale."""
    return sa.collate(value, ICU)


def extracted(part: str) -> Callable[[Element], Element]:
    """Give what reads a part of a date or time as a whole number."""
    return lambda value: int4(sa.func.floor(sa.extract(part, value)))


def let(build: Callable[..., Element], *values: Element) -> Element:
    """Compute values once and build on them: `build` may name nothing else of the statement."""
    # Names are told apart by how deep they are bound; as plain names they join no FROM of their own.
    depth = 1 + max((_depth(value) for value in values), default=0)
    names = [f"{_BOUND}{depth}_{place}" for place in range(len(values))]
    tables = [
        sa.func.coalesce(value, type_=value.type).alias(name, joins_implicitly=True)
        for name, value in zip(names, values, strict=True)
    ]
    bound = [
        sa.literal_column(name, value.type) for name, value in zip(names, values, strict=True)
    ]
    return sa.select(build(*bound)).select_from(*tables).scalar_subquery()


def _depth(value: Element) -> int:
    return max(
        (
            int(one.name.removeprefix(_BOUND).partition("_")[0])
            for one in visitors.iterate(value)
            if isinstance(one, sa.ColumnClause) and one.name.startswith(_BOUND)
        ),
        default=0,
    )


_BOUND = "keel_let_"


def joined(first: Element, *rest: Element | str) -> Element:
    """Put texts together; unlike CONCAT a NULL makes the whole NULL."""
    for part in rest:
        first = first.op("||", precedence=6, return_type=sa.Text())(part)
    return first


def pieces(value: Element, pattern: str) -> tuple[Element, Element]:
    """Give the parts of a text that fit a pattern, and their places: columns of one FROM."""
    found = sa.column("found", sa.ARRAY(sa.Text()))
    rows = (
        sa.func.regexp_matches(value, pattern, "g")
        .table_valued(found, with_ordinality="place")
        .render_derived()
    )
    return rows.c.found[1], rows.c.place


def gathered(piece: Element, place: Element) -> Element:
    """Join pieces in the order of their places."""
    inside = sa.func.string_agg(piece, aggregate_order_by(sa.literal("", sa.Text()), place))
    return sa.select(inside).scalar_subquery()


def upper(value: Element) -> Element:
    """Give capital letters, whatever the database's locale."""
    return sa.collate(sa.func.upper(by_unicode(value)), "C")


def lower(value: Element) -> Element:
    """Give small letters, whatever the database's locale."""
    return sa.collate(sa.func.lower(by_unicode(value)), "C")
