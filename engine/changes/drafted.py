"""What a draft makes of a component, and of the model before anything in it is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from engine.changes.drafting import merged
from engine.changes.drafts import DraftChange, Key
from engine.changes.editing import OWN
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.model import Model
from engine.packages.build import try_build


@dataclass(frozen=True, slots=True)
class Drafted:
    """A component as the draft leaves it; ``sort`` says what the draft does to it, if anything.

    ``own`` components belong to the tenant; others to the package that is named.
    """

    key: Key
    body: Mapping[str, Any]
    package: str
    sort: str = ""
    new_name: str = ""

    @property
    def own(self) -> bool:
        return self.package == OWN


def drafted_model(
    model: Model,
    catalogue: Catalogue,
    changes: Sequence[DraftChange],
    bodies: Mapping[Key, Mapping[str, Any]],
) -> Model:
    """Build the model that a draft and the bodies being written would give, however wrong they are.

    It is for completing and checking what somebody writes; what is applied is planned. Objects that
    nothing changes are taken over from the model in force.
    """
    found = dict(model.components)
    for change in changes:
        _kind, _of, name = change.key
        present = found.pop(change.key, None)
        body = merged(change, present.body if present else None).value
        if body is not None:
            _put(found, _called(change.key, change.new_name or name), body, present)
    objects = {each.key[2]: each.new_name for each in changes if each.key[0] == "object"}
    for key, component in list(found.items()):
        if objects.get(key[1]):
            del found[key]
            moved = replace(component, of=objects[key[1]])
            found[moved.key] = moved
    for key, body in bodies.items():
        _put(found, key, body, found.get(key))
    return try_build(found.values(), catalogue, like=model)[0]


def _called(key: Key, name: str) -> Key:
    kind, of, _ = key
    return kind, of, name


def _put(
    found: dict[Key, Component], key: Key, body: Mapping[str, Any], present: Component | None
) -> None:
    kind, of, name = key
    if present is not None:
        found[key] = replace(present, name=name, body=body, positions={})
    else:
        uid = uuid5(NAMESPACE_OID, "/".join(key))
        found[key] = Component(kind, name, of, body, OWN, uid)
