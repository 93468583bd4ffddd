"""Gives templates their language, assets, icons and small formatting helpers."""

from __future__ import annotations

import zlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, current_app, g, has_request_context
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from jinja2.environment import TemplateModule

from ui.assets_manifest import ICONS, asset, read_assets
from ui.assets_manifest import blueprint as assets_blueprint
from ui.i18n import (
    between,
    catalogue,
    counted_records,
    counted_steps,
    current_language,
    gettext,
    punct,
)

if TYPE_CHECKING:
    from ui.pages.fields import Drawing, FieldView, Shown

HTML = Path(__file__).parent / "html"
WIDGETS = frozenset(path.stem for path in (HTML / "widgets").glob("*.html"))
_ICON_NAMES = frozenset(
    part.split('"', 1)[0] for part in ICONS.read_text("utf-8").split('id="i-')[1:]
)
_ICON_ALIASES = {
    "account": "acct", "building": "acct", "calendar": "cal", "event": "cal", "campaign": "camp",
    "contact": "user", "person": "user", "users": "team", "group": "team", "currency": "money",
    "product": "box", "package": "box", "opportunity": "opp", "diamond": "opp", "chart": "chart",
    "file": "doc", "document": "doc", "book": "know", "price": "tag", "price_book": "know",
    "price_entry": "tag", "funnel": "lead", "settings": "setup", "megaphone": "camp",
    "check": "task", "star": "star", "jobs": "refresh", "trash": "trash", "note": "note",
}  # fmt: skip
_COLOURS = {
    "green": "ok", "yellow": "warn", "amber": "warn", "red": "bad", "blue": "info",
    "orange": "cop", "copper": "cop", "purple": "plum", "violet": "plum", "teal": "acc",
    "pine": "acc", "accent": "acc",
}  # fmt: skip
_TONES = ("g", "o", "p", "i", "y")


def icon_name(name: str, fallback: str = "box") -> str:
    """Give the sprite's icon for a declared icon or object name."""
    if name in _ICON_NAMES:
        return name
    return _ICON_ALIASES.get(name, fallback)


def initials(name: str) -> str:
    """Give the letters of an avatar: two for Latin names, the family name's first for Chinese."""
    words = name.split()
    if not words:
        return "?"
    if not words[0][0].isascii():
        return words[0][0]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def tone(name: str) -> str:
    """Give a person's avatar colour class; the same name always has the same."""
    return _TONES[zlib.crc32(name.encode()) % len(_TONES)]


def colour(name: str | None) -> str:
    """Give the class that draws an option's colour, whichever of its names was said."""
    return _COLOURS.get(name or "", name or "")


def current_theme() -> str:
    """Give ``light``, ``dark``, or empty for what the system prefers."""
    if not has_request_context():
        return ""
    signed_in = g.get("keel_session")
    theme = str(signed_in.context.actor.theme if signed_in else g.get("theme", ""))
    return theme if theme in {"light", "dark"} else ""


def prepare_templates(app: Flask) -> None:
    """Teach an app our templates, globals and filters, and where the assets are."""
    ours = FileSystemLoader(HTML)
    theirs = app.jinja_loader
    app.jinja_loader = ChoiceLoader([ours, theirs] if theirs else [ours])
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        _=gettext,
        counted_records=counted_records,
        counted_steps=counted_steps,
        asset=asset,
        assets_built=lambda: read_assets().built,
        lang=current_language,
        between=between,
        punct=punct,
        theme=current_theme,
        script_texts=script_texts,
        widget=partial(_widget, env),
    )
    env.filters.update(icon_name=icon_name, initials=initials, tone=tone, colour=colour)
    app.register_blueprint(assets_blueprint)


def _widget(env: Environment, name: str) -> TemplateModule:
    """Give the macros of a widget; a list asks for the same ones hundreds of times."""
    return env.get_template(f"widgets/{name}.html").module


def draw(field: FieldView, value: Shown, ctx: Drawing) -> str:
    """Draw a value by its widget, outside a page."""
    shown: str = _widget(current_app.jinja_env, field.widget).show(field, value, ctx)  # type: ignore[attr-defined]
    return shown.strip()


def script_texts() -> dict[str, str]:
    """Give the texts that scripts speak, in the language of the request; `_SPOKEN` lists them."""
    words = catalogue(current_language())
    return {source: words[source] for source in SPOKEN if source in words}


SPOKEN = (
    "Saved", "Undo", "Close", "Nothing found", "Type to search", "Searching", "Remove",
    "Clear the selection",
    "Draft restored. It was kept when you left or were signed out.", "Discard draft",
    "You have unsaved changes.", "This field is required", "Enter a valid e-mail address",
    "Enter a valid web address", "Enter a number", "At most {n} characters", "At least {n}",
    "At most {n}", "{n} selected", "Picked up {name}. Use the arrow keys to move, Space to drop.",
    "Moved to {lane}", "Move cancelled", "Dropped in {lane}", "Could not be saved. Try again.",
    "Edit {name}", "You are offline", "Switch theme", "Keyboard shortcuts", "Loading",
    "Your session ended. Sign in again; what you typed is kept.", "Copied", "Open", "Bold",
    "Italic", "List", "Numbered list", "Quote", "Completions", "Diagnostics", "No diagnostics",
    "close", "required",
    "{name}: {n} of {count} in {list}", "Row {n} of {count}", "Step {n} of {count}",
)  # fmt: skip
