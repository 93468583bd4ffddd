"""Says what things of metadata to come are called in those in force: objects, paths, filters."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from engine.errors import EngineError
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.query import AllOf, AnyOf, Condition, Filter, NotOf, Where
from engine.packages.mentions import mentions, renamed
from engine.packages.shapes_of import Shapes
from engine.text import text


def same_object(model: Model, obj: ObjectDef) -> ObjectDef | None:
    """Find an object, whatever it is called."""
    known = model.objects.get(obj.name)
    if known is not None and known.uid == obj.uid:
        return known
    return next((one for one in model.objects.values() if one.uid == obj.uid), None)


def same_field(obj: ObjectDef, field: FieldDef) -> FieldDef | None:
    """Find a field of an object, whatever it is called."""
    known = obj.fields.get(field.name)
    if known is not None and (known.uid == field.uid or known.system):
        return known
    return next((one for one in obj.fields.values() if one.uid == field.uid), None)


def old_path(old: Model, new: Model, obj: ObjectDef, path: str) -> str:
    """Give what a path to come is called in force; empty for what is new or of another type."""
    head, _, rest = path.partition(".")
    was, field = same_object(old, obj), obj.fields.get(head)
    known = same_field(was, field) if was and field else None
    if known is None or field is None or known.type.name != field.type.name:
        return ""
    if not rest:
        return known.name
    target = new.get(field.target) if field.target else None
    inner = old_path(old, new, target, rest) if target else rest
    return f"{known.name}.{inner}" if inner else ""


def old_filter(
    old: Model, new: Model, obj: ObjectDef, found: Filter, catalogue: Catalogue
) -> Filter:
    """Give a filter in the names in force; EngineError ``rehearsal.later`` for one by a new field."""
    match found:
        case Condition(path) if path.partition(".")[0] in obj.fields:
            return replace(found, path=old_path(old, new, obj, path) or _later())
        case Where(source):
            return Where(_old_source(old, new, obj, source, catalogue))
        case NotOf(part):
            return NotOf(old_filter(old, new, obj, part, catalogue))
        case AllOf(parts) | AnyOf(parts):
            known = tuple(old_filter(old, new, obj, part, catalogue) for part in parts)
            return replace(found, parts=known)
    return found


def _old_source(
    old: Model, new: Model, obj: ObjectDef, source: str, catalogue: Catalogue
) -> str:
    said = Component("list_view", "seen", obj.name, {"where": source}, "", UUID(int=0))
    shapes, names = Shapes(catalogue), {}
    for mention in mentions(said, new, shapes):
        kind, of, name = mention.key
        home = new.get(of) if kind == "field" else None
        if home is not None:
            names[mention.key] = old_path(old, new, home, name) or _later()
    return str(renamed(said, new, shapes, names).body["where"])


def _later() -> str:
    raise EngineError(
        "rehearsal.later",
        text(
            "which records these are can be seen once the draft is applied",
            "应用草稿后才能看到符合条件的记录",
        ),
    )
