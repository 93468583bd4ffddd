"""Finds the lists of other objects' records that belong on a record's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.access.rights import Scope, rights
from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.query import Sort
from engine.text import Text
from engine.views.conditions import Conditions
from engine.views.lists import automatic_columns
from engine.views.paths import columns, find
from engine.views.specs import Related

_POINTING = frozenset(
    {"lookup", "master_detail", "user", "owner", "poly_lookup", "multi_lookup"}
)


def related_lists(
    context: Context, obj: ObjectDef, component: Component | None, conditions: Conditions
) -> tuple[Related, ...]:
    """Give the declared lists; an automatic layout gets one for every look-up to its object.

    A list whose condition does not hold is not there: nothing of it reaches a reader.
    """
    if component is None:
        return tuple(_automatic(context, obj))
    return tuple(
        made
        for entry in component.body.get("related", ())
        if conditions.hold([str(entry.get("visible_when", ""))])
        and (made := _declared(context, entry)) is not None
    )


def _declared(context: Context, entry: Mapping[str, Any]) -> Related | None:
    other = context.model.get(str(entry["object"]))
    if other is None:
        return None
    via = other.fields.get(str(entry["via"]))
    if via is None or not _readable(context, other, via):
        return None
    return Related(
        id=str(entry["id"]),
        label=Text.of(entry.get("label")) or _label(other, via),
        object=other.name,
        via=via.name,
        via_type=via.type,
        columns=columns(context, other, entry.get("columns", ()))
        or automatic_columns(context, other, without=via.name),
        sort=tuple(
            Sort(sort["field"], sort.get("dir") == "desc")
            for sort in entry.get("sort", ())
            if find(context, other, sort["field"]) is not None
        ),
        can_create=rights(context).of(other.name).create,
    )


def _automatic(context: Context, obj: ObjectDef) -> Iterator[Related]:
    for other, via in pointing(context.model, obj.name):
        entry = {"id": f"{other.name}_{via.name}", "object": other.name, "via": via.name}
        made = _declared(context, entry)
        if made is not None:
            yield made


def pointing(model: Model, name: str) -> Iterator[tuple[ObjectDef, FieldDef]]:
    """Give every look-up that points at an object, with the object that has it."""
    for other in model.objects.values():
        for via in other.fields.values():
            if not via.system and via.type.name in _POINTING and _points(via, name):
                yield other, via


def _points(via: FieldDef, name: str) -> bool:
    to = via.options.get("to")
    return name in to if isinstance(to, (list, tuple)) else via.target == name


def _readable(context: Context, other: ObjectDef, via: FieldDef) -> bool:
    mine = rights(context).of(other.name)
    return mine.read is not Scope.NONE and via.name in mine.readable


def _label(other: ObjectDef, via: FieldDef) -> Text:
    declared = via.options.get("related_label")
    return Text.of(declared) if declared else other.plural
