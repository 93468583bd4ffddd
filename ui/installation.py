"""The installation that an app serves: its settings, its tenants, its identities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from ui.settings import Settings

if TYPE_CHECKING:
    from engine import TenantRegistry
    from ui.identities import FabIdentities

KEY = "keel"


@dataclass(frozen=True, slots=True)
class Installation:
    """What every handler may ask for."""

    settings: Settings
    tenants: TenantRegistry
    identities: FabIdentities


def install(app: Flask, installation: Installation) -> None:
    """Keep the installation with its app."""
    app.extensions[KEY] = installation


def installation() -> Installation:
    """Give the installation of the current app."""
    return cast(Installation, current_app.extensions[KEY])
