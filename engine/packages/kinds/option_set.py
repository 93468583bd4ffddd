"""The kind ``option_set``: a list of options that several select fields share."""

from __future__ import annotations

from engine.kernel.kind import Kind, PropertyClass
from engine.packages.shapes import (
    BOOLEAN,
    NAME,
    NUMBER,
    STRING,
    WORDING,
    document,
    keyed,
    listed,
    usual,
)
from engine.text import text

OPTIONS = keyed(
    {
        "label": WORDING,
        "color": {**STRING, "x-words": "tone"},
        "active": usual(BOOLEAN, True),
        "key": STRING,
        "when": listed(NAME),
        "probability": NUMBER,
        "closed": BOOLEAN,
        "won": BOOLEAN,
        "category": STRING,
    }
)
"""The options of a select; their ids are what rows store and never change (decision 5)."""


class OptionSet(Kind):
    """A shared list of options."""

    name = "option_set"
    label = text("option set", "选项集")
    plural = text("option sets", "选项集")
    folder = "option_sets"
    removable = False
    schema = document(
        {"label": WORDING, "help": WORDING, "options": OPTIONS}, required=("options",)
    )
    property_classes = {"options": PropertyClass.MERGE, "help": PropertyClass.SEED}


KIND = OptionSet()
