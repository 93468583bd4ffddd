"""Compares what a person typed into a form with what was there and what is there now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from engine import text
from engine.errors import Problem
from ui.i18n import listed
from ui.pages.fields import Linked
from ui.pages.files import taken
from ui.pages.reading import picked_ids, read_form, typed_again, without_kept
from ui.pages.values import form_value
from ui.pages.work import Work, is_id


def clashes(at: Work, fields: Sequence[Any], mine: Mapping[str, object], now: Any) -> list[Any]:
    """Give the fields that both changed, to different values."""
    began = was()
    made = []
    for field in fields:
        if field.name not in mine:
            continue
        theirs = comparable(form_value(at, field, now.values.get(field.name)))
        if theirs not in (began.get(field.name), comparable(mine[field.name])):
            made.append(field)
    return made


def in_words(at: Work, field: Any, typed: Any) -> str:
    """Say what was typed into a field as a person would read it."""
    if isinstance(typed, Linked):
        return typed.label
    if isinstance(typed, tuple):
        return listed(one.label if isinstance(one, Linked) else str(one) for one in typed)
    if isinstance(typed, Mapping):
        return " ".join(str(one) for one in typed.values() if one)
    option = field.choice(str(typed)) if field.choices else None
    return at.say(option.label) if option else str(typed or "")


def now_was(at: Work, fields: Sequence[Any], now: Any) -> dict[str, Any]:
    """Give a record's values by field as a form carries them, to compare with later."""
    return {
        field.name: comparable(form_value(at, field, now.values.get(field.name)))
        for field in fields
    }


def comparable(value: Any) -> Any:
    """Give a form value as plain JSON, so that typed, stored and earlier values compare."""
    if isinstance(value, Linked):
        return {"object": value.object, "id": value.id} if value.object == "*" else value.id
    if isinstance(value, tuple | list):
        return [comparable(one) for one in value]
    if isinstance(value, Mapping):
        filled = {key: str(one) for key, one in value.items() if one}
        return filled.get("id") if set(filled) <= {"object", "id"} else filled
    return str(value) if value not in (None, "") else None


def was() -> dict[str, Any]:
    """Give the values that the form began with; nothing when the form does not say."""
    try:
        began = json.loads(request.form.get("was", "{}"))
    except ValueError:
        return {}
    return began if isinstance(began, dict) else {}


def typed_values(
    at: Work, fields: Sequence[Any], record: Any
) -> tuple[dict[str, object], Sequence[Problem]]:
    """Give the typed values for the gate, and what is wrong before it even sees them."""
    values = without_kept(read_form(fields, request.form))
    files, refused = taken(at, fields, record)
    values |= files
    problems: list[Problem] = list(refused)
    for field in fields:
        name = request.form.get(f"{field.name}.search", "").strip()
        if name and not values.get(field.name):
            found = at.by_name(field, name)
            if found is None:
                problems.append(_unknown_name(field, name))
            else:
                values[field.name] = found
    return values, problems


def _unknown_name(field: Any, typed: str) -> Problem:
    message = text(
        "There is not exactly one record called “{typed}”",
        "没有唯一名为“{typed}”的记录",
        typed=typed,
    )
    return Problem("reference.unclear", message, field=field.name)


def again(at: Work, fields: Sequence[Any]) -> dict[str, Any]:
    """Give what was typed so that a form can show it again."""
    return typed_again(fields, request.form, picked_names(at, fields))


def picked_names(at: Work, fields: Sequence[Any], form: Any = None) -> dict[str, str]:
    """Give the names of picked records, as far as this actor sees them."""
    source = request.form if form is None else form
    targets = {field.name: field.target for field in fields}
    names: dict[str, str] = {}
    for name, ids in picked_ids(fields, source).items():
        target = targets[name] or source.get(f"{name}.object", "")
        if at.sees(target):
            names.update(at.labels(target, [one for one in ids if is_id(one)]))
    return names
