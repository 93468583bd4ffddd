"""Chooses the operator and the result type for operands of given types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.kernel.values import ValueType
from engine.text import Text, text

V = ValueType
WHOLE = frozenset({V.INTEGER, V.DURATION})
"""Numbers that have no decimals; SQLite keeps them unscaled."""
_NAMES: dict[ValueType, Text] = {
    V.TEXT: text("text", "文本"),
    V.SELECT: text("a choice", "选项"),
    V.INTEGER: text("a whole number", "整数"),
    V.DECIMAL: text("a number", "数字"),
    V.PERCENT: text("a percentage", "百分比"),
    V.CURRENCY: text("currency", "金额"),
    V.DURATION: text("a duration", "时长"),
    V.BOOLEAN: text("yes/no", "是/否"),
    V.DATE: text("a date", "日期"),
    V.MOMENT: text("a date and time", "日期时间"),
    V.TIME: text("a time", "时间"),
    V.REFERENCE: text("a reference", "引用"),
    V.LIST: text("a list", "列表"),
    V.JSON: text("JSON", "JSON"),
    V.BLANK: text("blank", "空值"),
}

Chosen = tuple[str, ValueType]
"""An operator of `operators.OPERATIONS` and the type of its result."""


def named(value_type: ValueType) -> Text:
    """Name a type for a person."""
    return _NAMES[value_type]


def unify(types: Sequence[ValueType]) -> ValueType | None:
    """Find the one type that values of several types share; None when there is none."""
    found = V.BLANK
    for one in types:
        if one is V.BLANK or one is found:
            continue
        if found is V.BLANK:
            found = one
        elif found.is_number and one.is_number:
            found = _mixed(found, one)
        elif found.is_text and one.is_text:
            found = V.TEXT
        else:
            return None
    return found


def fits(given: ValueType, wanted: ValueType) -> bool:
    """Tell whether a result of one type may be used where another is expected."""
    return unify([given, wanted]) is not None


def comparable(a: ValueType, b: ValueType, *, ordered: bool) -> bool:
    """Tell whether two types may be compared, in order or just for equality."""
    common = unify([a, b])
    if common is None:
        return False
    return common not in (V.LIST, V.JSON, *((V.REFERENCE, V.BOOLEAN) if ordered else ()))


def choose_add(a: ValueType, b: ValueType) -> Chosen | None:
    """Choose what ``+`` means."""
    if (a.is_text or b.is_text) and (a.is_text or a is V.BLANK) and (b.is_text or b is V.BLANK):
        return "join", V.TEXT
    if _both_numbers(a, b):
        return "add", _sum(a, b)
    for first, second in ((a, b), (b, a)):
        if first is V.DATE and _numeric(second):
            return "date_add", V.DATE
        if first is V.MOMENT and _numeric(second):
            return "moment_add", V.MOMENT
    return None


def choose_sub(a: ValueType, b: ValueType) -> Chosen | None:
    """Choose what ``-`` means."""
    if a is b is V.DATE:
        return "days_between", V.INTEGER
    if a is b is V.MOMENT:
        return "moment_between", V.DECIMAL
    if _both_numbers(a, b):
        return "sub", _sum(a, b)
    if a is V.DATE and _numeric(b):
        return "date_sub", V.DATE
    return ("moment_sub", V.MOMENT) if a is V.MOMENT and _numeric(b) else None


def choose_mul(a: ValueType, b: ValueType) -> Chosen | None:
    """Choose what ``*`` means."""
    if not _both_numbers(a, b):
        return None
    if a is b is V.INTEGER:
        return "mul", V.INTEGER
    money = (a is V.CURRENCY) != (b is V.CURRENCY)
    return "mul", V.CURRENCY if money else V.DECIMAL


def choose_div(a: ValueType, b: ValueType) -> Chosen | None:
    """Choose what ``/`` means."""
    if not _both_numbers(a, b):
        return None
    return "div", V.CURRENCY if a is V.CURRENCY and b is not V.CURRENCY else V.DECIMAL


Rule = Callable[[ValueType, ValueType], Chosen | None]


def _numeric(one: ValueType) -> bool:
    return one.is_number or one is V.BLANK


def _both_numbers(a: ValueType, b: ValueType) -> bool:
    return _numeric(a) and _numeric(b)


def _sum(a: ValueType, b: ValueType) -> ValueType:
    if V.BLANK in (a, b):
        return V.DECIMAL if a is b else (b if a is V.BLANK else a)
    return a if a is b else _mixed(a, b)


def _mixed(a: ValueType, b: ValueType) -> ValueType:
    return V.CURRENCY if V.CURRENCY in (a, b) else V.DECIMAL
