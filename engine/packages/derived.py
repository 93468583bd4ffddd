"""Tells mirrors and roll-ups what they return: the type of the field that they pass on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.kernel.model import FieldDef, ObjectDef

_LIKE = {"master_detail": "lookup", "owner": "user", "auto_number": "text"}
"""Types that nobody can hold twice, and what their value is elsewhere."""

_AGGREGATED = {
    ("sum", "rating"): "integer",
    ("sum", "score"): "decimal",
    ("avg", "rating"): "decimal",
    ("avg", "score"): "decimal",
    ("avg", "integer"): "decimal",
}
"""What comes of values whose own type would refuse it, or round it to nothing."""


def with_returns(objects: Mapping[str, ObjectDef]) -> dict[str, ObjectDef]:
    """Give the objects with ``returns``, choices and targets of computed fields filled in."""
    made = {}
    for name, obj in objects.items():
        changed = {
            field.name: _filled(objects, field)
            for field in obj.fields.values()
            if not field.system and _passes_on(field)
        }
        made[name] = replace(obj, fields={**obj.fields, **changed}) if changed else obj
    return made


def _passes_on(field: FieldDef) -> bool:
    return "via" in field.options or "agg" in field.options


def _filled(objects: Mapping[str, ObjectDef], field: FieldDef) -> FieldDef:
    source = _source(objects, field)
    seen = {(field.object, field.name)}
    while source is not None and _passes_on(source):
        if (source.object, source.name) in seen:
            return field
        seen.add((source.object, source.name))
        if (
            "returns" not in source.options
            and source.options.get("agg", {}).get("fn") == "count"
        ):
            return _returning(field, "integer", source)
        source = _source(objects, source)
    if source is None:
        return field
    returns = source.options.get("returns") or _LIKE.get(source.type.name, source.type.name)
    fn = field.options.get("agg", {}).get("fn")
    return _returning(field, _AGGREGATED.get((fn, returns), str(returns)), source)


def _returning(field: FieldDef, returns: str, source: FieldDef) -> FieldDef:
    options: dict[str, Any] = {"returns": returns, **field.options}
    for key in ("digits", "option_set"):
        if key in source.options:
            options.setdefault(key, source.options[key])
    if options["returns"] == source.type.name == "rating" and "max" in source.options:
        options.setdefault("max", source.options["max"])
    return replace(field, options=options, choices=source.choices, target=source.target)


def _source(objects: Mapping[str, ObjectDef], field: FieldDef) -> FieldDef | None:
    """Find the field whose values a mirror or roll-up takes; a count takes none."""
    options = field.options
    if isinstance(options.get("via"), str):
        via = objects[field.object].fields.get(options["via"])
        other, name = objects.get(via.target) if via else None, options.get("field")
    else:
        aggregate, origin = options.get("agg"), options.get("from")
        if not isinstance(aggregate, Mapping) or not isinstance(origin, Mapping):
            return None
        name = None if aggregate.get("fn") == "count" else aggregate.get("field")
        other = objects.get(str(origin.get("object")))
    return other.fields.get(str(name)) if other is not None and name else None
