"""The actions that a layout offers on a record: which, in which order, which of them as buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.text import Text, text
from engine.views.specs import Action, Related

ACTIONS: Mapping[str, Text] = {
    "edit": text("Edit", "编辑"),
    "clone": text("Copy", "复制"),
    "reassign": text("Reassign", "转交"),
    "print": text("Print", "打印"),
    "delete": text("Delete", "删除"),
}
"""What can be done with any record; whether somebody may, their rights say."""
NEW_RECORD = "new."
"""Begins the name of the action that adds a record to a related list: ``new.tasks``."""
BUTTONS = 3
"""So many of a layout's actions are buttons; the others stand in a menu."""


def known(related: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name every action that a layout with these related lists may offer."""
    return [*ACTIONS, *(f"{NEW_RECORD}{entry['id']}" for entry in related)]


def usual_actions(creatable: Sequence[str]) -> list[str]:
    """Give what a layout offers that says nothing of actions: the first lists can be added to."""
    edit, *others = ACTIONS
    return [edit, *(f"{NEW_RECORD}{name}" for name in creatable[: BUTTONS - 1]), *others]


def actions(body: Mapping[str, Any], related: Sequence[Related]) -> Iterator[Action]:
    """Give the actions of a layout in order; those of lists that do not show are left out."""
    creatable = [one.id for one in related if one.can_create]
    declared = body.get("actions")
    names = usual_actions(creatable) if declared is None else list(declared)
    buttons = names[:BUTTONS] if declared is not None else names[: -len(ACTIONS) + 1]
    for name in names:
        of = name.removeprefix(NEW_RECORD) if name.startswith(NEW_RECORD) else ""
        if not of or of in creatable:
            yield Action(name, of, name in buttons)
