"""Finds what nobody may read: objects and fields that no permission set grants (decision 17)."""

from __future__ import annotations

from engine.access.rights import Rights
from engine.access.scope import Scope
from engine.kernel.model import Model


def unread(model: Model) -> dict[str, tuple[str, ...]]:
    """Give, by object, the declared fields that no permission set lets anybody read.

    An object that nobody may read at all has all of its fields here.
    """
    names = tuple(sorted(found.name for found in model.of_kind("permission_set")))
    everybody = Rights(model, names)
    hidden = {}
    for obj in model.objects.values():
        granted = everybody.granted(obj.name)
        readable = frozenset[str]() if granted.read is Scope.NONE else granted.readable
        fields = tuple(
            name
            for name, field in obj.fields.items()
            if not field.system and name not in readable
        )
        if fields:
            hidden[obj.name] = fields
    return hidden
