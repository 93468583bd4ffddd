"""The field type ``date``: a day of the calendar."""

from __future__ import annotations

import datetime
from typing import Any

from engine.fields.shared.bases import DATE_OPERATORS, ORDER_MEASURES
from engine.fields.shared.dates import read_date
from engine.fields.shared.locales import show_date
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import text


class Date(FieldType):
    """A day without a time zone; it never passes through a moment (decision 25)."""

    name = "date"
    label = text("Date", "日期")
    help = text("A day.", "某一天。")
    examples = ("2026-03-05", "2026年3月5日", "2026/3/5", "5 Mar 2026", "25/3/2026", "20260305")
    family = Family.DATE
    value_type = ValueType.DATE
    widget = "date"
    operators = DATE_OPERATORS
    measures = ORDER_MEASURES
    groupable = True

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> datetime.date | None:
        return read_date(raw, locale)

    def to_json(self, value: Any, field: FieldDef) -> str | None:
        return None if value is None else value.isoformat()

    def json_writer(self, field: FieldDef) -> None:
        return None

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, datetime.date):
            return "" if value is None else str(value)
        return show_date(value, locale.language)


FIELD_TYPE = Date()
