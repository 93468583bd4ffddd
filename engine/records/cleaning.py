"""Turns what a person, file or program sent into clean values, or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.predicate import USER_OBJECT
from engine.access.rights import rights
from engine.errors import Problem
from engine.kernel.context import Context
from engine.kernel.field_type import InvalidValue
from engine.kernel.former import field_once_called
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.problems import at_field, read_only, unknown_field
from engine.records.shape import is_composite

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Writable:
    """The fields that one combination of rights may set, and those that it may only see."""

    object: ObjectDef
    fields: Mapping[str, FieldDef]
    shown: Mapping[str, FieldDef]


def writable_of(context: Context, obj: ObjectDef) -> Writable:
    """Give what the actor may set; kept with the model."""
    held = rights(context)
    known: dict[tuple[str, Any], Writable] = context.model.part(_known_writable)
    found = known.get((obj.name, held.key))
    if found is None:
        allowed = held.of(obj.name)
        found = Writable(
            obj,
            {name: field for name, field in obj.fields.items() if name in allowed.writable},
            {name: field for name, field in obj.fields.items() if name in allowed.readable},
        )
        known[obj.name, held.key] = found
    return found


def clean_row(
    context: Context, allowed: Writable, raw: Mapping[str, Any], before: Mapping[str, Any]
) -> tuple[Values, list[Problem]]:
    """Clean the raw values of one record; all problems at once.

    A value for a field that the actor may only see is let pass when it changes nothing, since forms
    and programs send back what they got.
    """
    locale = context.actor.locale
    values: Values = {}
    problems: list[Problem] = []
    for name, value in _joined_parts(allowed, raw, before).items():
        field = allowed.fields.get(name)
        if field is None and name not in allowed.shown:
            name = _present_name(context, allowed, name)
            field = allowed.fields.get(name)
        if field is None:
            problem = _unwanted(allowed, name, value, before, context)
            if problem is not None:
                problems.append(problem)
            continue
        try:
            if value == "me" and field.target == USER_OBJECT:
                value = context.actor.user_id
            values[name] = field.type.clean(value, field, locale)
        except InvalidValue as error:
            problems.append(at_field(name, error.code, error.text, error.hint))
    return values, problems


def _present_name(context: Context, allowed: Writable, name: str) -> str:
    """Give the name that a field has now, if ``name`` is one that it had before."""
    found = field_once_called(context.model, allowed.object, name)
    return name if found is None else found.name


def _joined_parts(
    allowed: Writable, raw: Mapping[str, Any], before: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Gather ``billing.city`` and its like into one value per field, over what is stored."""
    if "." not in "".join(raw):
        return raw
    joined: dict[str, Any] = {}
    for name, value in raw.items():
        first, dot, part = name.partition(".")
        field = allowed.fields.get(first)
        base = joined.get(first, before.get(first)) or {}
        parted = dot and field is not None and is_composite(field)
        if parted and isinstance(base, Mapping):
            joined[first] = {**base, part: value}
        else:
            joined[name] = value
    return joined


def _unwanted(
    allowed: Writable, name: str, value: Any, before: Mapping[str, Any], context: Context
) -> Problem | None:
    field = allowed.shown.get(name)
    if field is None:
        return unknown_field(name)
    if value is None or value == "":
        unchanged = before.get(name) is None
    else:
        unchanged = _same(field, value, before.get(name), context)
    return None if unchanged else read_only(field)


def _same(field: FieldDef, value: Any, stored: Any, context: Context) -> bool:
    if value == stored or value == field.type.to_json(stored, field):
        return True
    if field.type.computed and stored is None:
        # What is computed when read has no stored value to compare with: it is simply ignored.
        return not field.type.parts(field)
    try:
        return bool(field.type.clean(value, field, context.actor.locale) == stored)
    except (InvalidValue, TypeError):
        return False


def _known_writable(_model: Model) -> dict[tuple[str, Any], Writable]:
    return {}
