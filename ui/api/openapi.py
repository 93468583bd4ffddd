"""Writes OpenAPI 3.1 from the metadata that one actor may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.api.operations import Json, record_paths, shared_paths

BY_VALUE: Mapping[str, Json] = {
    "integer": {"type": "integer"},
    "duration": {"type": "integer", "description": "seconds"},
    "decimal": {"type": "string", "format": "decimal"},
    "percent": {"type": "string", "format": "decimal"},
    "currency": {"type": "string", "format": "decimal"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "format": "time"},
    "reference": {"type": "string", "format": "uuid"},
    "list": {"type": "array", "items": {"type": "string"}},
    "json": {},
}


def openapi(described: Mapping[str, Any], server: str) -> Json:
    """Give the document; operations that the actor may not call are left out."""
    paths: Json = shared_paths(described)
    schemas: Json = {}
    for name, obj in described["objects"].items():
        schemas[name] = _values(obj)
        schemas[f"{name}_record"] = _record(name)
        paths |= record_paths(name, obj)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Keel: {described['tenant']}",
            "version": str(described["revision"]),
        },
        "servers": [{"url": server.rstrip("/")}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas | {"problem": _problem_schema()},
            "responses": {"Problem": _problem_response()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _values(obj: Mapping[str, Any]) -> Json:
    properties = {field["name"]: _field(field) for field in obj["fields"]}
    return {"type": "object", "title": obj["label"], "properties": properties}


def _field(field: Mapping[str, Any]) -> Json:
    schema: Json = dict(BY_VALUE.get(field["value_type"], {"type": "string"}))
    if field.get("composite"):
        schema = {"type": "object"}
    kind = schema.get("type")
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    if field.get("choices") and kind == "string":
        schema["enum"] = [choice["id"] for choice in field["choices"]] + [None]
    schema["title"] = field["label"]
    if field.get("help"):
        schema["description"] = field["help"]
    if not field["writable"]:
        schema["readOnly"] = True
    return schema


def _record(name: str) -> Json:
    return {
        "type": "object",
        "required": ["id", "object", "row_version", "values"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "object": {"const": name},
            "row_version": {"type": "integer"},
            "values": {"$ref": f"#/components/schemas/{name}"},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }


def _problem_schema() -> Json:
    return {
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string"},
            "detail": {"type": "string"},
            "problems": {"type": "array", "items": {"type": "object"}},
        },
    }


def _problem_response() -> Json:
    schema = {"$ref": "#/components/schemas/problem"}
    content = {"application/problem+json": {"schema": schema}}
    return {"description": "What is wrong (RFC 9457)", "content": content}
