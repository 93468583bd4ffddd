"""Finds the computed fields that would show an actor what is hidden from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.errors import ExpressionError
from engine.expressions import ObjectScope, expressions_of
from engine.kernel.model import FieldDef, Model, ObjectDef

Readable = Callable[[str], frozenset[str]]
FieldKey = tuple[str, str]


def hidden_inputs(model: Model, name: str, readable: Readable) -> frozenset[str]:
    """Name the computed fields of an object that read something the actor may not.

    A field with ``reveal: true`` is left out: its author decided to show the result.
    """
    computed = model.object_part(_inputs, model.objects[name])
    return frozenset(key[1] for key in computed if not _open(model, key, readable, frozenset()))


def _open(model: Model, key: FieldKey, readable: Readable, seen: frozenset[FieldKey]) -> bool:
    field = model.objects[key[0]].fields[key[1]]
    inputs = model.object_part(_inputs, model.objects[key[0]]).get(key)
    if inputs is None or field.options.get("reveal") is True or key in seen:
        return True
    return all(
        used[1] in readable(used[0]) and _open(model, used, readable, seen | {key})
        for used in inputs
    )


def _inputs(model: Model, obj: ObjectDef) -> dict[FieldKey, frozenset[FieldKey]]:
    """Collect what the computed fields read; one that cannot be understood reads itself only."""
    return {
        (obj.name, field.name): frozenset(_read_by(model, obj, field))
        for field in obj.fields.values()
        if field.type.name in ("formula", "mirror", "rollup")
    }


def _read_by(model: Model, obj: ObjectDef, field: FieldDef) -> Iterator[FieldKey]:
    if field.type.name == "mirror":
        yield from _along(model, obj, f"{field.options['via']}.{field.options['field']}")
    elif field.type.name == "rollup":
        source = field.options["from"]
        child = model.objects[source["object"]]
        yield child.name, source["via"]
        if of := field.options["agg"].get("field"):
            yield child.name, of
        # How many there are of a kind tells of each which kind it is.
        yield from _read_in(model, child, str(source.get("where") or ""))
    else:
        yield from _read_in(model, obj, str(field.options["expr"]))


def _read_in(model: Model, obj: ObjectDef, source: str) -> Iterator[FieldKey]:
    """Name every field that an expression over an object reads."""
    if not source:
        return
    try:
        scope = ObjectScope(model, obj)
        checked = expressions_of(model).checked((obj.uid, False), source, scope)
    except ExpressionError:
        return
    for path in checked.paths:
        yield from _along(model, obj, path)


def _along(model: Model, obj: ObjectDef | None, path: str) -> Iterator[FieldKey]:
    """Name every field on a dotted path; parts of a composite belong to their field."""
    for step in path.split("."):
        field = obj.fields.get(step) if obj is not None else None
        if obj is None or field is None:
            return
        yield obj.name, step
        obj = model.get(field.target) if field.target else None
