"""The field type ``datetime``: a moment."""

from __future__ import annotations

import datetime
from typing import Any

from engine.fields.shared.bases import DATE_OPERATORS, ORDER_MEASURES
from engine.fields.shared.dates import read_moment
from engine.fields.shared.locales import show_moment
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import text


class DateTime(FieldType):
    """A moment, kept in UTC; without a zone on entry it is in the viewer's (decision 25)."""

    name = "datetime"
    label = text("Date and time", "日期时间")
    help = text("A moment, such as the start of a meeting.", "某一时刻，例如会议开始时间。")
    examples = ("2026-03-05T14:30:00Z", "2026-03-05 14:30", "2026年3月5日 下午2:30")
    family = Family.MOMENT
    value_type = ValueType.MOMENT
    widget = "datetime"
    operators = DATE_OPERATORS
    measures = ORDER_MEASURES
    groupable = True

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> datetime.datetime | None:
        return read_moment(raw, locale)

    def to_json(self, value: Any, field: FieldDef) -> str | None:
        return None if value is None else str(value.isoformat()).replace("+00:00", "Z")

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if value is None:
            return ""
        local: datetime.datetime = value.astimezone(locale.zone or datetime.UTC)
        return local.isoformat(sep=" ")

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, datetime.datetime):
            return "" if value is None else str(value)
        return show_moment(value, locale.language, locale.zone)


FIELD_TYPE = DateTime()
