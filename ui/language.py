"""Which language a request is answered in."""

from __future__ import annotations

from flask import g, request, session

LANGUAGES = ("en", "zh")
KEY = "language"


def choose() -> None:
    """Keep the language that a visitor asked for by `?language=`."""
    asked = request.args.get(KEY)
    if asked in LANGUAGES:
        session[KEY] = asked


def language_of_request() -> str:
    """Give the signed-in user's language, else the visitor's choice, else the browser's wish."""
    signed_in = g.get("keel_session")
    if signed_in is not None:
        spoken = str(signed_in.context.actor.language)
        return spoken if spoken in LANGUAGES else LANGUAGES[0]
    chosen = session.get(KEY)
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
