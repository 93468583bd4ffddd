"""Finds the record type of a record: what it defaults to and which options it allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.kernel.component import Component
from engine.kernel.model import Model, ObjectDef


def record_type_of(model: Model, obj: ObjectDef, values: Mapping[str, Any]) -> Component | None:
    """Give the record type's component; None for a record without, or one that is gone."""
    return model.find("record_type", str(values.get("record_type") or ""), obj.name)
