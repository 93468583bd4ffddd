"""Fragments of JSON Schema from which kinds put their shapes together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

NAME_PATTERN = r"^(?:[a-z]{1,8}__)?[a-z][a-z0-9]*(?:_[a-z0-9]+)*$"
PATH_PATTERN = r"^(?:[a-z]{1,8}__)?[a-z][a-z0-9_]*(?:\.(?:[a-z]{1,8}__)?[a-z][a-z0-9_]*){0,5}$"

BOOLEAN: Schema = {"type": "boolean"}
INTEGER: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
STRING: Schema = {"type": "string", "minLength": 1}
YES_NO: Schema = {"enum": ["yes", "no"]}
ORDER: Schema = {"type": "integer", "minimum": 0, "maximum": 1_000_000, "default": 0}
NAME: Schema = {"type": "string", "pattern": NAME_PATTERN, "maxLength": 50, "x-words": "name"}


def naming(kind: str) -> Schema:
    """Give a name with the kind of what it names, so that a form can offer what there is."""
    return {**NAME, "x-names": kind}


PATH: Schema = {"type": "string", "pattern": PATH_PATTERN, "x-words": "path"}
EXPRESSION: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 2000,
    "x-words": "expression",
}
DATE: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$",
    "x-words": "date",
}
WORDING: Schema = {
    "type": "object",
    "propertyNames": {"pattern": r"^[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?$", "x-words": "locale"},
    "additionalProperties": {"type": "string", "maxLength": 20_000},
    "minProperties": 1,
    "x-words": "wording",
}
"""A text by locale: ``{en: Amount, zh: 金额}``."""
NOTES: Schema = {
    "type": "string",
    "description": "Remarks for the next person; kept as they are",
}


def described(schema: Mapping[str, Any], description: str) -> Schema:
    """Give a fragment with the description that an editor shows."""
    return {**schema, "description": description}


def usual(schema: Mapping[str, Any], value: object) -> Schema:
    """Give a fragment with the value that holds while nothing is said."""
    return {**schema, "default": value}


def listed(item: Mapping[str, Any], *, least: int = 0, most: int = 500) -> Schema:
    """Make a plain list: an overlay replaces it as a whole."""
    return {"type": "array", "items": dict(item), "minItems": least, "maxItems": most}


def choice(*words: str) -> Schema:
    """Make a choice of fixed words."""
    return {"enum": list(words)}


def closed(properties: Mapping[str, Any], *, required: tuple[str, ...] = ()) -> Schema:
    """Make a map with exactly these keys."""
    schema: Schema = {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
    }
    if required:
        schema["required"] = list(required)
    return schema


def mapping(value: Mapping[str, Any], key: Mapping[str, Any] = NAME) -> Schema:
    """Make a map whose keys the author chooses."""
    return {"type": "object", "propertyNames": dict(key), "additionalProperties": dict(value)}


def keyed(
    properties: Mapping[str, Any],
    *,
    required: tuple[str, ...] = (),
    by: str = "id",
    short: bool = False,
) -> Schema:
    """Make a list whose elements have an identity, so that layers merge it element by element.

    ``by`` names the identity. ``short`` also takes a plain text for an element that says nothing
    but its ``field``.
    """
    known = (
        {"id": NAME, "after": NAME, "before": NAME}
        if by == "id"
        else {"after": PATH, "before": PATH}
    )
    item = closed({**known, **properties}, required=(by, *required))
    if short:
        item["required"] = [key for key in item["required"] if key != "id"]
        item = {"anyOf": [PATH, item]}
    return {"type": "array", "items": item, "maxItems": 500, "x-key": by}


def document(properties: Mapping[str, Any], *, required: tuple[str, ...] = ()) -> Schema:
    """Make the shape of a component: its own keys and those that every component may have."""
    return closed(
        {"notes": NOTES, "renamed_from": listed(NAME), "deprecated": BOOLEAN, **properties},
        required=required,
    )
