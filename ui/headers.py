"""What every response carries: the content policy, a request id, a log line."""

from __future__ import annotations

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

# Decision 39: nothing inline, nothing evaluated, nothing from elsewhere.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'nonce-{nonce}'",
        "style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger("keel.request")


def nonce() -> str:
    """Give the nonce of this response, for the rare script that has to stand in a page."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def begin() -> None:
    """Name the request, by the caller's id if it gave a sane one, and start its clock."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def finish(response: Response, *, secure: bool) -> Response:
    """Add the headers; what a signed-in user sees is never kept by a cache on the way."""
    headers = response.headers
    for name, value in FIXED.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
    headers["X-Request-Id"] = g.get("request_id", "")
    if secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    headers.setdefault("Cache-Control", "no-store")
    took = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
    log.info(
        "answered",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=took,
    )
    return response


def framed(response: Response, *, scripts: bool = False) -> Response:
    """Let our own pages frame this one, in which nothing is sent and no link leads anywhere.

    With ``scripts`` ours run in it, which may ask the server nothing either.
    """
    policy = POLICY.format(nonce=nonce())
    policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    policy = policy.replace("form-action 'self'", "form-action 'none'")
    policy = policy.replace("connect-src 'self'", "connect-src 'none'")
    if not scripts:
        policy = policy.replace(f"script-src 'self' 'nonce-{nonce()}'", "script-src 'none'")
    may = " allow-scripts" if scripts else ""
    response.headers["Content-Security-Policy"] = f"{policy}; sandbox allow-same-origin{may}"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def with_frames(response: Response) -> Response:
    """Let a page frame others of our own."""
    policy = POLICY.format(nonce=nonce())
    response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    return response


def install(app: Flask, *, secure: bool) -> None:
    """Make every response of the app carry them; runs before anything else looks at a request."""
    app.before_request(begin)
    app.after_request(lambda response: finish(response, secure=secure))
    app.jinja_env.globals["csp_nonce"] = nonce
