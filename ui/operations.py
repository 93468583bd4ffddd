"""What those who run Keel ask it: is it alive, is it ready, how is it doing."""

from __future__ import annotations

import hmac
import os
import time

import structlog
from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from sqlalchemy.exc import DBAPIError

from engine import EngineError, Tenant
from ui.gate import without_tenant
from ui.installation import installation

blueprint = Blueprint("operations", __name__)
log = structlog.get_logger(__name__)
UNREADABLE = "database.unreadable"
LOOPBACK = ("127.0.0.1", "::1")
STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """The figures of this process; several processes are scraped one by one."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ["endpoint", "method", "status"]
        self.requests = Counter(
            "keel_requests", "Requests answered.", labels, registry=self.registry
        )
        self.seconds = Histogram(
            "keel_request_seconds",
            "Time to answer.",
            ["endpoint"],
            buckets=STEPS,
            registry=self.registry,
        )


@blueprint.get("/healthz")
@without_tenant
def healthz() -> Response:
    """Answer as long as the process lives; looks at nothing else."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@without_tenant
def readyz() -> Response:
    """Answer 200 when the control database and every tenant can be read, else 503 with codes.

    Anybody may ask, so which tenant it is and what the database said stand in the log only.
    """
    codes = set()
    try:
        for tenant in installation().tenants.all():
            codes.add(_trouble(tenant))
    except EngineError as error:
        log.error("not ready", code=error.code, exc_info=error)
        codes.add(error.code)
    unready = sorted(filter(None, codes))
    if unready:
        return Response("\n".join(unready) + "\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


def _trouble(tenant: Tenant) -> str:
    """Give the code of what keeps a tenant from being read; empty when nothing does."""
    try:
        with tenant.database.reading() as connection:
            connection.connection.cursor().close()
    except (EngineError, OSError, DBAPIError) as error:
        code = getattr(error, "code", "") if isinstance(error, EngineError) else UNREADABLE
        log.error("not ready", tenant=tenant.name, code=code, exc_info=error)
        return str(code)
    return ""


@blueprint.get("/metrics")
@without_tenant
def metrics() -> Response:
    """Give the figures to this machine, or to who carries KEEL_METRICS_TOKEN."""
    wanted = os.environ.get("KEEL_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = (
        hmac.compare_digest(given.encode(), wanted.encode())
        if wanted
        else request.remote_addr in LOOPBACK
    )
    if not allowed:
        abort(404)
    kept: Metrics = current_app.extensions["keel.metrics"]
    return Response(generate_latest(kept.registry), content_type=CONTENT_TYPE_LATEST)


def count(response: Response) -> Response:
    """Count one answer."""
    kept: Metrics = current_app.extensions["keel.metrics"]
    endpoint = request.endpoint or "none"
    kept.requests.labels(endpoint, request.method, response.status_code).inc()
    kept.seconds.labels(endpoint).observe(time.perf_counter() - g.get("began", 0))
    return response


def install(app: Flask) -> None:
    """Offer the three addresses and count every answer."""
    app.extensions["keel.metrics"] = Metrics()
    app.after_request(count)
    app.register_blueprint(blueprint)
