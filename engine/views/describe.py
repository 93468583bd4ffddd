"""Describes the metadata that one actor may see, as plain JSON: objects, fields, rights."""

from __future__ import annotations

from typing import Any

from engine.access import ObjectRights, rights
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef


def describe(context: Context) -> dict[str, Any]:
    """Give the objects that the actor may read, with readable fields, in the actor's language."""
    held = rights(context)
    objects = {
        name: describe_object(context, obj)
        for name, obj in context.model.objects.items()
        if held.of(name).readable
    }
    return {
        "tenant": context.tenant,
        "revision": context.revision,
        "digest": context.model.digest,
        "language": context.actor.language,
        "user": context.actor.user_id,
        "roles": list(context.actor.roles),
        "system_rights": sorted(held.system),
        "objects": objects,
    }


def describe_object(context: Context, obj: ObjectDef) -> dict[str, Any]:
    """Give one object as the actor sees it."""
    language = context.actor.language
    held = rights(context).of(obj.name)
    return {
        "name": obj.name,
        "label": obj.label.to(language),
        "plural": obj.plural.to(language),
        "help": obj.help.to(language),
        "name_field": obj.name_field,
        "master": obj.master or None,
        "rights": {
            "read": held.read.name.lower(),
            "create": held.create,
            "update": held.update.name.lower(),
            "delete": held.delete.name.lower(),
            "export": held.export,
        },
        "fields": [
            _field(field, held, language)
            for name, field in obj.fields.items()
            if name in held.readable
        ],
    }


def _field(field: FieldDef, held: ObjectRights, language: str) -> dict[str, Any]:
    parts = [part.name for part in field.type.parts(field) if part.name and not part.kept]
    described: dict[str, Any] = {
        "name": field.name,
        "type": field.type.name,
        "value_type": field.type.value_type_of(field).value,
        "label": field.label.to(language),
        "help": field.help.to(language),
        "required": field.required,
        "unique": field.unique,
        "system": field.system,
        "computed": field.type.computed,
        "writable": field.name in held.writable and not field.type.computed,
        "operators": list(field.type.operators),
        "sortable": field.type.sortable,
    }
    if parts:
        described["composite"] = parts
    if field.target:
        described["target"] = field.target
    if field.choices:
        described["choices"] = [
            {"id": option.id, "label": option.label.to(language), "active": option.active}
            for option in field.choices
        ]
    return described
