"""Writes OpenAPI 3.1 from the metadata that one actor may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
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
PROBLEM = {"$ref": "#/components/responses/Problem"}
RECORD_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
IF_MATCH = {"name": "If-Match", "in": "header", "schema": {"type": "string"}}


def openapi(described: Mapping[str, Any], server: str) -> Json:
    """Give the document; operations that the actor may not call are left out."""
    paths: Json = {}
    schemas: Json = {}
    for name, obj in described["objects"].items():
        schemas[name] = _values(obj)
        schemas[f"{name}_record"] = _record(name)
        paths |= _paths(name, obj)
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


def _paths(name: str, obj: Mapping[str, Any]) -> Json:
    base = f"/api/v1/records/{name}"
    many: Json = {
        "get": _operation(name, "list", "List", _page(name), parameters=_list_parameters())
    }
    one: Json = {
        "get": _operation(name, "read", "Read", _content(name), parameters=[RECORD_ID]),
    }
    rights = obj["rights"]
    if rights["create"]:
        many["post"] = _operation(
            name, "create", "Create", _content(name), body=name, parameters=[KEY], status="201"
        )
    if rights["update"] != "none":
        one["patch"] = _operation(
            name,
            "update",
            "Change",
            _content(name),
            body=name,
            parameters=[RECORD_ID, KEY, IF_MATCH],
        )
    if rights["delete"] != "none":
        one["delete"] = _operation(
            name, "delete", "Move to the trash", _any(), parameters=[RECORD_ID, KEY]
        )
    history = _operation(name, "history", "Read the history", _any(), parameters=[RECORD_ID])
    count = _operation(name, "count", "Count", _any(), parameters=_list_parameters())
    return {
        base: many,
        f"{base}/{{id}}": one,
        f"{base}/{{id}}/history": {"get": history},
        f"{base}/count": {"get": count},
    }


def _operation(  # noqa: PLR0913 - the parts of an operation are what they are
    name: str,
    verb: str,
    summary: str,
    content: Json,
    *,
    parameters: list[Json],
    body: str = "",
    status: str = "200",
) -> Json:
    operation: Json = {
        "operationId": f"{verb}_{name}",
        "summary": f"{summary}: {name}",
        "parameters": parameters,
        "responses": {status: {"description": summary, "content": content}, "default": PROBLEM},
    }
    if body:
        schema = {"$ref": f"#/components/schemas/{body}"}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _list_parameters() -> list[Json]:
    texts = ("fields", "where", "filter", "sort", "after", "search", "totals")
    listed: list[Json] = [
        {"name": n, "in": "query", "schema": {"type": "string"}} for n in texts
    ]
    limit = {"type": "integer", "minimum": 1, "maximum": 1000}
    counts = {"type": "string", "enum": ["none", "capped", "exact"]}
    return [
        *listed,
        {"name": "limit", "in": "query", "schema": limit},
        {"name": "count", "in": "query", "schema": counts},
    ]


def _content(name: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}_record"}}}


def _page(name: str) -> Json:
    items = {"$ref": f"#/components/schemas/{name}_record"}
    page = {
        "type": "object",
        "required": ["records", "next"],
        "properties": {
            "records": {"type": "array", "items": items},
            "next": {"type": ["string", "null"]},
        },
    }
    return {"application/json": {"schema": page}}


def _any() -> Json:
    return {"application/json": {"schema": {"type": "object"}}}


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
