"""The kind ``object``: a sort of record that a tenant keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import Problem
from engine.kernel.asked import Asked
from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.kernel.model import Model
from engine.packages import object_checks
from engine.packages.shapes import (
    BOOLEAN,
    EXPRESSION,
    NAME,
    PATH,
    STRING,
    WORDING,
    choice,
    described,
    document,
    keyed,
    listed,
    naming,
    usual,
)
from engine.text import text

FEATURES = ("history", "board", "tasks", "notes", "files")


class Object(Kind):
    """An object; its fields stand inline in its file and are components of their own."""

    name = "object"
    label = text("object", "对象")
    plural = text("objects", "对象")
    folder = "objects"
    removable = False
    schema = document(
        {
            "label": described(WORDING, "One record, by language"),
            "plural": described(WORDING, "Several records, by language"),
            "help": described(WORDING, "What it is for, by language"),
            "icon": described(STRING, "Name of an icon"),
            "color": described(STRING, "Name of a colour of the palette"),
            "name_field": described(naming("field"), "The field by which a record is called"),
            "owner": described(
                usual(choice("user", "none"), "user"), "Whether records belong to somebody"
            ),
            "money": described(BOOLEAN, "Records have a currency without a currency field"),
            "rate_date": described(
                naming("field"), "The date field that chooses the exchange rate"
            ),
            "final_when": described(
                EXPRESSION,
                "While true, amounts in corporate currency no longer follow the rates",
            ),
            "default_access": described(
                usual(choice("none", "read", "write"), "none"),
                "What every user may do with every record",
            ),
            "read_through": described(
                {**listed(naming("field"), most=12), "uniqueItems": True},
                "Look-ups in order: who may read what the first filled one names may read this too",
            ),
            "features": {**listed(choice(*FEATURES)), "uniqueItems": True},
            "search": described(listed(PATH, most=40), "Paths by which search finds a record"),
            "board": described(
                naming("field"), "The select field whose options are the board's columns"
            ),
            "indexes": keyed(
                {"fields": listed(NAME, least=1, most=8), "unique": BOOLEAN},
                required=("fields",),
            ),
            "trash_days": described(
                {"type": "integer", "minimum": 0, "maximum": 3650},
                "Days until the recycle bin is emptied of a record; 0 never",
            ),
            "field_order": listed(STRING, most=2000),
        }
    )
    property_classes = {
        "owner": PropertyClass.LOCKED,
        "money": PropertyClass.LOCKED,
        "default_access": PropertyClass.TIGHTEN,
        "indexes": PropertyClass.MERGE,
        "help": PropertyClass.SEED,
        "icon": PropertyClass.SEED,
        "color": PropertyClass.SEED,
    }

    def references(self, component: Component) -> Iterable[Reference]:
        yield from object_checks.references(component)

    def expressions(self, component: Component, model: Model) -> Iterable[Asked]:
        yield Asked("/final_when", component.name, needs_sql=True, alone="condition")

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        yield from object_checks.check(component, model)


KIND = Object()
