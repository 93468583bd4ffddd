"""The start of Setup: what an admin can set, most of it in the Studio."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, render_template

from ui.pages.work import Work, work

STUDIO = "keel_studio"
"""Under this name an app keeps what tells the start of Setup about the Studio, if it has one."""


@dataclass(frozen=True, slots=True)
class Studio:
    """What other pages ask the Studio for: what the start of Setup shows, and what is found there."""

    offer: Callable[[], Mapping[str, Any] | None]
    find: Callable[[str], Sequence[Any]]


def setup() -> str:
    """Show what an admin can set."""
    at = _admin()
    studio = _studio()
    return render_template(
        "pages/setup.html",
        studio=studio.offer() if studio else None,
        people_url=at.url_of("account.people"),
        revision=at.context.revision,
    )


def found_in_setup(words: str) -> Sequence[Any]:
    """Give what a search over Setup finds, for the command palette."""
    studio = _studio()
    return studio.find(words) if studio else ()


def _studio() -> Studio | None:
    found: Studio | None = current_app.extensions.get(STUDIO)
    return found


def _admin() -> Work:
    """Give the work of an admin; for anyone else the page does not exist."""
    at = work()
    if not (at.actor.admin or "customise" in at.system_rights):
        abort(404)
    return at
