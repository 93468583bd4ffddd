"""Helps while a component is written: completes, checks and tries it as the draft would have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from engine.changes.drafted import drafted_model
from engine.changes.drafts import DraftChange, Key
from engine.changes.editing import PREFIX
from engine.changes.trying import Trial, tried
from engine.changes.yaml_help import YamlHelp
from engine.errors import Problem
from engine.expressions.completion import Completion, complete
from engine.kernel.asked import Asked
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.kind import Kind
from engine.kernel.model import Model
from engine.packages.cycles import circle_from
from engine.packages.expression_checks import scope_of, value_at
from engine.packages.field_checks import in_circle
from engine.packages.problems import in_order
from engine.packages.resolve import check_in_model
from engine.packages.shapes_of import Shapes
from engine.packages.yaml import Document, parse_yaml
from engine.text import text


class Assistant:
    """Knows one component as it is being written, inside the model that the draft would give."""

    def __init__(
        self, context: Context, catalogue: Catalogue, model: Model, component: Component
    ) -> None:
        self._context, self._catalogue = context, catalogue
        self._model, self._component = model, component

    def asked(self, pointer: str) -> Asked:
        """Say what the expression at a pointer must be."""
        kind = self._catalogue.kinds[self._component.kind]
        return asked_of(kind, self._component, self._model, pointer)

    def complete(self, pointer: str, source: str, position: int) -> Completion:
        """Complete the expression at a pointer of the component."""
        asked = self.asked(pointer)
        obj = self._model.objects.get(asked.of)
        if obj is None:
            return Completion(position, position)
        return complete(source, position, scope_of(self._model, obj, asked))

    def attempt(self, pointer: str, source: str, record: UUID | None = None) -> Trial:
        """Check an expression as if it stood at a pointer, and try it on a record."""
        asked, written = self.asked(pointer), self._component
        trial = tried(self._context, self._model, asked, source, record)
        in_place = trial.problem is None and value_at(written.body, pointer) == source
        circle = self._circle(written) if in_place else None
        if circle is None:
            return trial
        return Trial(trial.type, asked.expect, problem=circle, mark=(0, len(source)))

    def complete_yaml(self, source: str, position: int) -> Completion:
        """Complete YAML of the component, or of some of its properties."""
        kind = self._catalogue.kinds[self._component.kind]
        shapes = Shapes(self._catalogue)
        helped = YamlHelp(
            self._component,
            kind,
            self._model,
            lambda body: shapes.of(kind, body),
            lambda component, pointer: asked_of(kind, component, self._model, pointer),
        )
        return helped.complete(source, position)

    def faults(self) -> Sequence[Problem]:
        """Give all that is wrong with the component as it is being written."""
        return in_order(self._wrong(self._component))

    def problems(self, source: str, *, partly: bool = False) -> Sequence[Problem]:
        """Give all that is wrong with the YAML of the component, each with line and column.

        ``partly`` when it says only some of its properties.
        """
        document = parse_yaml(source, f"{self._component.name}.yaml")
        if document.problems or document.value is None:
            return document.problems
        if not isinstance(document.value, dict):
            return [Problem("file.shape", NO_MAP, document.file, 1, 1)]
        body = {**self._component.body, **document.value} if partly else document.value
        written = replace(self._component, body=body, positions=document.positions)
        found = self._wrong(written)
        return in_order(
            one
            for one in found
            if not partly or one.pointer.split("/")[1:2] in _first(document)
        )

    def _wrong(self, written: Component) -> list[Problem]:
        # Checks trust the shape, so that what else is wrong is said once it is right.
        found = list(islice(Shapes(self._catalogue).check(written), MOST_PROBLEMS))
        if found:
            return found
        found = list(check_in_model(written, self._model, self._catalogue))
        circle = self._circle(written)
        told = circle is None or any(one.code == circle.code for one in found)
        return found if told or circle is None else [*found, circle]

    def _circle(self, written: Component) -> Problem | None:
        """Say it of whichever field is written; a plan says a circle once, of its first field."""
        if written.kind != "field":
            return None
        circle = circle_from(self._model, (written.of, written.name))
        return in_circle(written, circle) if circle else None


def assistant(
    context: Context,
    catalogue: Catalogue,
    changes: Sequence[DraftChange],
    key: Key,
    body: Mapping[str, Any],
) -> Assistant:
    """Give what helps with a component as it is being written; a new one has no name yet."""
    kind, of, name = key
    place = (kind, of, name or f"{PREFIX}__new")
    model = drafted_model(context.model, catalogue, changes, {place: body})
    return Assistant(context, catalogue, model, model.components[place])


def asked_of(kind: Kind, component: Component, model: Model, pointer: str) -> Asked:
    """Say what the expression at a pointer must be; anything where its kind does not say."""
    home = component.of or component.name
    found = next(
        (one for one in kind.expressions(component, model) if one.pointer == pointer),
        Asked(pointer, expect=None, prior=True),
    )
    return found if found.of else replace(found, of=home)


def _first(document: Document) -> list[list[str]]:
    return [[name] for name in document.value]


MOST_PROBLEMS = 100
"""Of one component, while it is written."""
NO_MAP = text("this must be a map of keys", "此处应为键值映射")
