"""The meaning of every operator on Python values: blanks, rounding and ranges (decision 23).

Numbers are Decimal. A chain of + - * / is computed with 20 decimal places; where its value is used
by anything else it is settled: rounded half-up to 6 places, and blank outside |v| < 9.2e12. What
cannot be computed is blank: x/0, a date past year 9999. Text is cut at 100,000 characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from engine.expressions.local_time import in_range
from engine.kernel.values import DECIMAL_LIMIT, DECIMAL_SCALE

MAX_TEXT = 100_000
MAX_COUNT = 2_000_000_000
MAX_DATE_DAYS = 1_700_000
"""Days by which arithmetic may move a date: PostgreSQL begins in 4713 BC."""
MAX_MOMENT_DAYS = 100_000
"""Days by which arithmetic may move a moment."""

_EXACT = Context(prec=8_000, rounding=ROUND_HALF_UP, traps=[])
_DIVIDE = Context(prec=100, rounding=ROUND_HALF_UP, traps=[])
_SETTLED = Decimal(1).scaleb(-DECIMAL_SCALE)
_WIDE = Decimal(1).scaleb(-20)
_DAY = Decimal(86_400_000_000)
_MICROSECOND = timedelta(microseconds=1)

Number = Decimal | None


def settle(value: Number) -> Number:
    """Round to the stored scale, half-up; blank when it does not fit (decision 13)."""
    if value is None:
        return None
    settled = _EXACT.quantize(value, _SETTLED)
    return settled if -DECIMAL_LIMIT < settled < DECIMAL_LIMIT else None


def neg(a: Number) -> Number:
    """Change the sign."""
    return None if a is None else -a


def add(a: Number, b: Number) -> Number:
    """Add, exactly."""
    return None if a is None or b is None else _EXACT.add(a, b)


def sub(a: Number, b: Number) -> Number:
    """Subtract, exactly."""
    return None if a is None or b is None else _EXACT.subtract(a, b)


def mul(a: Number, b: Number) -> Number:
    """Multiply, to 20 places."""
    return None if a is None or b is None else _EXACT.quantize(_EXACT.multiply(a, b), _WIDE)


def div(a: Number, b: Number) -> Number:
    """Divide; by zero is blank."""
    return None if a is None or not b else _EXACT.quantize(_DIVIDE.divide(a, b), _WIDE)


def join(a: str | None, b: str | None) -> str | None:
    """Put two texts together; blank counts as ''."""
    return cut((a or "") + (b or ""))


def cut(value: str) -> str | None:
    """Cut text at the length limit; '' is blank."""
    return value[:MAX_TEXT] or None


def joined(texts: Iterable[str], separator: str = "") -> str:
    """Put many texts together; no more of them is read than counts."""
    pieces: list[str] = []
    length = 0
    for one in texts:
        pieces.append(one)
        length += len(one) + len(separator)
        if length >= MAX_TEXT + len(separator):
            break
    return separator.join(pieces)[:MAX_TEXT]


def count(value: Number) -> int | None:
    """Cut a number to a whole one; blank from two billion on."""
    return None if value is None or abs(value) >= MAX_COUNT else int(value)


def date_add(day: date | None, days: int | None) -> date | None:
    """Move a date by whole days; blank past the years 1 to 9999."""
    if day is None or days is None or abs(days) >= MAX_DATE_DAYS:
        return None
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def date_sub(day: date | None, days: int | None) -> date | None:
    """Move a date back by whole days."""
    return None if days is None else date_add(day, -days)


def days_between(end: date | None, start: date | None) -> Number:
    """Count days from ``start`` to ``end``."""
    return None if end is None or start is None else Decimal((end - start).days)


def moment_add(moment: datetime | None, days: Number) -> datetime | None:
    """Move a moment by days of 24 hours; fractions count."""
    if moment is None or days is None or abs(days) >= MAX_MOMENT_DAYS:
        return None
    try:
        return in_range(moment + timedelta(microseconds=int(days * _DAY)))
    except OverflowError:
        return None


def moment_sub(moment: datetime | None, days: Number) -> datetime | None:
    """Move a moment back by days of 24 hours."""
    return moment_add(moment, neg(days))


def moment_between(end: datetime | None, start: datetime | None) -> Number:
    """Measure days of 24 hours from ``start`` to ``end``, fractions included."""
    if end is None or start is None:
        return None
    return settle(_DIVIDE.divide(Decimal((end - start) // _MICROSECOND), _DAY))


def eq(a: Any, b: Any) -> bool:
    """Compare; two blanks are equal."""
    return bool(a == b)


def ne(a: Any, b: Any) -> bool:
    """Compare; a blank differs from every value."""
    return bool(a != b)


def lt(a: Any, b: Any) -> bool:
    """Compare in order; false with a blank."""
    return a is not None and b is not None and bool(a < b)


def le(a: Any, b: Any) -> bool:
    """Compare in order; false with a blank."""
    return a is not None and b is not None and bool(a <= b)


def gt(a: Any, b: Any) -> bool:
    """Compare in order; false with a blank."""
    return a is not None and b is not None and bool(a > b)


def ge(a: Any, b: Any) -> bool:
    """Compare in order; false with a blank."""
    return a is not None and b is not None and bool(a >= b)


def is_in(item: Any, *options: Any) -> bool:
    """Tell whether a value is one of the options; blank may be one."""
    return item in options


def not_in(item: Any, *options: Any) -> bool:
    """Tell whether a value is none of the options."""
    return item not in options


def member(item: Any, listed: tuple[Any, ...] | None) -> bool:
    """Tell whether a list holds a value; a blank is in no list."""
    return item is not None and item in (listed or ())


def not_member(item: Any, listed: tuple[Any, ...] | None) -> bool:
    """Tell whether a list lacks a value."""
    return not member(item, listed)


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "neg": neg, "add": add, "sub": sub, "mul": mul, "div": div, "join": join, "count": count,
    "date_add": date_add, "date_sub": date_sub, "days_between": days_between,
    "moment_add": moment_add, "moment_sub": moment_sub, "moment_between": moment_between,
    "eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge,
    "in": is_in, "not_in": not_in, "member": member, "not_member": not_member,
}  # fmt: skip
"""Operators that are plain functions of their values; ``and or not if`` and the conversions
``local_date`` and ``local_time``, which need the zone, belong to the back ends."""
