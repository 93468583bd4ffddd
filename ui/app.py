"""Makes the Flask app: the front gate, then every surface behind it."""

from __future__ import annotations

import importlib.util
import logging
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import structlog
from flask import Flask
from flask.json.provider import JSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from engine import TenantRegistry, open_registry
from ui import (
    errors,
    external,
    gate,
    headers,
    installation,
    language,
    operations,
    security,
    sign_ins,
)
from ui.identities import FabIdentities
from ui.pages import external as external_pages
from ui.pages import people, profile
from ui.settings import Settings
from ui.templating import prepare_templates

SURFACES = ("ui.api", "ui.pages.routes", "ui.studio.routes")
"""Those that are there add their blueprints by `register(app)`."""
SIGN_IN = ("account.sign_in", "account.forgotten", "account.welcome", "account.first_admin")
COMING_BACK = "account.come_back"
LARGEST_BODY = 64 * 1024 * 1024
SIGNED_IN_FOR = timedelta(hours=sign_ins.HOURS)


class OrjsonProvider(JSONProvider):
    """JSON by orjson: dates as ISO 8601, decimals as text."""

    def dumps(self, obj: Any, **_options: Any) -> str:
        return orjson.dumps(obj, default=str, option=orjson.OPT_NON_STR_KEYS).decode()

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        return orjson.loads(s)


class KeelApp(Flask):
    """Flask without a look, before each of a request's many calls, whether it is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings) -> Flask:
    """Make the app of one installation; opens its control database."""
    app = KeelApp("ui", static_folder=None, template_folder=None)
    app.json = OrjsonProvider(app)
    app.url_map.strict_slashes = False
    configure(app, settings)
    app.config.update(external.fab_settings(settings))
    if settings.proxies:
        trusted = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted
        )
    headers.install(app, secure=settings.secure)
    app.before_request(language.choose)
    gate.install(app)
    tenants = open_tenants(settings)
    with app.app_context(), tenants.alone():
        manager = security.install(app, settings)
    prepare_templates(app)
    here = installation.Installation(settings, tenants, FabIdentities())
    installation.install(app, here)
    errors.install(app)
    operations.install(app)
    shared = {people.blueprint, profile.blueprint, external_pages.blueprint}
    assert len(shared) == 1, "account pages share one blueprint"
    app.register_blueprint(profile.blueprint)
    register_surfaces(app)
    limited = manager.limiter.limit(settings.sign_in_rate, methods=["POST"])
    for endpoint in SIGN_IN:
        app.view_functions[endpoint] = limited(app.view_functions[endpoint])
    returning = manager.limiter.limit(settings.sign_in_rate)
    app.view_functions[COMING_BACK] = returning(app.view_functions[COMING_BACK])
    return app


def open_tenants(settings: Settings) -> TenantRegistry:
    """Open the control database; jobs that are put from here on are announced over Redis."""
    if settings.limits.startswith("redis"):
        from engine import announce_jobs  # RQ is loaded only where it is used

        announce_jobs(settings.limits)
    embedded = settings.control.startswith("sqlite")
    return open_registry(settings.data if embedded else settings.control)


def configure(app: Flask, settings: Settings) -> None:
    """Set what cookies and requests may be."""
    app.config.update(
        SECRET_KEY=settings.secret,
        APPLYING_FOLDER=settings.data / "applying",
        SESSION_COOKIE_NAME="keel",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_HEADERS=["X-CSRFToken"],
    )


def register_surfaces(app: Flask) -> None:
    """Let every surface add its blueprints."""
    for name in SURFACES:
        room = name.removesuffix(".routes")
        if importlib.util.find_spec(room) is None or importlib.util.find_spec(name) is None:
            continue
        register = getattr(importlib.import_module(name), "register", None)
        if register is not None:
            register(app)


def start_logging(*, verbose: bool = False) -> None:
    """Write log lines as JSON to standard error."""
    traces = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    level = logging.INFO if verbose else logging.WARNING
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(traces),
            structlog.processors.JSONRenderer(serializer=as_line),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )


def as_line(event: object, **_options: object) -> str:
    """Write one log event."""
    return orjson.dumps(event, default=str).decode()
