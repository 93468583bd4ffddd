"""The field type ``rating``: a number of stars."""

from __future__ import annotations

from typing import Any

from engine.fields.shared.bases import NUMBER_MEASURES, NUMBER_OPERATORS
from engine.fields.shared.numbers import check_bounds, read_whole
from engine.fields.shared.schemas import usual, whole
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import text

_MOST = 5


class Rating(FieldType):
    """One to ``max`` stars; blank is not rated."""

    name = "rating"
    label = text("Rating", "评分")
    help = text("A number of stars.", "星级。")
    examples = ("3", "★★★☆☆", "３")
    family = Family.INTEGER
    value_type = ValueType.INTEGER
    widget = "rating"
    operators = NUMBER_OPERATORS
    measures = NUMBER_MEASURES
    groupable = True
    options_schema = {"max": usual(whole(2, 10, "The most stars; 5 when not said"), _MOST)}

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> int | None:
        if isinstance(raw, str) and len(raw) <= 10 and raw[:1] == "★":
            raw = raw.count("★")
        found = read_whole(raw)
        if found is not None:
            check_bounds(found, 1, field.options.get("max", _MOST))
        return found

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else f"{value} / {field.options.get('max', _MOST)}"


FIELD_TYPE = Rating()
