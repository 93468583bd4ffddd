"""Keeps look-ups to what their declared filter admits: when one is chosen and when one is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from engine.errors import ExpressionError, Problem
from engine.expressions import Checked, evaluate
from engine.kernel.context import Context
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.query import Fits
from engine.records.asking import reaches
from engine.records.compiled import lookup_filter
from engine.records.drafts import Draft, Save
from engine.records.problems import at_field
from engine.records.shape import is_side
from engine.text import text

_Filter = tuple[FieldDef, Checked, tuple[str, ...]]


def filter_inputs(model: Model, field: FieldDef) -> tuple[str, ...]:
    """Name the fields of its own record that the filter of a look-up reads."""
    tree = lookup_filter(model, field)
    return () if tree is None else tuple(sorted({p.partition(".")[0] for p in _own(tree)}))


def fits(
    context: Context, obj: ObjectDef, field: FieldDef, values: Mapping[str, Any]
) -> Fits | None:
    """Say what may be chosen while a record has these raw values; None where everything may.

    A filter that reads a field that is not among them is left to the save. What it would read
    through a record that the actor does not see is blank: the values come from outside, and what is
    offered would tell about any record. Needs a connection.
    """
    tree = lookup_filter(context.model, field)
    names = filter_inputs(context.model, field)
    if tree is None or any(name not in values for name in names):
        return None
    known = {name: _cleaned(context, obj.fields[name], values[name]) for name in names}
    save = Save.of(context, obj, [])
    return Fits(
        obj.name,
        field.name,
        tuple(
            (path, save.read(known, path) if _seen(context, obj, known, path) else None)
            for path in _own(tree)
        ),
    )


def _seen(context: Context, obj: ObjectDef, known: Mapping[str, Any], path: str) -> bool:
    """Say whether the actor sees the record that a path leads through, if it leads through one."""
    name, _, rest = path.partition(".")
    record, target = known.get(name), context.model.get(obj.fields[name].target)
    if not rest or target is None or not isinstance(record, UUID):
        return True
    return reaches(context, target, context.connection, record, "read")


def check_filters(save: Save) -> None:
    """Refuse what the filter of a look-up leaves out, where it or what its filter reads changed."""
    for field, tree, inputs in save.context.model.part_of(_filters, save.obj):
        for draft in save.good:
            if draft.values.get(field.name) and draft.touched((field.name, *inputs)):
                problem = _left_out(save, draft, field, tree)
                if problem is not None:
                    draft.problems.append(problem)


def _left_out(save: Save, draft: Draft, field: FieldDef, tree: Checked) -> Problem | None:
    for record in _ids(draft, field):
        try:
            if evaluate(tree, _reader(save, draft, field, record), save.env) is not True:
                return _does_not_fit(field)
        except ExpressionError as error:
            return at_field(field.name, "record.filter_failed", error.text)
    return None


def _reader(save: Save, draft: Draft, field: FieldDef, record: UUID) -> Callable[[str], object]:
    own = save.reader(draft)

    def batch() -> set[UUID]:
        return {each for other in save.drafts for each in _ids(other, field)}

    def read(path: str) -> object:
        if path.startswith("target."):
            inner = path.removeprefix("target.")
            return save.related.read(field.target, record, inner, batch)
        return own(path)

    return read


def _ids(draft: Draft, field: FieldDef) -> Sequence[UUID]:
    value = draft.values.get(field.name)
    if not value:
        return ()
    return value if is_side(field) else (value,)


def _does_not_fit(field: FieldDef) -> Problem:
    return at_field(
        field.name,
        "record.reference_does_not_fit",
        text(
            "This record cannot be chosen as “{label}”.",
            "不能选择此记录作为“{label}”。",
            label=field.label,
        ),
    )


def _own(tree: Checked) -> Iterator[str]:
    return (path for path in sorted(tree.paths) if not path.startswith(("target.", "me.")))


def _cleaned(context: Context, field: FieldDef, raw: Any) -> Any:
    try:
        return field.type.clean(raw, field, context.actor.locale)
    except InvalidValue:
        return None


def _filters(model: Model, obj: ObjectDef) -> tuple[_Filter, ...]:
    return tuple(
        (field, tree, filter_inputs(model, field))
        for field in obj.fields.values()
        if not field.type.computed and (tree := lookup_filter(model, field)) is not None
    )
