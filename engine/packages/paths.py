"""Follows dotted paths from an object along its lookups to a field or a part of one."""

from __future__ import annotations

from dataclasses import dataclass

from engine.kernel.model import FieldDef, Model

MAX_STEPS = 5


@dataclass(frozen=True, slots=True)
class Path:
    """Where a path leads: the fields on the way, the last one's part if one is named."""

    steps: tuple[FieldDef, ...]
    part: str = ""

    @property
    def field(self) -> FieldDef:
        return self.steps[-1]


@dataclass(frozen=True, slots=True)
class Lost:
    """Where a path breaks off: the step that nothing answers to, and what would be known."""

    object: str
    step: str
    known: frozenset[str]


def follow(model: Model, object_name: str, path: str) -> Path | Lost:
    """Follow a path of at most five lookups, such as ``account.owner.name`` or ``billing.city``."""
    obj = model.objects.get(object_name)
    if obj is None:
        return Lost(object_name, path, frozenset(model.objects))
    steps: list[FieldDef] = []
    names = path.split(".")
    for index, name in enumerate(names):
        found = obj.fields.get(name)
        if found is None:
            return Lost(obj.name, name, frozenset(obj.fields))
        steps.append(found)
        rest = names[index + 1 :]
        if not rest:
            return Path(tuple(steps))
        parts = part_names(found)
        if len(rest) == 1 and rest[0] in parts:
            return Path(tuple(steps), rest[0])
        target = model.objects.get(found.target) if is_single(found) else None
        if target is None or index >= MAX_STEPS:
            return Lost(f"{obj.name}.{name}", rest[0], frozenset(parts))
        obj = target
    raise AssertionError("a path has at least one step")


def part_names(field: FieldDef) -> frozenset[str]:
    """Name the parts of a field that a path may end in."""
    return frozenset(part.name for part in field.type.parts(field) if part.name)


def is_single(field: FieldDef) -> bool:
    """Tell whether a field points at one record, so that a path can go on."""
    return bool(field.target) and field.type.family.value == "reference"
