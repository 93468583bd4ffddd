"""Functions of numbers: exact decimals, rounded half-up."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

import sqlalchemy as sa

from engine.expressions import operators
from engine.expressions.function import Function
from engine.expressions.operators import Number
from engine.expressions.postgresql import NUMERIC, divided, within
from engine.text import text

GROUP = "number"
MAX_POWER = 100
_FINE = Context(prec=60, rounding=ROUND_HALF_UP, traps=[])
_STEPS = {digits: Decimal(1).scaleb(-digits) for digits in range(-12, 7)}
_PI = Decimal("3.141593")
f = sa.func


def _to_digits(value: Decimal, digits: int, rounding: str) -> Decimal:
    step = _STEPS[max(min(digits, 6), -12)]
    return value.quantize(step, rounding, _FINE)


def _rounder(rounding: str) -> Callable[..., Decimal]:
    def rounded(value: Decimal, digits: int = 0) -> Decimal:
        return _to_digits(value, digits, rounding)

    return rounded


def _digits(digits: Any) -> Any:
    """Bound the digits as Python does, where PostgreSQL would go on."""
    return sa.case((digits > 6, 6), (digits < -12, -12), else_=digits)


def _pg_round(value: Any, digits: Any = None) -> Any:
    return f.round(value, 0 if digits is None else _digits(digits))


def _pg_trunc(value: Any, digits: Any = None) -> Any:
    return f.trunc(value, 0 if digits is None else _digits(digits))


def _pg_round_up(value: Any, digits: Any = None) -> Any:
    if digits is None:
        return f.sign(value) * f.ceil(f.abs(value))
    step = f.power(sa.literal(Decimal(10), NUMERIC), sa.cast(_digits(digits), NUMERIC))
    return divided(f.sign(value) * f.ceil(f.abs(value) * step), step)


def _to_step(value: Decimal, step: Decimal, rounding: str) -> Number:
    if not step:
        return None
    return (
        _FINE.divide(value, step).quantize(Decimal(1), rounding=rounding, context=_FINE) * step
    )


def _mod(value: Decimal, divisor: Decimal) -> Number:
    return _FINE.remainder(value, divisor) if divisor else None


def _power(value: Decimal, exponent: int) -> Number:
    if abs(exponent) > MAX_POWER:
        return None
    if exponent == 0:
        return Decimal(1)
    raised = _FINE.power(value, abs(exponent))
    return raised if exponent > 0 else operators.div(Decimal(1), raised)


def _pg_power(value: Any, exponent: Any) -> Any:
    bounded = within(exponent, -MAX_POWER - 1, MAX_POWER + 1, sa.Integer())
    raised = f.power(f.round(value, 40), sa.cast(f.abs(bounded), NUMERIC), type_=NUMERIC)
    one = sa.literal(Decimal(1), NUMERIC)
    return sa.case((exponent < 0, divided(one, raised)), else_=raised)


def _sqrt(value: Decimal) -> Number:
    return _FINE.sqrt(value) if value >= 0 else None


def _exp(value: Decimal) -> Number:
    return _FINE.exp(value) if -1000 < value < 31 else None


def _ln(value: Decimal) -> Number:
    return _FINE.ln(value) if value > 0 else None


def _log10(value: Decimal) -> Number:
    return _FINE.log10(value) if value > 0 else None


def _clamp(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return low if value < low else min(value, high)


def _least(*values: Any) -> Any:
    return min((one for one in values if one is not None), default=None)


def _greatest(*values: Any) -> Any:
    return max((one for one in values if one is not None), default=None)


def _pg_extreme(name: str) -> Callable[..., Any]:
    def build(*values: Any) -> Any:
        if any(isinstance(one.type, sa.Text) for one in values):
            values = tuple(sa.collate(one, "C") for one in values)
        return getattr(f, name)(*values)

    return build


def _sum(*values: Decimal) -> Number:
    total: Number = Decimal(0)
    for value in values:
        total = operators.add(total, value)
    return total


def _average(*values: Number) -> Number:
    given = [value for value in values if value is not None]
    return operators.div(_sum(*given), Decimal(len(given)))


def _pg_average(*values: Any) -> Any:
    total = sum((f.coalesce(one, 0) for one in values[1:]), f.coalesce(values[0], 0))
    return divided(sa.cast(total, NUMERIC), sa.cast(f.num_nonnulls(*values), NUMERIC))


def _grouped(value: Decimal, digits: int) -> str:
    rounded = _to_digits(value, max(min(digits, 6), 0), ROUND_HALF_UP) or Decimal(0)
    return f"{rounded:,.{max(min(digits, 6), 0)}f}"


def _pg_grouped(value: Any, digits: Any) -> Any:
    places = max(min(int(digits), 6), 0)
    pattern = "FM9,999,999,999,990" + ("." + "0" * places if places else "")
    return f.to_char(f.round(value, places), pattern)


def _distance(lat1: Decimal, lng1: Decimal, lat2: Decimal, lng2: Decimal) -> Decimal:
    """Measure along the great circle of a sphere of 6,371 km; good to half a per cent."""
    a, b = math.radians(lat1), math.radians(lat2)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(lng2 - lng1) / 2) ** 2
    kilometres = 2 * 6_371 * math.asin(math.sqrt(min(half, 1.0)))
    return Decimal(str(kilometres)).quantize(Decimal("0.001"), ROUND_HALF_UP)


FUNCTIONS = (
    Function(GROUP, "abs(value: number) -> same",
        text("The number without its sign.", "绝对值。"),
        "abs(-2.5)", "2.5",
        abs, lambda value: f.abs(value), browser=True, salesforce="ABS"),
    Function(GROUP, "sign(value: number) -> integer",
        text("-1, 0 or 1.", "符号：-1、0 或 1。"),
        "sign(-3)", "-1",
        lambda value: (value > 0) - (value < 0), lambda value: f.sign(value), browser=True),
    Function(GROUP, "round(value: number, digits: count?) -> same",
        text("Rounds half-up, away from zero; `digits` may be negative.",
             "四舍五入（远离零）；digits 可为负。"),
        "round(-2.345, 2)", "-2.35",
        _rounder(ROUND_HALF_UP), _pg_round, browser=True, salesforce="ROUND", repeats=3),
    Function(GROUP, "round_up(value: number, digits: count?) -> same",
        text("Rounds away from zero.", "向远离零的方向取整。"),
        "round_up(-2.301, 2)", "-2.31",
        _rounder(ROUND_UP), _pg_round_up, browser=True, salesforce="CEILING", repeats=6),
    Function(GROUP, "round_down(value: number, digits: count?) -> same",
        text("Rounds towards zero: cuts off.", "向零取整（截断）。"),
        "round_down(-2.309, 2)", "-2.3",
        _rounder(ROUND_DOWN), _pg_trunc, browser=True, salesforce="FLOOR, TRUNC", repeats=3),
    Function(GROUP, "ceil(value: number) -> integer",
        text("The next whole number up.", "不小于它的最小整数。"),
        "ceil(-2.5)", "-2",
        lambda value: value.to_integral_value(ROUND_CEILING), lambda value: f.ceil(value),
        browser=True, salesforce="MCEILING"),
    Function(GROUP, "floor(value: number) -> integer",
        text("The next whole number down.", "不大于它的最大整数。"),
        "floor(-2.5)", "-3",
        lambda value: value.to_integral_value(ROUND_FLOOR), lambda value: f.floor(value),
        browser=True, salesforce="MFLOOR"),
    Function(GROUP, "round_to(value: number, step: number) -> decimal",
        text("Rounds half-up to a multiple of a step, such as 0.05.",
             "四舍五入到步长的倍数，如 0.05。"),
        "round_to(12.37, 0.05)", "12.35",
        lambda value, step: _to_step(value, step, ROUND_HALF_UP),
        lambda value, step: f.round(divided(value, step)) * step, repeats=2),
    Function(GROUP, "ceil_to(value: number, step: number) -> decimal",
        text("Rounds up to a multiple of a step, such as a pack size.",
             "向上取到步长（如包装数）的倍数。"),
        "ceil_to(13, 12)", "24",
        lambda value, step: _to_step(value, step, ROUND_CEILING),
        lambda value, step: f.ceil(divided(value, step)) * step, repeats=2),
    Function(GROUP, "min(*values: same) -> same",
        text("The smallest; blanks are left out.", "最小值，忽略空值。"),
        "min(3, null, 2)", "2",
        _least, _pg_extreme("least"), browser=True, salesforce="MIN"),
    Function(GROUP, "max(*values: same) -> same",
        text("The largest; blanks are left out.", "最大值，忽略空值。"),
        "max(3, null, 2)", "3",
        _greatest, _pg_extreme("greatest"), browser=True, salesforce="MAX"),
    Function(GROUP, "sum(*values: zero) -> same",
        text("The sum; blanks count as 0.", "求和，空值按 0 计。"),
        "sum(1, null, 2.5)", "3.5",
        _sum, lambda *values: sum(values[1:], values[0]), browser=True),
    Function(GROUP, "average(*values: maybe) -> decimal",
        text("The mean of the values that are not blank.", "非空值的平均数。"),
        "average(1, null, 2)", "1.5",
        _average, _pg_average, browser=True, repeats=2),
    Function(GROUP, "mod(value: number, divisor: number) -> same",
        text("The remainder, with the sign of the value; by zero blank.",
             "余数，符号与被除数相同；除以零为空。"),
        "mod(7, 3)", "1",
        _mod, lambda value, divisor: f.mod(value, f.nullif(divisor, 0)),
        browser=True, salesforce="MOD"),
    Function(GROUP, "power(value: number, exponent: count) -> decimal",
        text("The value to a whole power from -100 to 100.", "整数次幂（-100 至 100）。"),
        "power(1.05, 3)", "1.157625", _power, _pg_power, repeats=3),
    Function(GROUP, "sqrt(value: number) -> decimal",
        text("The square root; blank below 0.", "平方根；负数为空。"),
        "sqrt(2)", "1.414214",
        _sqrt, lambda value: f.sqrt(sa.case((value >= 0, f.round(value, 40)))),
        salesforce="SQRT", repeats=2),
    Function(GROUP, "exp(value: number) -> decimal",
        text("e to a power.", "e 的幂。"),
        "exp(1)", "2.718282",
        _exp, lambda value: f.exp(f.round(within(value, -1000, 31, NUMERIC), 40)),
        salesforce="EXP"),
    Function(GROUP, "ln(value: number) -> decimal",
        text("The natural logarithm; blank from 0 down.", "自然对数；非正数为空。"),
        "ln(10)", "2.302585",
        _ln, lambda value: f.ln(sa.case((value > 0, f.round(value, 40)))),
        salesforce="LN", repeats=2),
    Function(GROUP, "log10(value: number) -> decimal",
        text("The logarithm to base 10; blank from 0 down.", "以 10 为底的对数；非正数为空。"),
        "log10(1000)", "3",
        _log10, lambda value: f.log(sa.case((value > 0, f.round(value, 40)))),
        salesforce="LOG", repeats=2),
    Function(GROUP, "pi() -> decimal",
        text("3.141593.", "圆周率 3.141593。"),
        "pi()", "3.141593",
        lambda: _PI, lambda: sa.literal(_PI, NUMERIC), salesforce="PI"),
    Function(GROUP, "clamp(value: number, low: number, high: number) -> same",
        text("The value kept between two bounds.", "把值限制在上下限之间。"),
        "clamp(120, 0, 100)", "100",
        _clamp,
        lambda value, low, high: sa.case(
            (sa.or_(low.is_(None), high.is_(None)), None),
            (value < low, low), (value > high, high), else_=value),
        browser=True, repeats=3),
    Function(GROUP, "percent_of(part: number, whole: number) -> percent",
        text("What share of the whole a part is, in per cent.", "部分占整体的百分比。"),
        "percent_of(30, 120)", "25",
        lambda part, whole: operators.div(operators.mul(part, Decimal(100)), whole),
        lambda part, whole: divided(part * 100, whole), browser=True),
    Function(GROUP, "distance(lat1: number, lng1: number, lat2: number, lng2: number) -> decimal",
        text("Kilometres between two places on the globe.", "地球上两点之间的公里数。"),
        "round(distance(31.23, 121.47, 39.9, 116.4))", "1067", _distance,
        no_sql="trigonometry computes in floating point, whose results differ between databases",
        salesforce="DISTANCE"),
    Function(GROUP, "format_number(value: number, digits: literal count) -> text",
        text("With thousands separated and fixed decimals.", "带千分位和固定小数位的文本。"),
        "format_number(1234567.5, 2)", "1,234,567.50", _grouped, _pg_grouped),
)  # fmt: skip
