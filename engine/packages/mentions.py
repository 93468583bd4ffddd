"""Finds where a component names others, in references and inside expressions, and renames there.

Texts are read with the model in which the names still mean something. Nothing is guessed: a word of
an expression counts only when it leads from the expression's own object to a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from engine.kernel.component import Component
from engine.kernel.kind import Reference
from engine.kernel.model import FieldDef, Model
from engine.packages.lists import element_shape, identity_of, step_into
from engine.packages.shapes_of import Shapes
from engine.packages.yaml import escape

Key = tuple[str, str, str]

_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_PATH = re.compile(r"(?<![\w.])[a-z_]\w*(?:\.[a-z_]\w*)*(?![\w.]*\s*\()")
_ORDERED = "field_order"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a component names another: characters ``start`` to ``end`` at a pointer.

    ``in_key`` when the name is the last key of the pointer, not the value that stands there.
    """

    pointer: str
    key: Key
    start: int
    end: int
    in_key: bool = False


def mentions(component: Component, model: Model, shapes: Shapes) -> Iterator[Mention]:
    """Give every place where a component names an object, a field or another component."""
    kind = shapes.catalogue.kinds.get(component.kind)
    if kind is None:
        return
    for reference in kind.references(component):
        yield from _of_reference(component, reference, model)
    for index, name in enumerate(component.body.get(_ORDERED, ())):
        key = ("field", component.name, name)
        yield Mention(f"/{_ORDERED}/{index}", key, 0, len(name))
    for pointer, source in _expressions(component.body, shapes.of(kind, component.body), ""):
        yield from _of_expression(component, pointer, source, model)


def renamed(
    component: Component, model: Model, shapes: Shapes, names: Mapping[Key, str]
) -> Component:
    """Give a component that says the new names wherever it said the old ones."""
    found = [each for each in mentions(component, model, shapes) if each.key in names]
    if not found:
        return component
    body = deepcopy(dict(component.body))
    # From the end, so that places keep their meaning; keys last, since pointers go through them.
    unique = {(m.in_key, m.pointer, m.start): m for m in found}
    for place in sorted(unique, key=lambda p: (p[0], -p[1].count("/"), p[1], -p[2])):
        _write(body, unique[place], names[unique[place].key])
    return replace(component, body=body)


def renamed_inside(  # noqa: PLR0913  a place, and what names mean there
    value: Any,
    pointer: str,
    component: Component,
    model: Model,
    shapes: Shapes,
    names: Mapping[Key, str],
) -> Any:
    """Give a value that a patch sets at a pointer of a component, its expressions renamed."""
    kind = shapes.catalogue.kinds[component.kind]
    schema: Mapping[str, Any] | None = shapes.of(kind, component.body)
    for step in _words(pointer):
        keyed = schema is not None and identity_of(schema)
        schema = element_shape(schema) if keyed and schema else step_into(schema, step)
    holder = {"value": deepcopy(value)}
    for at, source in _expressions(value, schema, ""):
        said = source
        found = list(_of_expression(component, pointer + at, source, model))
        for each in sorted(found, key=lambda mention: -mention.start):
            if each.key in names:
                said = said[: each.start] + names[each.key] + said[each.end :]
        _write(holder, Mention(f"/value{at}", component.key, 0, len(source)), said)
    return holder["value"]


def _of_reference(
    component: Component, reference: Reference, model: Model
) -> Iterator[Mention]:
    value = _look(component.body, reference.pointer)
    in_key = not isinstance(value, str)
    if reference.kind != "field":
        key = (reference.kind, reference.of, reference.name)
        yield Mention(reference.pointer, key, 0, len(reference.name), in_key)
        return
    said = reference.name
    if not in_key and said != value:
        # A mirror says the last step of the path that it refers to.
        cut = said.removesuffix(value)
        steps = _steps(model, reference.of, said)
        for start, end, field in steps:
            if start >= len(cut):
                yield _mention(reference.pointer, field, start - len(cut), end - len(cut))
        return
    for start, end, field in _steps(model, reference.of, said):
        yield _mention(reference.pointer, field, start, end, in_key)


def _mention(
    pointer: str, field: FieldDef, start: int, end: int, in_key: bool = False
) -> Mention:
    return Mention(pointer, ("field", field.object, field.name), start, end, in_key)


def _of_expression(
    component: Component, pointer: str, source: str, model: Model
) -> Iterator[Mention]:
    masked = _TEXT.sub(lambda found: " " * len(found[0]), source)
    for match in _PATH.finditer(masked):
        of, skip = _scope(component, pointer, match[0])
        for start, end, field in _steps(model, of, match[0][skip:]):
            base = match.start() + skip
            yield _mention(pointer, field, base + start, base + end)


def _scope(component: Component, pointer: str, path: str) -> tuple[str, int]:
    """Say from which object a path of an expression starts, and how much of it says so."""
    body = component.body
    source = body.get("from")
    home = component.name if component.kind == "object" else component.of
    if pointer.startswith("/from/") and isinstance(source, Mapping):
        home = str(source.get("object", ""))
    word = path.partition(".")[0]
    starts = {"prior": home, "me": "user", "target": str(body.get("to", ""))}
    if word in starts and "." in path:
        return starts[word], len(word) + 1
    return home, 0


def _steps(model: Model, of: str, path: str) -> Iterator[tuple[int, int, FieldDef]]:
    """Walk a path: each field on the way with the characters that name it."""
    obj, at = model.objects.get(of), 0
    for word in path.split("."):
        field = obj.fields.get(word) if obj else None
        if field is None:
            return
        if not field.system:
            yield at, at + len(word), field
        at += len(word) + 1
        obj = model.objects.get(field.target)


def _expressions(
    value: Any, schema: Mapping[str, Any] | None, pointer: str
) -> Iterator[tuple[str, str]]:
    if not schema:
        return
    if isinstance(value, str):
        if schema.get("x-words") == "expression":
            yield pointer, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _expressions(item, step_into(schema, key), f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        shape = element_shape(schema)
        for index, item in enumerate(value):
            yield from _expressions(item, shape, f"{pointer}/{index}")


def _look(body: Any, pointer: str) -> Any:
    for step in _words(pointer):
        if isinstance(body, Mapping):
            body = body.get(step)
        elif isinstance(body, list) and step.isdigit() and int(step) < len(body):
            body = body[int(step)]
        else:
            return None
    return body


def _words(pointer: str) -> Sequence[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _write(body: dict[str, Any], place: Mention, name: str) -> None:
    *way, last = _words(place.pointer)
    holder: Any = body
    for step in way:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    if place.in_key:
        # The order of keys is kept: people know their files by it.
        items = list(holder.items())
        holder.clear()
        holder.update({name if key == last else key: item for key, item in items})
        return
    at: Any = int(last) if isinstance(holder, list) else last
    said = holder[at]
    holder[at] = said[: place.start] + name + said[place.end :]
