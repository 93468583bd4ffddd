"""The field type ``rollup``: a total over the records that point here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.fields.shared.computed import Computed
from engine.fields.shared.schemas import DIGITS, EXPRESSION, NAME, choice, described, naming
from engine.kernel.model import FieldDef
from engine.kernel.values import Part
from engine.text import text


class Rollup(Computed):
    """A stored count, sum, least, greatest or average; money is in the corporate currency.

    ``returns`` says the type of the value: ``count`` is an integer; for the others the model fills it
    in from the field that is counted, and it is a decimal when nobody says.
    """

    name = "rollup"
    label = text("Roll-up", "汇总")
    help = text(
        "A count or sum over the records that point here.", "对指向本记录的记录计数或求和。"
    )
    options_schema = {
        "from": {
            "type": "object",
            "description": "Whose records are counted",
            "properties": {
                "object": naming("object", "The object whose records are counted"),
                "via": described(NAME, "Its field that points here"),
                "where": described(EXPRESSION, "Only records for which this is true"),
            },
            "required": ["object", "via"],
            "additionalProperties": False,
        },
        "agg": {
            "type": "object",
            "description": "What is computed of them",
            "properties": {
                "fn": choice(
                    "count", "sum", "min", "max", "avg", description="What is computed"
                ),
                "field": described(NAME, "Of which field; count needs none"),
            },
            "required": ["fn"],
            "additionalProperties": False,
        },
        "digits": DIGITS,
    }
    required_options = ("from", "agg")

    def returns(self, field: FieldDef) -> str:
        agg: Mapping[str, Any] = field.options.get("agg") or {}
        return (
            "integer"
            if agg.get("fn") == "count"
            else str(field.options.get("returns") or "decimal")
        )

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        main = self.acts_as(field).parts(field)[:1]
        return tuple(Part("", part.family, part.value_type, part.sort_key) for part in main)


FIELD_TYPE = Rollup()
