"""Finds the record type of a record: what it defaults to and which options it allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.kernel.component import Component
from engine.kernel.model import Model, ObjectDef


def record_type_of(model: Model, obj: ObjectDef, values: Mapping[str, Any]) -> Component | None:
    """Give the record type's component; rows keep its first name, which a rename does not change."""
    stored = values.get("record_type")
    field = obj.fields.get("record_type")
    option = field.choice(str(stored)) if stored and field is not None else None
    if option is None:
        return None
    return model.find("record_type", str(option.extra.get("name") or option.id), obj.name)
