"""The kind ``record_type``: a variant of an object with its own layout, defaults and options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import Problem
from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.kernel.model import Model
from engine.packages.expression_checks import Asked, expression_problems
from engine.packages.problems import component_problem, did_you_mean
from engine.packages.shapes import (
    BOOLEAN,
    EXPRESSION,
    NAME,
    WORDING,
    document,
    listed,
    mapping,
)
from engine.packages.yaml import escape
from engine.text import text


class RecordType(Kind):
    """A record type; ``options`` narrows select fields to some of their options."""

    name = "record_type"
    label = text("record type", "记录类型")
    folder = "record_types"
    parent = "object"
    removable = False
    schema = document(
        {
            "label": WORDING,
            "help": WORDING,
            "active": BOOLEAN,
            "layout": NAME,
            "defaults": mapping(EXPRESSION),
            "options": mapping(listed(NAME)),
        }
    )
    property_classes = {"help": PropertyClass.SEED, "layout": PropertyClass.SEED}

    def references(self, component: Component) -> Iterable[Reference]:
        if "layout" in component.body:
            yield Reference("layout", component.of, component.body["layout"], "/layout")
        for part in ("defaults", "options"):
            for field in component.body.get(part, {}):
                yield Reference("field", component.of, field, f"/{part}/{escape(field)}")

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        obj = model.objects.get(component.of)
        if obj is None:
            return
        for name in component.body.get("defaults", {}):
            field = obj.fields.get(name)
            if field is not None:
                asked = Asked(expect=field.type.value_type_of(field))
                pointer = f"/defaults/{escape(name)}"
                yield from expression_problems(component, model, pointer, asked)
        for name, ids in component.body.get("options", {}).items():
            field = obj.fields.get(name)
            known = [option.id for option in field.choices] if field else []
            for index, option in enumerate(ids):
                if field is not None and option not in known:
                    message = text(
                        "“{field}” has no option “{option}”",
                        "“{field}”没有选项“{option}”",
                        field=name,
                        option=option,
                    )
                    yield component_problem(
                        component,
                        f"/options/{escape(name)}/{index}",
                        "option.unknown",
                        message,
                        did_you_mean(option, known),
                    )


KIND = RecordType()
