"""The kinds of values that fields hold, rules compute and databases store."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache


class Family(StrEnum):
    """A storage family; ``storage`` maps family and dialect to a column type (decision 13)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    REFERENCE = "reference"
    JSON = "json"
    SIDE = "side"
    NONE = "none"


class ValueType(StrEnum):
    """A static type of the expression language.

    Python values: text and select ``str``, integer/decimal/percent/currency/duration numbers
    (``Decimal`` in expressions; integers and durations are whole), boolean ``bool``, date
    ``datetime.date``, moment aware UTC ``datetime``, time ``datetime.time``, reference ``UUID``,
    list ``tuple``, json anything JSON. Blank is always ``None``.
    """

    TEXT = "text"
    SELECT = "select"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    CURRENCY = "currency"
    DURATION = "duration"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "datetime"
    TIME = "time"
    REFERENCE = "reference"
    LIST = "list"
    JSON = "json"
    BLANK = "blank"

    @property
    def is_number(self) -> bool:
        return self in _NUMBERS

    @property
    def is_text(self) -> bool:
        return self in (ValueType.TEXT, ValueType.SELECT)


_NUMBERS = frozenset(
    {
        ValueType.INTEGER,
        ValueType.DECIMAL,
        ValueType.PERCENT,
        ValueType.CURRENCY,
        ValueType.DURATION,
    }
)

DECIMAL_LIMIT = Decimal("9.2e12")
DECIMAL_SCALE = 6
_QUANTUM = Decimal(1).scaleb(-DECIMAL_SCALE)


def round_half_up(value: Decimal, digits: int = DECIMAL_SCALE) -> Decimal:
    """Round half away from zero, the one rounding of the whole product."""
    return value.quantize(_quantum(digits), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=64)
def _quantum(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def stored_decimal(value: Decimal) -> Decimal:
    """Round to the stored scale; OverflowError outside |v| < 9.2e12 (decision 13)."""
    if not value.is_finite() or abs(value) >= DECIMAL_LIMIT:
        raise OverflowError(str(value))
    return value.quantize(_QUANTUM, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Part:
    """One stored part of a field: ``billing.city`` is part ``city`` of field ``billing``.

    ``name`` is empty for the main part. ``value_type`` is what expressions see.
    ``sort_key`` asks storage for a companion column with the text order key (decision 26).
    Companions that the engine keeps itself (``base``, ``sort``) are parts with ``kept=True``.
    """

    name: str
    family: Family
    value_type: ValueType
    sort_key: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217 code)."""

    amount: Decimal
    currency: str
