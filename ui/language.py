"""Chooses the language and the theme that a request is answered in."""

from __future__ import annotations

from flask import g, request, session

from ui.i18n import LANGUAGES
from ui.i18n import current_language as language_of_request

__all__ = ["adopt", "choose", "language_of_request"]

LANGUAGE, THEME = "language", "theme"
THEMES = ("light", "dark")


def choose() -> None:
    """Take a visitor's choice by `?language=`, now and from the session later."""
    asked = request.args.get(LANGUAGE)
    if asked in LANGUAGES:
        session[LANGUAGE] = asked
    if LANGUAGE in session:
        g.language = session[LANGUAGE]
    g.theme = session.get(THEME, "")


def adopt(language: str, theme: str) -> None:
    """Take the preferences of the signed-in user, which win over a visitor's choice."""
    if language in LANGUAGES:
        g.language = language
    g.theme = theme if theme in THEMES else ""
