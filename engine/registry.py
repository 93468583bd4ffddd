"""Discovers what all rooms contribute: kinds, field types and the five points of extension."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import engine
from engine.kernel.catalogue import Catalogue
from engine.kernel.extension import Extensions
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


@cache
def extensions() -> Extensions:
    """Give what the rooms add to each other: hooks, clauses, actions, probes, handlers, schedules.

    A room names them in lists of its module ``extensions``: HOOKS, VISIBILITY, ACTIONS, PROBES,
    HANDLERS, RUNNERS, SCHEDULES.
    """
    root = Path(engine.__file__).parent
    modules = [
        importlib.import_module(f"engine.{path.parent.name}.extensions")
        for path in sorted(root.glob("*/extensions.py"))
    ]

    def named(what: str) -> list[Any]:
        return [each for module in modules for each in getattr(module, what, ())]

    return Extensions(
        hooks=tuple(
            sorted(named("HOOKS"), key=lambda hook: (hook.stage, hook.order, hook.name))
        ),
        visibility=tuple(named("VISIBILITY")),
        actions={action.name: action for action in named("ACTIONS")},
        probes=tuple(named("PROBES")),
        handlers={handler.topic: handler for handler in named("HANDLERS")},
        runners={runner.kind: runner for runner in named("RUNNERS")},
        schedules=tuple(sorted(named("SCHEDULES"), key=lambda each: (each.at, each.name))),
    )


def _kind_modules() -> list[ModuleType]:
    root = Path(engine.__file__).parent
    return [
        importlib.import_module(f"engine.{path.parts[-3]}.kinds.{path.stem}")
        for path in sorted(root.glob("*/kinds/*.py"))
        if path.stem != "__init__"
    ]
