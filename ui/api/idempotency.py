"""Makes a repeated request harmless: the same ``Idempotency-Key`` answers what the first answered."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from flask import Response, request

from engine import InvalidRecord, Problem, Session, text
from ui.current import inside, session

HEADER = "Idempotency-Key"
KEPT_HEADERS = ("Location", "ETag")
MAX_KEY = 200

Handler = Callable[..., Response]


def once(handler: Handler) -> Handler:
    """Run a handler at most once per key and user, in one transaction with what it writes.

    Without the header the handler runs as ever. A key that comes again with another request is
    refused by the engine with `FlowError`; one whose first run failed may be tried again.
    """

    @functools.wraps(handler)
    def guarded(**inputs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return handler(**inputs)
        if not 1 <= len(key) <= MAX_KEY:
            message = text(
                "the key has 1 to {n} characters", "键长须为 1 到 {n} 个字符", n=MAX_KEY
            )
            raise InvalidRecord([Problem("request.idempotency_key", message, field=HEADER)])
        answer, replayed = session().once(
            key, _digest(), lambda inner: _run(inner, handler, inputs)
        )
        return _response(answer, replayed=replayed)

    return guarded


def _digest() -> str:
    """Tell requests apart: method, address, body."""
    seen = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    seen.update(request.get_data())
    return seen.hexdigest()


def _run(inner: Session, handler: Handler, inputs: dict[str, Any]) -> bytes:
    with inside(inner):
        response = handler(**inputs)
    kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    head = {"status": response.status_code, "headers": kept, "type": response.mimetype}
    return orjson.dumps(head) + b"\n" + response.get_data()


def _response(answer: bytes, *, replayed: bool) -> Response:
    head, _, body = answer.partition(b"\n")
    kept = orjson.loads(head)
    response = Response(body, kept["status"], kept["headers"], mimetype=kept["type"])
    if replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response
