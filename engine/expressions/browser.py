"""Gives the JSON tree that the interpreter in the browser runs for instant form behaviour."""

from __future__ import annotations

from engine.errors import ExpressionError
from engine.expressions.check import Checked
from engine.expressions.serial import Json, to_json
from engine.text import text


def to_browser(checked: Checked) -> Json:
    """Give the tree; ExpressionError ``expression.no_browser`` when a function is server-only."""
    if not checked.browser_safe:
        raise ExpressionError(
            "expression.no_browser",
            text(
                "a browser cannot compute “{source}”",
                "浏览器无法计算“{source}”",
                source=checked.source[:80],
            ),
        )
    return to_json(checked.tree)
