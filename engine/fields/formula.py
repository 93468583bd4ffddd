"""The field type ``formula``: a value computed from the record."""

from __future__ import annotations

from engine.fields.shared.computed import RETURNS, Computed
from engine.fields.shared.schemas import BOOLEAN, DIGITS, EXPRESSION, choice, described
from engine.kernel.model import FieldDef
from engine.kernel.values import Part
from engine.text import text


class Formula(Computed):
    """A computed value: virtual, or with ``store`` kept in a column and recomputed on save."""

    name = "formula"
    label = text("Formula", "公式")
    help = text("A value computed from other fields.", "由其他字段计算得出的值。")
    options_schema = {
        "expr": described(EXPRESSION, "The expression"),
        "returns": choice(*RETURNS, description="The field type of the value"),
        "store": described(BOOLEAN, "Kept in a column: sorts and filters like any field"),
        "digits": DIGITS,
    }
    required_options = ("expr", "returns")

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return self.acts_as(field).parts(field) if field.options.get("store") else ()


FIELD_TYPE = Formula()
