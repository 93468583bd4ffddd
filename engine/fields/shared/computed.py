"""The base of types that only pass on a value of another type: formula, mirror, rollup."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from engine.fields.discovery import field_types
from engine.fields.shared.texts import clean_block
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType

RETURNS = (
    "text", "integer", "decimal", "percent", "currency", "boolean", "date", "datetime", "time",
    "duration", "select", "lookup",
)  # fmt: skip
_LONGEST = 32_000


class Computed(FieldType):
    """A value that the engine computes; it looks and counts like the type that it returns."""

    family = Family.NONE
    value_type = ValueType.JSON
    computed = True
    widget = "readonly"
    fallback = "text"

    def returns(self, field: FieldDef) -> str:
        """Name the type of the value; the model fills ``returns`` in where it can be derived."""
        return str(field.options.get("returns") or self.fallback)

    def acts_as(self, field: FieldDef) -> FieldType:
        return _type_called(self.returns(field))

    def value_type_of(self, field: FieldDef) -> ValueType:
        return self.acts_as(field).value_type_of(field)

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return ()

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> Any:
        """Round a computed value to what its type stores."""
        return self.cleaner(field, locale)(raw)

    def cleaner(self, field: FieldDef, locale: Locale) -> Callable[[object], Any]:
        acts_as = self.acts_as(field)
        if acts_as.name == "text":
            return lambda raw: clean_block(raw, _LONGEST)
        clean = acts_as.cleaner(field, locale)
        if acts_as.family is Family.INTEGER:
            return lambda raw: clean(_whole(raw))
        return clean

    def to_json(self, value: Any, field: FieldDef) -> Any:
        return self.acts_as(field).to_json(value, field)

    def json_writer(self, field: FieldDef) -> Callable[[Any], Any] | None:
        return self.acts_as(field).json_writer(field)

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return self.acts_as(field).to_cell(value, field, locale)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return self.acts_as(field).display(value, field, locale)

    def search_text(self, value: Any, field: FieldDef) -> str:
        return self.acts_as(field).search_text(value, field)


def _whole(raw: object) -> object:
    if isinstance(raw, Decimal) and raw.is_finite():
        return raw.to_integral_value(ROUND_HALF_UP)
    return raw


@cache
def _type_called(name: str) -> FieldType:
    known = field_types()
    return known.get(name, known["text"])
