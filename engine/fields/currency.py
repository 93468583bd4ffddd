"""The field type ``currency``: an amount of money in the record's currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.fields.shared.bases import Number
from engine.fields.shared.locales import show_money
from engine.kernel.field_type import Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Money, Part, ValueType
from engine.text import text


class Currency(Number):
    """An amount; its currency stands in the record's system field ``currency`` (decision 24).

    The engine keeps the part ``base``, the amount in the corporate currency. A currency sign on
    entry is read over. ``display`` takes a `Money`, or an amount in ``Locale.currency``.
    """

    name = "currency"
    label = text("Currency", "金额")
    help = text("An amount of money.", "金额。")
    examples = ("￥1,200", "$ 1,234.50", "EUR 1200", "1200元", "120万", "2.5M", "-€5")
    value_type = ValueType.CURRENCY
    widget = "currency"
    money = True
    digits = 2

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return _PARTS

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        digits = field.options.get("digits")
        if isinstance(value, Money):
            return show_money(value.amount, value.currency, locale.language, digits)
        if not isinstance(value, Decimal):
            return "" if value is None else str(value)
        return show_money(value, locale.currency, locale.language, digits)


_PARTS = (
    Part("", Family.DECIMAL, ValueType.CURRENCY),
    Part("base", Family.DECIMAL, ValueType.CURRENCY, kept=True),
)

FIELD_TYPE = Currency()
