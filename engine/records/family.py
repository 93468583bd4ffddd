"""Finds what hangs on records: what goes along with them, and the references that point to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.access.predicate import USER_OBJECT
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.shape import is_side
from engine.text import Text

Members = dict[str, list[UUID]]
"""Records by object, masters before their details."""
_CHUNK = 500
RESTRICT, SET_NULL, CASCADE = "restrict", "set_null", "cascade"


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes along with a deletion: counts by object, references cleared, what holds it back."""

    object: str
    label: Text
    count: int
    details: tuple[tuple[str, Text, int], ...]
    cleared: tuple[tuple[str, Text, int], ...]
    blocking: tuple[tuple[str, Text, int], ...]


def preview(context: Context, obj: ObjectDef, ids: Sequence[UUID]) -> Preview:
    """Count what deleting records would do; the caller has made sure that they are visible."""
    family = members_below(context, obj, ids)
    objects = context.model.objects
    return Preview(
        object=obj.name,
        label=obj.plural or obj.label,
        count=len(ids),
        details=tuple(
            (name, objects[name].plural, len(members) - (len(ids) if name == obj.name else 0))
            for name, members in family.items()
            if name != obj.name or len(members) > len(ids)
        ),
        cleared=tuple(
            (holder.name, holder.plural, len(found))
            for holder, _, found in cleared(context, family)
        ),
        blocking=tuple(
            (holder.name, holder.plural, count) for holder, count in blocked(context, family)
        ),
    )


def members_below(
    context: Context, obj: ObjectDef, ids: Sequence[UUID], *, deletion: UUID | None = None
) -> Members:
    """Give records with their details and whatever cascades, at any depth.

    Either live ones, or those of one deletion: these are found by any reference, so that a rule that
    was changed since leaves none of them behind.
    """
    found: Members = {obj.name: list(ids)}
    known: dict[str, set[UUID]] = {obj.name: set(ids)}
    level: list[tuple[ObjectDef, list[UUID]]] = [(obj, list(ids))]
    while level:
        following = []
        for master, masters in level:
            for detail, field in _going_along(context.model, master, deletion):
                seen = known.setdefault(detail.name, set())
                below = pointing(context, detail, field, masters, deletion)
                below = [each for each in dict.fromkeys(below) if each not in seen]
                if below:
                    seen.update(below)
                    found[detail.name] = found.pop(detail.name, []) + below
                    following.append((detail, below))
        level = following
    return found


def _going_along(
    model: Model, master: ObjectDef, deletion: UUID | None
) -> Iterator[tuple[ObjectDef, FieldDef]]:
    rules = (CASCADE,) if deletion is None else (CASCADE, SET_NULL, RESTRICT)
    held = chain.from_iterable(_references_to(model, master.name, rule) for rule in rules)
    return chain(details_of(model, master), held)


def details_of(model: Model, master: ObjectDef) -> tuple[tuple[ObjectDef, FieldDef], ...]:
    """Give the objects whose master is this one."""
    known: Mapping[str, list[tuple[ObjectDef, FieldDef]]] = model.part(_all_details)
    return tuple(known.get(master.name, ()))


def blocked(context: Context, family: Members) -> list[tuple[ObjectDef, int]]:
    """Count, by object, the live records outside that forbid the deletion by pointing in."""
    found: dict[str, int] = {}
    for holder, _, ids in _pointing_in(context, family, RESTRICT):
        found[holder.name] = found.get(holder.name, 0) + len(ids)
    return [(context.model.objects[name], count) for name, count in found.items()]


def cleared(context: Context, family: Members) -> list[tuple[ObjectDef, FieldDef, list[UUID]]]:
    """Give the live records outside whose references will be blanked."""
    return list(_pointing_in(context, family, SET_NULL))


def _pointing_in(
    context: Context, family: Members, rule: str
) -> Iterator[tuple[ObjectDef, FieldDef, list[UUID]]]:
    for target, ids in family.items():
        for holder, field in _references_to(context.model, target, rule):
            found = pointing(context, holder, field, ids, None)
            outside = [each for each in found if each not in set(family.get(holder.name, ()))]
            if outside:
                yield holder, field, outside


def _references_to(
    model: Model, target: str, rule: str
) -> tuple[tuple[ObjectDef, FieldDef], ...]:
    known: Mapping[tuple[str, str], list[tuple[ObjectDef, FieldDef]]] = model.part(
        _all_references
    )
    return tuple(known.get((target, rule), ()))


def pointing(
    context: Context,
    holder: ObjectDef,
    field: FieldDef,
    targets: Sequence[UUID],
    deletion: UUID | None,
) -> list[UUID]:
    """Give the records whose field points to one of the targets."""
    origin = context.columns.table(holder)
    table = origin.table
    alive = table.c.deleted_at.is_(None) if deletion is None else table.c.deletion == deletion
    found: list[UUID] = []
    for start in range(0, len(targets), _CHUNK):
        part = list(targets[start : start + _CHUNK])
        found += context.connection.execute(
            sa.select(table.c.id).where(alive, _points(origin, field, part))
        ).scalars()
    return found


def _points(origin: Any, field: FieldDef, targets: list[UUID]) -> sa.ColumnElement[bool]:
    if is_side(field):
        side = origin.side(field.name)
        pointing = sa.select(side.c.record_id).where(side.c.value.in_(targets))
        found: sa.ColumnElement[bool] = origin.table.c.id.in_(pointing)
        return found
    part = "id" if field.type.name == "poly_lookup" else ""
    held: sa.ColumnElement[bool] = origin.column(field.name, part).in_(targets)
    return held


def _all_details(model: Model) -> Mapping[str, list[tuple[ObjectDef, FieldDef]]]:
    found: dict[str, list[tuple[ObjectDef, FieldDef]]] = {}
    for obj in model.objects.values():
        if obj.master:
            field = obj.fields[obj.master]
            found.setdefault(field.target, []).append((obj, field))
    return found


def _all_references(
    model: Model,
) -> Mapping[tuple[str, str], list[tuple[ObjectDef, FieldDef]]]:
    """Sort the references by target and rule; users stay where they are named, as people do."""
    found: dict[tuple[str, str], list[tuple[ObjectDef, FieldDef]]] = {}
    for obj in model.objects.values():
        for field in obj.fields.values():
            if field.system or field.type.computed or field.name == obj.master:
                continue
            targets = [field.target] if field.target else list(field.options.get("to", ()))
            if field.type.name not in _HOLDING:
                continue
            rule = field.options.get("on_delete", SET_NULL)
            if field.required and rule == SET_NULL and not is_side(field):
                rule = RESTRICT
            for target in targets:
                if target != USER_OBJECT:
                    found.setdefault((target, rule), []).append((obj, field))
    return found


_HOLDING = ("lookup", "poly_lookup", "multi_lookup", "master_detail")
