"""The field type ``decimal``: a number with decimals."""

from __future__ import annotations

from engine.fields.shared.bases import Number
from engine.kernel.values import ValueType
from engine.text import text


class DecimalType(Number):
    """An exact number below 9.2e12 with at most six decimals, rounded half-up on entry."""

    name = "decimal"
    label = text("Decimal number", "小数")
    help = text("A quantity, a weight, a factor.", "数量、重量、系数。")
    examples = ("1,234.50", "１２.５", "(12.5)", "1.234,50", "12.5-")
    value_type = ValueType.DECIMAL
    widget = "number"


FIELD_TYPE = DecimalType()
