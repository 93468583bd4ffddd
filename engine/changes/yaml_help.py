"""Completes YAML of a component: keys and words of its schema, names of what the model has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.expressions.completion import Completion, Suggestion, complete, fitting
from engine.expressions.scope import ObjectScope
from engine.kernel.asked import Asked
from engine.kernel.component import Component
from engine.kernel.kind import Kind, Reference
from engine.kernel.model import Model
from engine.packages.expression_checks import scope_of
from engine.packages.lists import element_shape, step_into
from engine.packages.yaml_spot import MARK, Spot, spot_at
from engine.text import Text

Schema = Mapping[str, Any]
_LAST = ("notes", "renamed_from", "deprecated", "after", "before")
"""Keys that few need."""
_ITEM = Suggestion("- ", "word")
_WORDS = ("me", "prior", "target")


@dataclass(frozen=True, slots=True)
class YamlHelp:
    """What completing needs: the component being written, its kind, the model, shapes of bodies."""

    component: Component
    kind: Kind
    model: Model
    shape: Callable[[Mapping[str, Any]], Schema]
    asked: Callable[[Component, str], Asked]

    def complete(self, source: str, position: int) -> Completion:
        """Give what can be written at a character of the YAML."""
        spot = spot_at(source, position)
        if spot is None:
            return Completion(position, position)
        whole = {**self.component.body, **spot.body}
        schema = _walked(self.shape(whole), spot.steps)
        written = replace(self.component, body=whole, positions={})
        if schema is not None and not spot.in_key and _is(schema, "expression"):
            return self._expression(written, spot, position)
        given = [*self._named(written, spot), *_of_schema(schema, spot)]
        typed = spot.before.rpartition(".")[2]
        after = len(spot.after) if spot.after.isidentifier() else 0
        return Completion(position - len(typed), position + after, tuple(fitting(given, typed)))

    def _expression(self, written: Component, spot: Spot, position: int) -> Completion:
        asked = self.asked(written, spot.pointer)
        obj = self.model.objects.get(asked.of)
        if obj is None:
            return Completion(position, position)
        scope = scope_of(self.model, obj, asked)
        found = complete(spot.before + spot.after, len(spot.before), scope)
        shift = position - len(spot.before)
        return replace(found, start=found.start + shift, end=found.end + shift)

    def _named(self, written: Component, spot: Spot) -> Iterator[Suggestion]:
        """Give the names that a reference at this place may say."""
        try:
            for reference in self.kind.references(written):
                if reference.pointer == spot.pointer:
                    yield from self._of_reference(reference, spot)
        except (KeyError, TypeError, AttributeError):
            # References trust the shape, which is not right yet while somebody writes.
            return

    def _of_reference(self, reference: Reference, spot: Spot) -> Iterator[Suggestion]:
        beside = spot.beside if spot.in_key else frozenset()
        if reference.kind == "field":
            obj = self.model.objects.get(reference.of)
            prefix = reference.name.partition(MARK)[0].rpartition(".")[0]
            for one in ObjectScope(self.model, obj).members(prefix) if obj else ():
                if one.name not in beside and (prefix or one.name not in _WORDS):
                    more = one.further and _paths(spot)
                    yield Suggestion(one.name, "field", one.label, one.help, more)
        elif reference.kind == "option":
            of, _, name = reference.of.rpartition(".")
            known = self.model.objects.get(of)
            field = known.fields.get(name) if known else None
            for option in field.choices if field else ():
                yield Suggestion(option.id, "option", option.label)
        else:
            for found in self.model.of_kind(reference.kind, reference.of):
                label = Text.of(found.body.get("label"))
                yield Suggestion(found.name, reference.kind, label)


def _paths(spot: Spot) -> bool:
    return not spot.in_key


def _of_schema(schema: Schema | None, spot: Spot) -> Iterator[Suggestion]:
    """Give the keys of a map that is being written, or the words of a value."""
    for one in _branches(schema):
        yield from _keys(one, spot)
        if spot.in_key:
            continue
        if "items" in one and not spot.before:
            yield _ITEM
        words = one.get("enum", ("true", "false") if one.get("type") == "boolean" else ())
        for word in words:
            yield Suggestion(str(word), "word")


def _keys(schema: Schema, spot: Spot) -> Iterator[Suggestion]:
    needed = schema.get("required", ())
    known = schema.get("properties", {})
    for name in sorted(known, key=lambda one: one in _LAST):
        if name not in spot.beside:
            shape = known[name]
            help_ = Text.of(shape.get("description")) if "description" in shape else Text()
            detail = Text.of("*") if name in needed else Text()
            yield Suggestion(name, "key", detail, help_)


def _branches(schema: Schema | None) -> Iterator[Schema]:
    if schema is not None:
        yield schema
        yield from schema.get("anyOf", ())


def _is(schema: Schema, words: str) -> bool:
    return any(one.get("x-words") == words for one in _branches(schema))


def _walked(schema: Schema | None, steps: tuple[str, ...]) -> Schema | None:
    """Give the shape of the value at the end of a way."""
    for place, step in enumerate(steps):
        if schema is None:
            return None
        if "items" in schema and step.isdigit():
            last = place == len(steps) - 1
            schema = schema["items"] if last else element_shape(schema)
        else:
            schema = step_into(schema, step)
    return schema
