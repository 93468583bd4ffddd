"""The operations of OpenAPI: those of one object's records, and those that all objects share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ui.api.bulk import OPERATIONS
from ui.api.questions import GROUPED

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
ID: Json = {"type": "string", "format": "uuid"}
ANY: Json = {"type": "object"}
PROBLEM: Json = {"$ref": "#/components/responses/Problem"}
JSON, CSV, NDJSON = "application/json", "text/csv", "application/x-ndjson"
KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
IF_MATCH: Json = {"name": "If-Match", "in": "header", "schema": TEXT}


def in_path(name: str, schema: Json = ID) -> Json:
    """Give a part of an address."""
    return {"name": name, "in": "path", "required": True, "schema": schema}


def in_query(*names: str, **schemas: Json) -> list[Json]:
    """Give arguments; ``names`` are texts."""
    wanted = {**dict.fromkeys(names, TEXT), **schemas}
    return [{"name": n, "in": "query", "schema": schema} for n, schema in wanted.items()]


QUESTION = in_query("where", "filter", "search", trash={"type": "boolean"})
LIST = [
    *QUESTION,
    *in_query(
        "fields",
        "sort",
        "after",
        "totals",
        limit={"type": "integer", "minimum": 1, "maximum": 1000},
        count={"type": "string", "enum": ["none", "capped", "exact"]},
    ),
]


def operation(  # noqa: PLR0913 - the parts of an operation are what they are
    verb: str,
    what: str,
    summary: str,
    *,
    answer: Json = ANY,
    parameters: Sequence[Json] = (),
    body: Json | None = None,
    status: str = "200",
    media: Sequence[str] = (JSON,),
) -> Json:
    """Describe one call; everything that goes wrong is a problem document."""
    content = {kind: {"schema": answer if kind == JSON else TEXT} for kind in media}
    described: Json = {
        "operationId": f"{verb}_{what}",
        "summary": f"{summary}: {what}",
        "parameters": list(parameters),
        "responses": {status: {"description": summary, "content": content}, "default": PROBLEM},
    }
    if body is not None:
        content = {JSON: {"schema": body}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def record_paths(name: str, obj: Mapping[str, Any]) -> Json:
    """Give what an actor may do with the records of one object."""
    values, record = (
        {"$ref": f"#/components/schemas/{which}"} for which in (name, f"{name}_record")
    )
    base, rights = f"/api/v1/records/{name}", obj["rights"]
    one = [in_path("id")]
    paths: Json = {
        base: {"get": operation("list", name, "List", answer=_page(record), parameters=LIST)},
        f"{base}/{{id}}": {
            "get": operation(
                "read", name, "Read", answer=record, parameters=[*one, *in_query("fields")]
            )
        },
        f"{base}/{{id}}/history": {
            "get": operation("history", name, "Read the history", parameters=one)
        },
        f"{base}/count": {"get": operation("count", name, "Count", parameters=QUESTION)},
        f"{base}/aggregate": {
            "get": operation(
                "aggregate", name, "Group and measure", parameters=in_query(*sorted(GROUPED))
            )
        },
    }
    creates, updates = rights["create"], rights["update"] != "none"
    deletes = rights["delete"] != "none"
    if creates:
        making = partial(operation, answer=record, body=values, status="201")
        paths[base]["post"] = making("create", name, "Create", parameters=[KEY])
        paths[f"{base}/{{id}}/clone"] = {
            "post": making("clone", name, "Copy", parameters=[*one, KEY])
        }
    if updates:
        paths[f"{base}/{{id}}"]["patch"] = operation(
            "update",
            name,
            "Change",
            answer=record,
            body=values,
            parameters=[*one, KEY, IF_MATCH],
        )
    keys = [field["name"] for field in obj["fields"] if field["unique"] and field["writable"]]
    if creates and updates and keys:
        named = [in_path("key", {"enum": keys}), in_path("value", {**TEXT, "minLength": 1})]
        paths[f"{base}/by/{{key}}/{{value}}"] = {
            "put": operation(
                "upsert",
                name,
                "Create or change",
                answer=record,
                body=values,
                parameters=[*named, KEY],
            )
        }
    if deletes:
        paths[f"{base}/{{id}}"]["delete"] = operation(
            "delete",
            name,
            "Move to the trash",
            parameters=[*one, KEY, IF_MATCH, *in_query(preview={"type": "boolean"})],
        )
    if creates or updates or deletes:
        paths[f"{base}/bulk"] = {
            "post": operation("bulk", name, "Change many", body=_bulk(values), parameters=[KEY])
        }
    if rights["export"]:
        forms = in_query(format={"type": "string", "enum": ["csv", "ndjson"]})
        paths[f"{base}/export"] = {
            "get": operation(
                "export",
                name,
                "Export",
                parameters=[*QUESTION, *in_query("fields", "sort"), *forms],
                media=(CSV, NDJSON),
            )
        }
    return paths


def _bulk(values: Json) -> Json:
    return {
        "type": "object",
        "required": ["op"],
        "properties": {
            "op": {"enum": list(OPERATIONS)},
            "rows": {"type": "array", "items": {"anyOf": [values, ANY]}},
            "ids": {"type": "array", "items": ID},
            "key": TEXT,
            "owner": ID,
            "with_children": {"type": "array", "items": TEXT},
        },
    }


def _page(record: Json) -> Json:
    return {
        "type": "object",
        "required": ["records", "next"],
        "properties": {
            "records": {"type": "array", "items": record},
            "next": {"type": ["string", "null"]},
        },
    }


def shared_paths(described: Mapping[str, Any]) -> Json:
    """Give what does not belong to one object: search, trash, jobs, imports, metadata."""
    system, objects = described["system_rights"], sorted(described["objects"])
    deletion = [in_path("object", {"enum": objects}), in_path("deletion")]
    job, run = [in_path("job")], [in_path("import")]
    paths: Json = {
        "/api/v1/search": {
            "get": operation("search", "all", "Find records", parameters=in_query("q"))
        },
        "/api/v1/trash": {"get": operation("list", "trash", "List what was deleted")},
        "/api/v1/trash/{object}/{deletion}/restore": {
            "post": operation("restore", "trash", "Bring back", parameters=[*deletion, KEY])
        },
        "/api/v1/jobs": {"get": operation("list", "jobs", "List jobs")},
        "/api/v1/jobs/{job}": {"get": operation("read", "job", "Follow", parameters=job)},
        "/api/v1/jobs/{job}/cancel": {
            "post": operation("cancel", "job", "Stop", parameters=job, status="202")
        },
        "/api/v1/jobs/{job}/retry": {
            "post": operation("retry", "job", "Run again", parameters=job, status="202")
        },
        "/api/v1/meta": {"get": operation("describe", "all", "Describe what one may see")},
        "/api/v1/meta/objects/{object}": {
            "get": operation("describe", "object", "Describe", parameters=deletion[:1])
        },
    }
    if "purge" in system:
        paths["/api/v1/trash/{object}/{deletion}"] = {
            "delete": operation("purge", "trash", "Destroy", parameters=[*deletion, KEY])
        }
    if "import_data" in system:
        named = [in_path("object", {"enum": objects}), in_path("map", TEXT), KEY]
        paths |= {
            "/api/v1/run/import_map/{object}/{map}": {
                "post": operation("import", "file", "Import", body=_file(), parameters=named)
            },
            "/api/v1/imports": {"get": operation("list", "imports", "List imports")},
            "/api/v1/imports/{import}": {
                "get": operation("read", "import", "Follow", parameters=run)
            },
            "/api/v1/imports/{import}/rejects": {
                "get": operation(
                    "read", "rejects", "Read refused rows", parameters=run, media=(CSV,)
                )
            },
            "/api/v1/imports/{import}/resume": {
                "post": operation(
                    "resume", "import", "Go on", parameters=[*run, KEY], status="202"
                )
            },
            "/api/v1/imports/{import}/undo": {
                "post": operation(
                    "undo", "import", "Take back", parameters=[*run, KEY], status="202"
                )
            },
        }
    return paths


def _file() -> Json:
    return {
        "type": "object",
        "required": ["content"],
        "additionalProperties": False,
        "properties": {
            "content": {"type": "string", "contentEncoding": "base64"},
            "file_name": TEXT,
            "dry_run": {"type": "boolean"},
            "batch": TEXT,
        },
    }
