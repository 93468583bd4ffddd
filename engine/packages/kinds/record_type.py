"""The kind ``record_type``: a variant of an object with its own layout, defaults and options."""

from __future__ import annotations

from collections.abc import Iterable

from engine.kernel.asked import Asked
from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.kernel.model import Model
from engine.packages.shapes import (
    BOOLEAN,
    EXPRESSION,
    NAME,
    WORDING,
    document,
    listed,
    mapping,
    naming,
    usual,
)
from engine.packages.yaml import escape
from engine.text import text


class RecordType(Kind):
    """A record type; ``options`` narrows select fields to some of their options."""

    name = "record_type"
    label = text("record type", "记录类型")
    plural = text("record types", "记录类型")
    folder = "record_types"
    parent = "object"
    removable = False
    schema = document(
        {
            "label": WORDING,
            "help": WORDING,
            "active": usual(BOOLEAN, True),
            "layout": naming("layout"),
            "defaults": {**mapping(EXPRESSION), "x-by": "field"},
            "options": {**mapping(listed(NAME)), "x-by": "option"},
        }
    )
    property_classes = {"help": PropertyClass.SEED, "layout": PropertyClass.SEED}

    def references(self, component: Component) -> Iterable[Reference]:
        if "layout" in component.body:
            yield Reference("layout", component.of, component.body["layout"], "/layout")
        for part in ("defaults", "options"):
            for field in component.body.get(part, {}):
                yield Reference("field", component.of, field, f"/{part}/{escape(field)}")

        for field, ids in component.body.get("options", {}).items():
            for index, option in enumerate(ids):
                pointer = f"/options/{escape(field)}/{index}"
                yield Reference("option", f"{component.of}.{field}", option, pointer)

    def expressions(self, component: Component, model: Model) -> Iterable[Asked]:
        obj = model.objects.get(component.of)
        for name in component.body.get("defaults", {}):
            field = obj.fields.get(name) if obj else None
            if field is not None:
                expect = field.type.value_type_of(field)
                yield Asked(f"/defaults/{escape(name)}", expect=expect)


KIND = RecordType()
