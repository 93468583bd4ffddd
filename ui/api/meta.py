"""The metadata that this actor may see, and the API described for this actor."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import RecordNotFound, text
from ui.api.openapi import openapi
from ui.api.wire import reply
from ui.current import session

meta = Blueprint("api_meta", __name__, url_prefix="/api/v1/meta")


@meta.get("")
def describe() -> Response:
    """Answer the objects, fields and rights of this actor at this revision."""
    return reply(session().describe())


@meta.get("/objects/<name>")
def describe_object(name: str) -> Response:
    """Answer one object as this actor sees it."""
    found = session().describe()["objects"].get(name)
    if found is None:
        raise RecordNotFound("object.unknown", text("no object “{n}”", "没有对象“{n}”", n=name))
    return reply(found)


@meta.get("/openapi.json")
def describe_api() -> Response:
    """Answer OpenAPI 3.1 of what this actor may call."""
    return reply(openapi(session().describe(), request.host_url))
