"""The field type ``integer``: a whole number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.fields.shared.bases import NUMBER_MEASURES, NUMBER_OPERATORS, bounds_problems
from engine.fields.shared.locales import show_number
from engine.fields.shared.numbers import check_bounds, entry_pattern, read_whole
from engine.fields.shared.schemas import MAX, MIN
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import Text, text


class Integer(FieldType):
    """A whole number up to 2^53 - 1 either way, exact in JSON and browsers."""

    name = "integer"
    label = text("Whole number", "整数")
    help = text("A count of something.", "数量、个数。")
    examples = ("1200", "1,200", "１２００", "3.0", "-5", "1.5万", "25k")
    family = Family.INTEGER
    value_type = ValueType.INTEGER
    widget = "number"
    entry = entry_pattern()
    operators = NUMBER_OPERATORS
    measures = NUMBER_MEASURES
    groupable = True
    options_schema = {"min": MIN, "max": MAX}

    def check_options(self, field: FieldDef) -> Sequence[tuple[str, Text]]:
        return bounds_problems(field)

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> int | None:
        found = read_whole(raw)
        if found is not None and ("min" in field.options or "max" in field.options):
            check_bounds(found, field.options.get("min"), field.options.get("max"))
        return found

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, int):
            return "" if value is None else str(value)
        return show_number(value, locale.language)


FIELD_TYPE = Integer()
