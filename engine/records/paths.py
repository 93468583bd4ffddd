"""Follows dotted paths such as ``account.owner.name`` or ``billing.city`` through the Model."""

from __future__ import annotations

from dataclasses import dataclass

from engine.access.rights import SYSTEM_KEY, Rights
from engine.kernel.former import field_once_called
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.problems import unknown_path
from engine.records.shape import MIRROR, has_part, is_reference

MAX_STEPS = 5
RECORD_CURRENCY = "record"
"""``amount.record`` is the amount in the record's own currency (decision 24)."""


@dataclass(frozen=True, slots=True)
class Path:
    """A path, resolved: the references walked along, then a field, then perhaps a part."""

    text: str
    steps: tuple[FieldDef, ...]
    field: FieldDef
    part: str = ""


def resolve(model: Model, obj: ObjectDef, path: str, rights: Rights) -> Path:
    """Resolve a path for an actor; what is hidden is refused like what does not exist.

    Every field on the way must be readable, and every object on the way open to the actor. A mirror
    resolves to the field that it shows, which was checked when the mirror was found readable.
    """
    steps: list[FieldDef] = []
    words = path.split(".")
    here = obj
    for position, word in enumerate(words):
        field = here.fields.get(word) or field_once_called(model, here, word)
        if field is None or field.name not in rights.of(here.name).readable:
            raise unknown_path(path)
        rest = words[position + 1 :]
        while field.type.name == MIRROR:
            via, shown = mirrored(model, model.objects[field.object], field)
            steps.append(via)
            field = shown
        if not rest:
            return Path(path, tuple(steps), field)
        if len(rest) == 1 and (has_part(field, rest[0]) or _own_currency(field, rest[0])):
            return Path(path, tuple(steps), field, rest[0])
        target = model.get(field.target) if is_reference(field) else None
        if target is None or len(steps) >= MAX_STEPS:
            break
        steps.append(field)
        here = target
    raise unknown_path(path)


def everything(model: Model) -> Rights:
    """Give the rights that see every field, for what the engine itself reads."""
    return model.part(_system_rights)


def mirrored(model: Model, obj: ObjectDef, field: FieldDef) -> tuple[FieldDef, FieldDef]:
    """Give the reference that a mirror looks through and the field that it shows."""
    via = obj.fields[str(field.options["via"])]
    return via, model.objects[via.target].fields[str(field.options["field"])]


def _own_currency(field: FieldDef, word: str) -> bool:
    return word == RECORD_CURRENCY and has_part(field, "base")


def _system_rights(model: Model) -> Rights:
    return Rights(model, SYSTEM_KEY)
