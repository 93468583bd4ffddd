"""One address for everything that runs by kind and name, and the search over all objects."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ui.api.idempotency import once
from ui.api.wire import body_object, reply
from ui.current import session

runs = Blueprint("api_runs", __name__, url_prefix="/api/v1")
MAX_HITS = 50


@runs.post("/run/<kind>/<path:name>")
@once
def run(kind: str, name: str) -> Response:
    """Run a component, such as an import map, with the given inputs."""
    return reply({"result": session().run(kind, name, **body_object())})


@runs.get("/search")
def search() -> Response:
    """Answer the records that a text finds, best first, over all objects one may read."""
    hits = session().search(request.args.get("q", ""), MAX_HITS)
    return reply({"hits": hits})
