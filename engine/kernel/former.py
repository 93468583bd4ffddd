"""Finds objects and fields by names that they had before: old programs go on working (decision 31)."""

from __future__ import annotations

from engine.kernel.model import FieldDef, Model, ObjectDef


def object_once_called(model: Model, name: str) -> ObjectDef | None:
    """Find the object that was renamed from a name which no object has now."""
    found = model.part(_objects).get(name)
    return None if found is None else model.objects[found]


def field_once_called(model: Model, obj: ObjectDef, name: str) -> FieldDef | None:
    """Find the field of an object that was renamed from a name which none of its fields has now."""
    found = model.object_part(_fields, obj).get(name)
    return None if found is None else obj.fields[found]


def present_path(model: Model, obj: ObjectDef, path: str) -> str:
    """Give a path with the names that its fields have now; what is not known stays as it is."""
    words = []
    here: ObjectDef | None = obj
    for word in path.split("."):
        field = None
        if here is not None:
            field = here.fields.get(word) or field_once_called(model, here, word)
        words.append(word if field is None else field.name)
        here = model.get(field.target) if field is not None else None
    return ".".join(words)


def _objects(model: Model) -> dict[str, str]:
    return {
        old: obj.name
        for obj in model.objects.values()
        for old in obj.body.get("renamed_from", ())
        if old not in model.objects
    }


def _fields(_model: Model, obj: ObjectDef) -> dict[str, str]:
    return {
        old: field.name
        for field in obj.fields.values()
        if not field.system
        for old in field.options.get("renamed_from", ())
        if old not in obj.fields
    }
