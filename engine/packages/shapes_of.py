"""Keeps the prepared shapes of all kinds and field types of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from engine.errors import Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.kind import Kind
from engine.packages.kinds.field import any_field_shape, field_shape
from engine.packages.problems import component_problem
from engine.packages.shape import misshapes, sparse, validator


class Shapes:
    """Checks bodies against their shapes, preparing each shape once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._prepared: dict[tuple[str, str, bool], Draft202012Validator] = {}
        self._any_field = any_field_shape(catalogue.field_types)

    def of(self, kind: Kind, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the JSON Schema for a body; that of a field depends on its type."""
        if kind.name != "field":
            return kind.schema
        field_type = self.catalogue.field_types.get(str(body.get("type")))
        return self._any_field if field_type is None else field_shape(field_type)

    def check(self, component: Component, *, overlay: bool = False) -> Iterator[Problem]:
        """Give what is wrong with the shape of a component, or of an overlay's sparse body."""
        kind = self.catalogue.kinds[component.kind]
        checker = self._checker(kind, component.body, overlay)
        for wrong in misshapes(checker, component.body):
            problem = component_problem(
                component, wrong.position_key, wrong.code, wrong.text, wrong.hint
            )
            yield _at(problem, wrong.pointer)

    def _checker(
        self, kind: Kind, body: Mapping[str, Any], overlay: bool
    ) -> Draft202012Validator:
        variant = str(body.get("type")) if kind.name == "field" else ""
        key = (kind.name, variant, overlay)
        if key not in self._prepared:
            schema = self.of(kind, body)
            self._prepared[key] = validator(sparse(schema) if overlay else schema)
        return self._prepared[key]


def _at(problem: Problem, pointer: str) -> Problem:
    return Problem(
        problem.code,
        problem.text,
        problem.file,
        problem.line,
        problem.column,
        pointer,
        problem.field,
        problem.hint,
    )
