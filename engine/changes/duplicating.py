"""Copies an object with all that belongs to it, as one of the tenant's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.changes.drafts import Key
from engine.changes.editing import PREFIX
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.model import Model
from engine.kernel.names import split_name
from engine.packages.mentions import renamed
from engine.packages.shapes_of import Shapes

_LEFT_OUT = ("renamed_from", "deprecated", "related")
"""Nothing points at the copy yet: its pages have no related lists."""


def copied(
    model: Model, catalogue: Catalogue, name: str, new: str, label: Mapping[str, str]
) -> dict[Key, Mapping[str, Any]]:
    """Give the bodies of a copy by key; what they name of their own object follows.

    Records are not copied. Names lose the prefix of their package and get the tenant's.
    """
    parts = [
        component
        for component in model.components.values()
        if component.of == name and not _kept(model, component)
    ]
    names: dict[Key, str] = {part.key: _own(part.name) for part in parts}
    head = model.components["object", "", name]
    names[head.key] = new
    shapes = Shapes(catalogue)
    made: dict[Key, Mapping[str, Any]] = {}
    for part in (head, *parts):
        body = renamed(part, model, shapes, names).body
        body = {key: value for key, value in body.items() if key not in _LEFT_OUT}
        of = new if part.of else ""
        made[part.kind, of, names[part.key]] = body
    obj = dict(made["object", "", new])
    made["object", "", new] = {**obj, "label": dict(label), "plural": dict(label)}
    return made


def _kept(model: Model, component: Component) -> bool:
    """Say whether the engine keeps a field by itself: the copy gets its own."""
    obj = model.objects.get(component.of)
    field = obj.fields.get(component.name) if obj and component.kind == "field" else None
    return bool(field and field.system)


def _own(name: str) -> str:
    return f"{PREFIX}__{split_name(name)[1]}"
