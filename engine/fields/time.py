"""The field type ``time``: a time of day."""

from __future__ import annotations

import datetime
from typing import Any

from engine.fields.shared.bases import BLANKS, ORDER_MEASURES
from engine.fields.shared.dates import read_time
from engine.fields.shared.locales import show_time
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import text


class Time(FieldType):
    """A time of day, the same in every zone."""

    name = "time"
    label = text("Time", "时间")
    help = text("A time of day.", "一天中的时间。")
    examples = ("14:30", "2:30 pm", "下午2点30分", "14:30:15")
    family = Family.TIME
    value_type = ValueType.TIME
    widget = "time"
    operators = ("eq", "ne", "lt", "le", "gt", "ge", "between", *BLANKS)
    measures = ORDER_MEASURES

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> datetime.time | None:
        return read_time(raw)

    def to_json(self, value: Any, field: FieldDef) -> str | None:
        return None if value is None else value.isoformat()

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, datetime.time):
            return "" if value is None else str(value)
        return show_time(value)


FIELD_TYPE = Time()
