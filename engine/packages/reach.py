"""Takes the digest of an object with everything that a question about its records may read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.kernel.model import Model, ObjectDef
from engine.kernel.reading import targets_of
from engine.packages.canonical import digest
from engine.packages.system_fields import USER
from engine.packages.traits import known_traits


@dataclass(frozen=True, slots=True)
class Reach:
    """The objects that an object's references lead to, with itself, the people and exchange rates."""

    digest: str
    """Changes with any of them, and with anything that belongs to no object, such as rights."""
    objects: tuple[UUID, ...]


def reach_of(model: Model, obj: ObjectDef) -> Reach:
    """Give the reach of an object, made once."""
    known = model.part(_known)
    found = known.get(obj.name)
    if found is None:
        found = known[obj.name] = _reach(model, obj)
    return found


def _known(_model: Model) -> dict[str, Reach]:
    return {}


def _reach(model: Model, obj: ObjectDef) -> Reach:
    rates = model.settings.get("currencies", {}).get("rates", {}).get("object", USER)
    names = {obj.name, USER, rates}
    todo = [*names]
    while todo:
        here = model.get(todo.pop())
        for field in here.fields.values() if here is not None else ():
            coming = targets_of(field.becoming) if field.becoming is not None else ()
            fresh = {*targets_of(field), *coming} - names
            names |= fresh
            todo += fresh
    found = [reached for name in sorted(names) if (reached := model.get(name)) is not None]
    marks = [[str(each.uid), each.name, each.digest] for each in found]
    return Reach(digest([model.part(_of_no_object), marks]), tuple(each.uid for each in found))


def _of_no_object(model: Model) -> str:
    traits = model.part(known_traits)
    return digest(
        [
            traits[key].digest
            for key, component in model.components.items()
            if component.kind != "object" and not component.of
        ]
    )
