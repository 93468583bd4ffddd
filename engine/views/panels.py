"""The panels that a layout puts beside a record, and what each shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.text import Text, text
from engine.views.conditions import Conditions
from engine.views.specs import Panel

PANELS: Mapping[str, Text] = {
    "history": text("History", "历史"),
    "text": text("Text", "文字"),
}
"""Types of panels; whoever draws pages knows how each is drawn."""
USUAL_PANELS: tuple[Mapping[str, Any], ...] = ({"id": "history", "type": "history"},)
"""What stands beside a record whose layout says nothing of panels."""


def panels(body: Mapping[str, Any], conditions: Conditions) -> Iterator[Panel]:
    """Give the panels of a layout in order, without those whose condition does not hold."""
    for entry in body.get("panels", USUAL_PANELS):
        if conditions.hold([str(entry.get("visible_when", ""))]):
            kind = str(entry["type"])
            yield Panel(
                id=str(entry["id"]),
                type=kind,
                label=Text.of(entry.get("label")) or PANELS[kind],
                text=Text.of(entry.get("text")),
            )
