"""Functions of numbers: exact decimals, rounded half-up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa

from engine.expressions.function import Function
from engine.text import text

GROUP = "number"


def _to_digits(value: Decimal, digits: int, rounding: str) -> Decimal:
    digits = max(min(digits, 6), -12)
    return value.quantize(Decimal(1).scaleb(-digits), rounding=rounding)


def _round(value: Decimal, digits: int = 0) -> Decimal:
    return _to_digits(value, digits, ROUND_HALF_UP)


FUNCTIONS = (
    Function(
        GROUP,
        "abs(value: number) -> same",
        python=abs,
        postgresql=lambda value: sa.func.abs(value),
        browser=True,
        doc=text("The number without its sign.", "绝对值。"),
        example="abs(-2.5)",
        expected="2.5",
        salesforce="ABS",
    ),
    Function(
        GROUP,
        "round(value: number, digits: count?) -> same",
        python=_round,
        postgresql=lambda value, digits=0: sa.func.round(value, digits),
        browser=True,
        doc=text("Rounds half-up (away from zero).", "四舍五入（远离零）。"),
        example="round(2.345, 2)",
        expected="2.35",
        salesforce="ROUND",
    ),
)
