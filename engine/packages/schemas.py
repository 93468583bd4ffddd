"""Makes the JSON Schema of every kind of file, with which an editor completes and checks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.kernel.catalogue import Catalogue
from engine.kernel.kind import Kind
from engine.packages.kinds.field import any_field_shape, field_shape
from engine.packages.lists import identity_of
from engine.packages.shape import sparse
from engine.packages.shapes import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EXTENDS = {"const": True, "description": "This file changes a component of a lower layer"}
_UNSET = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Keys that go back to their default",
}
_DELETE = {"const": True, "description": "Removes what a lower layer has here"}
_MOVE = {
    "type": "object",
    "properties": {"after": {"type": "string"}, "before": {"type": "string"}},
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
    "description": "Stands behind or in front of another element",
}


def schema_files(catalogue: Catalogue) -> dict[str, str]:
    """Give name and content of the schema of every kind that has files, sorted."""
    schemas = {}
    for kind in catalogue.kinds.values():
        if kind.folder or kind.name == "package":
            schema = editor_schema(kind, catalogue)
            schemas[f"{kind.name}.json"] = (
                f"{json.dumps(schema, indent=1, ensure_ascii=False)}\n"
            )
    return dict(sorted(schemas.items()))


def editor_schema(kind: Kind, catalogue: Catalogue) -> Schema:
    """Give the schema of a whole file: a component of its own, or an overlay."""
    own, changed = dict(kind.schema), overlay_shape(kind.schema)
    definitions: Schema = {}
    if kind.name == "object":
        own = _with_fields(_without(own, "field_order"), _field_of_any_type(catalogue))
        changed = _with_fields(_without(changed, "field_order"), _overlay_field())
        definitions = {
            f"field_{name}": field_shape(field_type)
            for name, field_type in sorted(catalogue.field_types.items())
        }
        definitions["field"] = _field_of_any_type(catalogue)
        definitions["changed_field"] = overlay_shape(any_field_shape(catalogue.field_types))
    head: Schema = {"$schema": DIALECT, "title": f"Keel {kind.label}"}
    if kind.name == "package":
        return {**head, **own}
    changed["properties"] = {"extends": _EXTENDS, **changed["properties"]}
    changed["required"] = ["extends"]
    if definitions:
        head["$defs"] = definitions
    return {**head, "if": {"required": ["extends"]}, "then": changed, "else": own}


def overlay_shape(schema: Mapping[str, Any]) -> Schema:
    """Give the sparse form of a shape, with the words that only overlays know."""
    shape: Schema = _with_directives(sparse(schema), element=False)
    return shape


def _with_directives(schema: Any, *, element: bool) -> Any:
    if isinstance(schema, list):
        return [_with_directives(item, element=element) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    keyed = bool(identity_of(schema))
    made = {
        key: _with_directives(value, element=element or (keyed and key == "items"))
        if key in ("items", "anyOf", "additionalProperties")
        else {name: _with_directives(each, element=False) for name, each in value.items()}
        if key == "properties"
        else value
        for key, value in schema.items()
    }
    if isinstance(made.get("properties"), dict):
        words: Schema = {"$unset": _UNSET, "$delete": _DELETE}
        if element:
            words["$move"] = _MOVE
        made["properties"] = {**made["properties"], **words}
    return made


def _field_of_any_type(catalogue: Catalogue) -> Schema:
    names = sorted(catalogue.field_types)
    return {
        "type": "object",
        "properties": {"type": {"enum": names}},
        "required": ["type"],
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {"$ref": f"#/$defs/field_{name}"},
            }
            for name in names
        ],
    }


def _overlay_field() -> Schema:
    """A field with a type is a new one; without, it changes one of a lower layer."""
    return {
        "if": {"required": ["type"]},
        "then": {"$ref": "#/$defs/field"},
        "else": {"$ref": "#/$defs/changed_field"},
    }


def _with_fields(schema: Schema, field: Schema) -> Schema:
    fields = {"type": "object", "additionalProperties": field}
    return {**schema, "properties": {**schema["properties"], "fields": fields}}


def _without(schema: Schema, key: str) -> Schema:
    return {
        **schema,
        "properties": {
            name: each for name, each in schema["properties"].items() if name != key
        },
    }
