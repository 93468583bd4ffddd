"""Finds the field types: every module of this room that ends with ``FIELD_TYPE``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from engine.kernel.field_type import FieldType


@cache
def field_types() -> Mapping[str, FieldType]:
    """Give every field type by name, in the order of names."""
    room = importlib.import_module("engine.fields")
    found: dict[str, FieldType] = {}
    for module in pkgutil.iter_modules(room.__path__):
        loaded = importlib.import_module(f"engine.fields.{module.name}")
        field_type = getattr(loaded, "FIELD_TYPE", None)
        if isinstance(field_type, FieldType):
            found[field_type.name] = field_type
    return MappingProxyType(dict(sorted(found.items())))
