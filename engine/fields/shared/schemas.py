"""Fragments of JSON Schema for the options of field types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

BOOLEAN: Schema = {"type": "boolean"}
STRING: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "number"}
NAME_PATTERN = r"^(?:[a-z]{1,8}__)?[a-z][a-z0-9]*(?:_[a-z0-9]+)*$"
NAME: Schema = {"type": "string", "pattern": NAME_PATTERN, "x-words": "name"}
EXPRESSION: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 2000,
    "x-words": "expression",
}
WORDING: Schema = {
    "type": "object",
    "propertyNames": {"pattern": r"^[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?$", "x-words": "locale"},
    "additionalProperties": {"type": "string"},
    "minProperties": 1,
    "x-words": "wording",
}


def described(schema: Mapping[str, Any], description: str) -> Schema:
    """Give a fragment with the description that an editor shows."""
    return {**schema, "description": description}


def usual(schema: Mapping[str, Any], value: object) -> Schema:
    """Give a fragment with the value that holds while nothing is said."""
    return {**schema, "default": value}


def naming(kind: str, description: str) -> Schema:
    """Give a name with the kind of what it names, so that a form can offer what there is."""
    return {**NAME, "x-names": kind, "description": description}


def whole(least: int, most: int, description: str) -> Schema:
    """Make a whole number within bounds."""
    return {
        "type": "integer", "minimum": least, "maximum": most, "description": description,
    }  # fmt: skip


def choice(*words: str, description: str) -> Schema:
    """Make a choice of fixed words."""
    return {"enum": list(words), "description": description}


def listed(item: Mapping[str, Any], description: str, *, least: int = 0) -> Schema:
    """Make a list of plain values, each once."""
    return {
        "type": "array", "items": dict(item), "minItems": least, "maxItems": 100,
        "uniqueItems": True, "description": description,
    }  # fmt: skip


MIN = described(NUMBER, "The least value allowed")
MAX = described(NUMBER, "The greatest value allowed")
DIGITS = whole(0, 6, "Digits after the point; values are rounded half-up to them")
PATTERN = {
    "type": "string", "minLength": 1, "maxLength": 200,
    "description": "Regular expression that the whole text must match; no nested repeats",
}  # fmt: skip
TARGET = naming("object", "The object whose records are pointed to")
FILTER = described(EXPRESSION, "Only records for which this is true may be chosen; see target.")
_DELETED = "What happens when the record pointed to is deleted"
ON_DELETE = usual(choice("restrict", "set_null", "cascade", description=_DELETED), "set_null")
ON_LEAVING = choice("restrict", "set_null", description=_DELETED)
RELATED_LABEL = described(WORDING, "The heading of the list on the other record")

_OPTION: Schema = {
    "type": "object",
    "properties": {
        "id": described(NAME, "What rows store; never changes"),
        "label": described(WORDING, "The name people see, by language"),
        "color": described({**STRING, "x-words": "tone"}, "Name of a colour of the palette"),
        "active": usual(
            described(BOOLEAN, "false retires the option; old records keep it"), True
        ),
        "key": described(STRING, "The first id, kept by a rename"),
        "when": {
            "type": "array", "items": NAME, "maxItems": 500,
            "description": "Options of the controlling field that allow this one",
        },
        "probability": described(NUMBER, "Chance of success in percent"),
        "closed": described(BOOLEAN, "Nothing more is to be done"),
        "won": described(BOOLEAN, "Closed with success"),
        "category": described(STRING, "Category of the forecast"),
        "after": NAME,
        "before": NAME,
    },
    "required": ["id"],
    "additionalProperties": False,
}  # fmt: skip
CHOICES: Schema = {
    "options": {
        "type": "array", "items": _OPTION, "maxItems": 500, "x-key": "id",
        "description": "The options, in order",
    },
    "option_set": naming("option_set", "A shared list of options, instead of own ones"),
    "parent": naming("field", "The select field that controls which options are offered"),
}  # fmt: skip
