"""Says which values of a record a copy of it begins with."""

from __future__ import annotations

from typing import Any

from engine.access.rights import rights
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.kernel.query import Record

_NEVER = frozenset({"import_ref", "owner"})


def values_to_clone(context: Context, obj: ObjectDef, source: Record) -> dict[str, Any]:
    """Give the values that the actor may read and set, but for unique and secret ones.

    The copy belongs to whoever makes it.
    """
    allowed = rights(context).of(obj.name)
    return {
        name: value
        for name, value in source.values.items()
        if name in allowed.writable
        and name not in _NEVER
        and value is not None
        and not obj.fields[name].unique
        and not obj.fields[name].type.secret
    }
