"""The field type ``percent``: a share of a hundred."""

from __future__ import annotations

from typing import Any

from engine.fields.shared.bases import Number
from engine.kernel.field_type import Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import ValueType
from engine.text import text


class Percent(Number):
    """A share; 12.5 means 12.5 %. A spreadsheet cell in percent format holds 0.125: scale it first."""

    name = "percent"
    label = text("Percent", "百分比")
    help = text("A share of a hundred: 12.5 is 12.5 %.", "百分数：12.5 即 12.5%。")
    examples = ("12.5%", "12.5", "１２％")
    value_type = ValueType.PERCENT
    widget = "percent"
    percent = True

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        shown = super().display(value, field, locale)
        return shown + "%" if shown else ""


FIELD_TYPE = Percent()
