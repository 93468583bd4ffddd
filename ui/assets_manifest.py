"""Finds the built browser assets, and serves the unbuilt stylesheet when there are none."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, send_from_directory, url_for

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
SOURCES = _HERE / "assets" / "css"
ICONS = _HERE / "html" / "icons.svg"
_ENTRIES = {"core.js": "ts/core.ts", "app.css": "css/main.css"}
_YEAR = 365 * 24 * 3600

logger = logging.getLogger(__name__)
blueprint = Blueprint("assets", __name__, url_prefix="/assets")


@dataclass(frozen=True, slots=True)
class Assets:
    """What the asset build left behind; without a build ``files`` is empty."""

    files: Mapping[str, str]
    icons_version: str

    @property
    def built(self) -> bool:
        return bool(self.files)


def read_assets(static: Path = STATIC) -> Assets:
    """Read Vite's manifest, anew after a build: pages of a running server name what is there."""
    manifest = static / "manifest.json"
    try:
        built = manifest.stat().st_mtime_ns
    except OSError:
        built = 0
    return _read(manifest, built)


@lru_cache(maxsize=4)
def _read(manifest: Path, built: int) -> Assets:
    """Read a manifest once; a missing one is said once in the log, and is no error."""
    version = hashlib.sha256(ICONS.read_bytes()).hexdigest()[:10]
    if not built:
        logger.warning(
            "the browser assets are not built: pages work without scripts;"
            " run `make assets` with Node 20.19 or 22.12 and later"
        )
        return Assets({}, version)
    entries = json.loads(manifest.read_text("utf-8"))
    files = {
        name: str(entries[source]["file"])
        for name, source in _ENTRIES.items()
        if source in entries
    }
    return Assets(files, version)


def asset(name: str) -> str:
    """Give the address of ``core.js``, ``app.css`` or ``icons.svg``; empty when there is none.

    Unbuilt, the stylesheet is the source itself and there are no scripts.
    """
    assets = read_assets()
    if name == "icons.svg":
        return url_for("assets.icons", v=assets.icons_version)
    if name in assets.files:
        return url_for("assets.built", name=assets.files[name])
    return url_for("assets.source", name="main.css") if name == "app.css" else ""


@blueprint.get("/built/<path:name>")
def built(name: str) -> Response:
    """Serve a built file; its name carries a hash, so that it never changes."""
    response = send_from_directory(STATIC, name, max_age=_YEAR)
    response.cache_control.immutable = True
    return response


@blueprint.get("/css/<path:name>")
def source(name: str) -> Response:
    """Serve a stylesheet as it was written, for a checkout without a build."""
    return send_from_directory(SOURCES, name, max_age=0)


@blueprint.get("/icons.svg")
def icons() -> Response:
    """Serve the icon sprite; its address carries the version."""
    response = send_from_directory(ICONS.parent, ICONS.name, max_age=_YEAR)
    response.cache_control.immutable = True
    return response
