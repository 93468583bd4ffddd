"""The kind ``field``: a property of records; authored inline in its object's file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.errors import Problem
from engine.kernel.asked import Asked
from engine.kernel.component import Component
from engine.kernel.field_type import FieldType
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.kernel.model import Model
from engine.packages import field_checks
from engine.packages.shapes import (
    BOOLEAN,
    EXPRESSION,
    STRING,
    WORDING,
    Schema,
    described,
    document,
    naming,
)
from engine.text import text

COMMON: Schema = {
    "type": described(STRING, "What the field holds"),
    "label": described(WORDING, "The name people see, by language"),
    "help": described(WORDING, "One sentence on what to enter, by language"),
    "required": described(BOOLEAN, "A record cannot be saved without it"),
    "unique": described(BOOLEAN, "No two live records share a value; blanks never clash"),
    "audit": described(BOOLEAN, "Changes are kept in the record's history"),
    "default": described(EXPRESSION, "Expression for a new record, such as today()"),
    "visible_when": described(EXPRESSION, "Shown only when this is true"),
    "read_only_when": described(EXPRESSION, "Not to be changed when this is true"),
    "after": described(naming("field"), "Stands behind this field"),
    "before": described(naming("field"), "Stands in front of this field"),
}


class Field(Kind):
    """A field; its type adds keys of its own."""

    name = "field"
    label = text("field", "字段")
    plural = text("fields", "字段")
    folder = ""
    parent = "object"
    removable = False
    schema = {**document(COMMON, required=("type",)), "additionalProperties": True}
    property_classes = {
        "type": PropertyClass.LOCKED,
        "to": PropertyClass.LOCKED,
        "from": PropertyClass.LOCKED,
        "agg": PropertyClass.LOCKED,
        "via": PropertyClass.LOCKED,
        "field": PropertyClass.LOCKED,
        "returns": PropertyClass.LOCKED,
        "store": PropertyClass.LOCKED,
        "required": PropertyClass.TIGHTEN,
        "unique": PropertyClass.TIGHTEN,
        "audit": PropertyClass.TIGHTEN,
        "max_length": PropertyClass.TIGHTEN,
        "min": PropertyClass.TIGHTEN,
        "max": PropertyClass.TIGHTEN,
        "max_mb": PropertyClass.TIGHTEN,
        "options": PropertyClass.MERGE,
        "help": PropertyClass.SEED,
    }

    def references(self, component: Component) -> Iterable[Reference]:
        yield from field_checks.references(component)

    def expressions(self, component: Component, model: Model) -> Iterable[Asked]:
        yield from field_checks.expressions(component, model)

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        yield from field_checks.check(component, model)


def field_shape(field_type: FieldType) -> Schema:
    """Give the shape of a field of one type."""
    shape = document(
        {**COMMON, **field_type.options_schema},
        required=("type", *field_type.required_options),
    )
    shape["properties"]["type"] = {"const": field_type.name}
    return shape


def any_field_shape(field_types: Mapping[str, FieldType]) -> Schema:
    """Give the shape of a field whose type is unknown: any type's keys, and a known type."""
    properties: dict[str, Any] = {}
    for field_type in field_types.values():
        for key, value in field_type.options_schema.items():
            properties.setdefault(key, value)
    properties.update(COMMON, type={"enum": sorted(field_types)})
    return document(properties, required=("type",))


KIND = Field()
