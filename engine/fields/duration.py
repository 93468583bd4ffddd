"""The field type ``duration``: a length of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.fields.shared.bases import NUMBER_MEASURES, NUMBER_OPERATORS, bounds_problems
from engine.fields.shared.durations import read_duration, show_duration, write_duration
from engine.fields.shared.locales import is_chinese
from engine.fields.shared.numbers import check_bounds
from engine.fields.shared.schemas import MAX, MIN
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import Text, text


class Duration(FieldType):
    """Whole seconds. A bare number is seconds, ``1:30`` is one hour and a half, a day is 24 hours."""

    name = "duration"
    label = text("Duration", "时长")
    help = text("A length of time.", "一段时间的长度。")
    examples = ("1h 30m", "1:30", "90m", "1小时30分", "PT1H30M", "5400", "1.5 days")
    family = Family.INTEGER
    value_type = ValueType.DURATION
    widget = "duration"
    operators = NUMBER_OPERATORS
    measures = NUMBER_MEASURES
    options_schema = {"min": MIN, "max": MAX}

    def check_options(self, field: FieldDef) -> Sequence[tuple[str, Text]]:
        return bounds_problems(field)

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> int | None:
        found = read_duration(raw)
        if found is not None:
            check_bounds(found, field.options.get("min"), field.options.get("max"))
        return found

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else write_duration(value)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, int):
            return "" if value is None else str(value)
        return show_duration(value, is_chinese(locale.language))


FIELD_TYPE = Duration()
