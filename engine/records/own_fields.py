"""Knows from which fields of its own record an expression gets what it reads."""

from __future__ import annotations

from collections.abc import Iterable

from engine.kernel.model import Model, ObjectDef
from engine.records.compiled import checked
from engine.records.shape import FORMULA, MIRROR


def own_fields(model: Model, obj: ObjectDef, paths: Iterable[str]) -> set[str]:
    """Name the fields that paths begin with, and all those that these are computed from."""
    known: set[str] = set()
    _add(model, obj, paths, known)
    return known


def _add(model: Model, obj: ObjectDef, paths: Iterable[str], known: set[str]) -> None:
    for path in paths:
        field = obj.fields.get(path.partition(".")[0])
        if field is None or field.name in known:
            continue
        known.add(field.name)
        if field.type.name == MIRROR:
            _add(model, obj, (str(field.options["via"]),), known)
        elif field.type.name == FORMULA:
            tree = checked(model, obj, str(field.options["expr"]))
            _add(model, obj, tree.paths, known)
