"""Computes the stored formulas of records, each after those that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import ExpressionError
from engine.expressions import Checked
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.answers import Answers
from engine.records.compiled import checked
from engine.records.drafts import Save
from engine.records.problems import at_field
from engine.records.shape import FORMULA, shape_of


def compute_formulas(save: Save) -> None:
    """Set the stored formulas of every draft; one that fails is a problem at its field."""
    ordered = ordered_formulas(save.context.model, save.obj)
    for field, tree in ordered:
        answers = Answers.cleaned(save, tree, field)
        for draft in save.drafts:
            try:
                draft.values[field.name] = answers.of(draft.values)
            except (ExpressionError, InvalidValue) as error:
                draft.problems.append(at_field(field.name, "record.formula_failed", error.text))


def reads_numbers(save: Save) -> bool:
    """Say whether a stored formula reads a number that is only given when the record is written."""
    numbers = {field.name for field in save.shape.numbers}
    trees = ordered_formulas(save.context.model, save.obj)
    return any(not tree.paths.isdisjoint(numbers) for _, tree in trees)


def ordered_formulas(model: Model, obj: ObjectDef) -> tuple[tuple[FieldDef, Checked], ...]:
    """Give the stored formulas of an object in the order in which they must be computed."""
    return model.object_part(_ordered, obj)


def read_corporate_amounts(model: Model, obj: ObjectDef) -> bool:
    """Say whether a stored formula of the object reads ``amount.base``."""
    return model.object_part(_reads_base, obj)


def _reads_base(model: Model, obj: ObjectDef) -> bool:
    ordered = ordered_formulas(model, obj)
    return any(path.endswith(".base") for _, tree in ordered for path in tree.paths)


def recompute(save: Save, values: dict[str, Any]) -> set[str]:
    """Compute the stored formulas over new values; names those that changed.

    A formula that fails becomes blank here: a roll-up must not fail because of its parent.
    """
    changed = set()
    for field, tree in ordered_formulas(save.context.model, save.obj):
        try:
            value = Answers.cleaned(save, tree, field).of(values)
        except (ExpressionError, InvalidValue):
            value = None
        if value != values.get(field.name):
            values[field.name] = value
            changed.add(field.name)
    return changed


def _ordered(model: Model, obj: ObjectDef) -> tuple[tuple[FieldDef, Checked], ...]:
    trees = {
        field.name: checked(model, obj, str(field.options["expr"]))
        for field in shape_of(model, obj).stored_formulas
    }
    order: dict[str, None] = {}
    for name in trees:
        _visit(name, trees, obj, order, ())
    return tuple((obj.fields[name], trees[name]) for name in order)


def _visit(
    name: str,
    trees: Mapping[str, Checked],
    obj: ObjectDef,
    order: dict[str, None],
    above: tuple[str, ...],
) -> None:
    if name in order or name in above:
        return
    for used in _formulas_in(trees[name].paths, trees, obj):
        _visit(used, trees, obj, order, (*above, name))
    order[name] = None


def _formulas_in(
    paths: Iterable[str], trees: Mapping[str, Checked], obj: ObjectDef
) -> list[str]:
    """Name the stored formulas that paths read, directly or through a virtual one."""
    first = (path.partition(".")[0] for path in paths)
    return sorted(
        name for name in first if name in trees and obj.fields[name].type.name == FORMULA
    )
