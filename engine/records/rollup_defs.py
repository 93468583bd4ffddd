"""Knows which roll-ups of which parents a record counts into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.expressions import Checked
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.compiled import checked
from engine.records.kept import UNTRACKED
from engine.records.own_fields import own_fields
from engine.records.shape import ROLLUP


@dataclass(frozen=True, slots=True)
class Rollup:
    """A roll-up: ``fn`` of ``of`` over the records of ``child`` that point here by ``via``."""

    parent: ObjectDef
    field: FieldDef
    child: ObjectDef
    via: str
    fn: str
    of: str
    where: str
    tree: Checked | None
    inputs: frozenset[str]
    """Fields of the child on which the result depends, also by way of formulas."""
    untracked: tuple[str, ...]
    """Those of them that move with every save without being named as changed."""


def rollups_from(model: Model, child: str) -> tuple[Rollup, ...]:
    """Give every roll-up that the records of an object count into."""
    known: Mapping[str, tuple[Rollup, ...]] = model.part(_all)
    return known.get(child, ())


def rollups_into(model: Model, parent: str) -> tuple[Rollup, ...]:
    """Give every roll-up of an object."""
    known: Mapping[str, tuple[Rollup, ...]] = model.part(_all)
    return tuple(
        each for found in known.values() for each in found if each.parent.name == parent
    )


def counts_into(model: Model, child: str, parent: str) -> bool:
    """Say whether records of one object count into roll-ups of another."""
    return any(each.parent.name == parent for each in rollups_from(model, child))


def _all(model: Model) -> Mapping[str, tuple[Rollup, ...]]:
    found: dict[str, list[Rollup]] = {}
    for parent in model.objects.values():
        for field in parent.fields.values():
            if field.type.name == ROLLUP:
                made = _made(model, parent, field)
                found.setdefault(made.child.name, []).append(made)
    return {name: tuple(rollups) for name, rollups in found.items()}


def _made(model: Model, parent: ObjectDef, field: FieldDef) -> Rollup:
    source, agg = field.options["from"], field.options["agg"]
    child = model.objects[str(source["object"])]
    where = str(source.get("where") or "")
    tree = checked(model, child, where) if where else None
    of = str(agg.get("field") or "")
    paths = tree.paths if tree is not None else frozenset()
    inputs = own_fields(model, child, {*paths, of, str(source["via"])})
    return Rollup(
        parent=parent,
        field=field,
        child=child,
        via=str(source["via"]),
        fn=str(agg["fn"]),
        of=of,
        where=where,
        tree=tree,
        inputs=frozenset(inputs),
        untracked=tuple(sorted(inputs & UNTRACKED)),
    )
