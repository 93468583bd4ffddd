"""Reads what is typed as YAML of a component."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.changes.assisting import NO_MAP
from engine.changes.drafts import Key
from engine.changes.editing import OWN
from engine.errors import Problem
from engine.kernel.component import Component
from engine.packages.shapes_of import Shapes
from engine.packages.yaml import parse_yaml

_NIL = UUID(int=0)


def typed_body(
    shapes: Shapes, key: Key, source: str, before: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Problem]]:
    """Give the body that YAML says, and all that is wrong with it.

    The order of an object's fields is not said there, and stays as it was ``before``.
    """
    kind, of, name = key
    document = parse_yaml(source, f"{name}.yaml")
    if document.problems:
        return {}, document.problems
    if not isinstance(document.value, dict):
        return {}, [Problem("file.shape", NO_MAP, document.file, 1, 1)]
    body = document.value
    read = Component(kind, name, of, body, OWN, _NIL, document.positions)
    problems = list(shapes.check(read))
    if not problems and "field_order" in before:
        body = {**body, "field_order": before["field_order"]}
    return body, problems
