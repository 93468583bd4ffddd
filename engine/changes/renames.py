"""Lets everything follow when a package renames what it has: the tenant's own work goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.kernel.component import Component
from engine.kernel.model import Model
from engine.packages.mentions import renamed, renamed_inside
from engine.packages.package import Package, Patch
from engine.packages.shapes_of import Shapes

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Renames:
    """New names by the keys that components had before; ``objects`` are those of objects alone."""

    names: Mapping[Key, str]

    @property
    def objects(self) -> Mapping[str, str]:
        return {key[2]: name for key, name in self.names.items() if key[0] == "object"}

    def key(self, key: Key) -> Key:
        """Give the present key of what had a key."""
        kind, of, name = key
        return (kind, self.objects.get(of, of), self.names.get(key, name))


def find_renames(installed: Mapping[str, Package], given: Sequence[Package]) -> Renames:
    """Find the components that new versions of packages call otherwise."""
    names: dict[Key, str] = {}
    for package in given:
        before = installed.get(package.name)
        had = {} if before is None else {c.uid: c for c in before.components}
        for component in package.components:
            old = had.get(component.uid)
            if old is not None and old.name != component.name:
                names[old.key] = component.name
    return Renames(names)


def follow(package: Package, renames: Renames, model: Model, shapes: Shapes) -> Package:
    """Give a package that says the new names; ``model`` is the one in which the old ones hold."""
    return replace(
        package,
        components=tuple(moved(c, renames, model, shapes) for c in package.components),
        patches=tuple(_patch(p, renames, model, shapes) for p in package.patches),
    )


def moved(component: Component, renames: Renames, model: Model, shapes: Shapes) -> Component:
    """Give one component that says the new names, its own parent's included."""
    said = renamed(component, model, shapes, renames.names)
    return replace(said, of=renames.objects.get(component.of, component.of))


def _patch(patch: Patch, renames: Renames, model: Model, shapes: Shapes) -> Patch:
    """Point a patch at the new name, and say it in what it sets."""
    names = _names_of(patch.target, renames)
    pointer = "/".join(names.get(step, step) for step in patch.pointer.split("/"))
    value = _value(patch.value, names) if names else patch.value
    target = model.components.get(patch.target)
    if target is not None and value is not None:
        value = renamed_inside(value, patch.pointer, target, model, shapes, renames.names)
    return replace(patch, target=renames.key(patch.target), pointer=pointer, value=value)


def _names_of(target: Key, renames: Renames) -> dict[str, str]:
    """Give the names that elements of the target may have: fields of its object, or objects."""
    kind, of, name = target
    home = name if kind == "object" else of
    return {
        old: new
        for (sort, parent, old), new in renames.names.items()
        if (sort == "field" and parent == home) or (sort == "object" and not home)
    }


def _value(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        called = value.get("field")
        return {**value, "field": names[str(called)]} if called in names else value
    if isinstance(value, list):
        return [_value(item, names) for item in value]
    return value
