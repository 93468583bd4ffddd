"""The kind ``validation_rule``: refuses a record while its condition is true."""

from __future__ import annotations

from collections.abc import Iterable

from engine.kernel.asked import Asked
from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.kernel.model import Model
from engine.packages.shapes import (
    BOOLEAN,
    EXPRESSION,
    WORDING,
    choice,
    described,
    document,
    listed,
    naming,
    usual,
)
from engine.text import text

EVENTS = ("create", "update")


class ValidationRule(Kind):
    """A validation rule; true means that the record is refused with the message."""

    name = "validation_rule"
    label = text("validation rule", "校验规则")
    plural = text("validation rules", "校验规则")
    folder = "validation_rules"
    parent = "object"
    schema = document(
        {
            "label": WORDING,
            "when": described(EXPRESSION, "True refuses the record"),
            "message": described(WORDING, "What the person reads, by language"),
            "at": described(naming("field"), "The field at which the message stands"),
            "events": usual(
                {**listed(choice(*EVENTS), least=1), "uniqueItems": True}, list(EVENTS)
            ),
            "active": usual(BOOLEAN, True),
        },
        required=("when", "message"),
    )
    property_classes = {"when": PropertyClass.VENDOR, "message": PropertyClass.VENDOR}

    def references(self, component: Component) -> Iterable[Reference]:
        if "at" in component.body:
            yield Reference("field", component.of, component.body["at"], "/at")

    def expressions(self, component: Component, model: Model) -> Iterable[Asked]:
        yield Asked("/when", prior=True)


KIND = ValidationRule()
