"""Discovers what all rooms contribute: kinds of metadata and field types."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from types import ModuleType

import engine
from engine.kernel.catalogue import Catalogue
from engine.kernel.kind import Kind


@cache
def catalogue() -> Catalogue:
    """Give every kind and field type of this installation; a kind is a module in a ``kinds``."""
    from engine.fields import field_types

    kinds: dict[str, Kind] = {}
    for module in _kind_modules():
        kind = module.KIND
        assert kind.name not in kinds, f"two modules declare the kind {kind.name}"
        kinds[kind.name] = kind
    return Catalogue(kinds=kinds, field_types=field_types())


def _kind_modules() -> list[ModuleType]:
    root = Path(engine.__file__).parent
    return [
        importlib.import_module(f"engine.{path.parts[-3]}.kinds.{path.stem}")
        for path in sorted(root.glob("*/kinds/*.py"))
        if path.stem != "__init__"
    ]
