"""Errors as RFC 9457 problem details: status, code, message in the actor's language, problems."""

from __future__ import annotations

import orjson
from flask import Response, g
from werkzeug.exceptions import HTTPException

from engine import Text
from engine.errors import EngineError, StaleRecord
from ui.api.wire import plain_values
from ui.errors import MESSAGES, TITLES, language_of_request, status_of

TYPE = "application/problem+json"


def engine_problem(error: EngineError) -> Response:
    """Answer an engine error; a stale save carries both versions."""
    language = language_of_request()
    body: dict[str, object] = {
        "type": f"urn:keel:{error.code}",
        "title": error.text.to(language),
        "status": status_of(error),
        "code": error.code,
        "problems": [problem.as_json(language) for problem in error.problems],
        "request_id": g.get("request_id", ""),
    }
    if error.hint:
        body["detail"] = error.hint.to(language)
    if isinstance(error, StaleRecord):
        body["mine"], body["theirs"] = plain_values(error.mine), plain_values(error.theirs)
    return _respond(body)


def http_problem(error: HTTPException) -> Response:
    """Answer an error of the web framework, such as 404 for an unknown address."""
    code, language = error.code or 500, language_of_request()
    body: dict[str, object] = {
        "type": "about:blank",
        "title": TITLES.get(code, Text.of(error.name)).to(language),
        "status": code,
        "code": f"http.{code}",
        "detail": MESSAGES.get(code, Text.of(error.description or "")).to(language),
        "problems": [],
        "request_id": g.get("request_id", ""),
    }
    response = _respond(body)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "www-authenticate"):
            response.headers[name] = value
    if code == 401:
        response.headers.setdefault("WWW-Authenticate", "Bearer")
    return response


def _respond(body: dict[str, object]) -> Response:
    return Response(
        orjson.dumps(body, default=str), status=int(str(body["status"])), mimetype=TYPE
    )
