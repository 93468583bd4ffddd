"""Reads what a person typed into a form: raw values for the gate, and the same for showing again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from ui.pages.fields import Linked

PARTS: Mapping[str, tuple[str, ...]] = {
    "address": ("street", "city", "state", "postal_code", "country"),
    "person_name": ("salutation", "family", "given", "middle"),
    "geo": ("lat", "lng"),
    "date_range": ("start", "end"),
    "poly_lookup": ("object", "id"),
}
_MANY = frozenset({"multi_select", "multi_lookup"})
_FILES = frozenset({"file", "image"})

Form = MultiDict[str, str]


def read_form(fields: Iterable[Any], form: Form) -> dict[str, object]:
    """Give the raw value of each field that the form carries; the gate cleans them."""
    return {field.name: _raw(field, form) for field in fields if _carried(field, form)}


def typed_again(fields: Iterable[Any], form: Form, names: Mapping[str, str]) -> dict[str, Any]:
    """Give what was typed in the shape that widgets draw; ``names`` are labels of picked ids."""
    return {
        field.name: _redrawn(field, form, names) for field in fields if _carried(field, form)
    }


def picked_ids(fields: Iterable[Any], form: Form) -> dict[str, list[str]]:
    """Give the ids of the records picked in lookups, by field."""
    return {
        field.name: [one for one in form.getlist(_key(field)) if one]
        for field in fields
        if field.type.widget in {"lookup", "user", "multi_lookup", "poly_lookup"}
        and _carried(field, form)
    }


def _key(field: Any) -> str:
    return f"{field.name}.id" if field.type.widget == "poly_lookup" else str(field.name)


def _carried(field: Any, form: Form) -> bool:
    if field.type.widget in _FILES:
        return False
    parts = PARTS.get(field.type.widget)
    if parts is None:
        return field.name in form
    return any(f"{field.name}.{part}" in form for part in parts)


def _raw(field: Any, form: Form) -> object:
    widget = field.type.widget
    if widget in PARTS:
        return _composite(field, form)
    if widget in _MANY:
        return tuple(one for one in form.getlist(field.name) if one)
    if widget == "tags":
        return tuple(filter(None, (one.strip() for one in form[field.name].split(","))))
    given = form.getlist(field.name)
    if widget == "secret" and not given[-1]:
        return _KEEP
    return given[-1].replace("\r\n", "\n").strip()


class _Keep:
    """Marks a secret that was left alone; forms drop it before saving."""


_KEEP = _Keep()


def without_kept(values: Mapping[str, object]) -> dict[str, object]:
    """Leave out secrets that nobody typed anew."""
    return {name: value for name, value in values.items() if value is not _KEEP}


def _composite(field: Any, form: Form) -> object:
    parts = {
        part: form.get(f"{field.name}.{part}", "").strip() for part in PARTS[field.type.widget]
    }
    filled = parts["id"] if field.type.widget == "poly_lookup" else any(parts.values())
    return parts if filled else None


def _redrawn(field: Any, form: Form, names: Mapping[str, str]) -> Any:
    widget, value = field.type.widget, _raw(field, form)
    if widget in {"lookup", "user"}:
        return Linked(str(value), names.get(str(value), str(value))) if value else None
    if widget == "poly_lookup" and isinstance(value, Mapping):
        one = str(value["id"])
        return Linked(one, names.get(one, one), str(value["object"]))
    if widget == "multi_lookup" and isinstance(value, tuple):
        return tuple(Linked(one, names.get(one, one)) for one in value)
    return None if value is _KEEP else value
