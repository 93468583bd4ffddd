"""Knows what of a record must be read to settle it: to compute anew what others put into it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.kernel.model import Model, ObjectDef
from engine.records.formulas import ordered_formulas
from engine.records.loading import stored_paths
from engine.records.own_fields import own_fields
from engine.records.rate_rules import rate_rule
from engine.records.rollup_defs import rollups_from
from engine.records.shape import shape_of


def settled_paths(model: Model, obj: ObjectDef) -> tuple[str, ...]:
    """Name what is stored of a record and read by roll-ups, stored formulas and kept amounts."""
    return model.part_of(_settled, obj)


def _settled(model: Model, obj: ObjectDef) -> tuple[str, ...]:
    known = own_fields(model, obj, _read(model, obj))
    return tuple(path for path in stored_paths(model, obj) if path.partition(".")[0] in known)


def _read(model: Model, obj: ObjectDef) -> Iterator[str]:
    """Give every path that settling reads, of the record itself or across a reference."""
    shape = shape_of(model, obj)
    yield from (field.name for field in (*shape.rollups, *shape.stored_formulas, *shape.money))
    yield from ("currency", obj.master)
    rule = rate_rule(model, obj)
    yield rule.above + rule.day
    if rule.final is not None:
        yield from (rule.above + path for path in rule.final.paths)
    for _, tree in ordered_formulas(model, obj):
        yield from tree.paths
    for rollup in rollups_from(model, obj.name):
        yield rollup.via
        yield from rollup.inputs
