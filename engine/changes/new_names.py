"""Says what keeps something of a tenant's own from being called as somebody wants it."""

from __future__ import annotations

from dataclasses import replace

from engine.changes.drafts import Key
from engine.changes.editing import PREFIX
from engine.errors import Problem
from engine.kernel.names import name_problem
from engine.text import text

_AT = "/name"


def wrong_name(key: Key) -> Problem | None:
    """Say what is wrong with a name as such, if anything is."""
    kind, _of, name = key
    found = name_problem(name, namespace=PREFIX, field=kind == "field")
    return replace(found, pointer=_AT) if found else None


def taken(name: str) -> Problem:
    """Say that something has the name already."""
    return Problem(
        "name.taken",
        text("“{name}” is there already", "“{name}”已存在", name=name),
        pointer=_AT,
        hint=text("give it another name", "请使用其他名称"),
    )
