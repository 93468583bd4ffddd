"""The HTTP API, version 1: the whole gate, the metadata one may see, jobs and runs."""

from __future__ import annotations

import os

from flask import Flask

RATE = "6000 per minute"
"""Requests of one user; KEEL_API_RATE says otherwise. Bulk and import are for more."""


def register(app: Flask) -> None:
    """Add the API to an app, limited per user."""
    from ui.api.bulk import bulk
    from ui.api.export import export
    from ui.api.imports import imports
    from ui.api.jobs import jobs
    from ui.api.meta import meta
    from ui.api.rate import Guard, tell
    from ui.api.records import records
    from ui.api.runs import runs
    from ui.api.trash import trash

    limiter = app.extensions["limiter"]
    limiter = next(iter(limiter)) if isinstance(limiter, set) else limiter
    shared = not app.config["RATELIMIT_STORAGE_URI"].startswith("memory")
    rate = os.environ.get("KEEL_API_RATE", RATE)
    guard = Guard(rate, limiter.storage if shared else None)
    for blueprint in (records, bulk, export, trash, meta, jobs, imports, runs):
        app.before_request_funcs.setdefault(blueprint.name, []).append(guard.check)
        app.after_request_funcs.setdefault(blueprint.name, []).append(tell)
        app.register_blueprint(blueprint)
