"""Checks that what records point to exists and is visible to the actor, and holds it still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.access.predicate import USER_OBJECT, VIEWER, Alias, open_viewer, visible
from engine.errors import ExpressionError, Problem
from engine.expressions import Checked, ObjectScope, check, evaluate
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.among import among
from engine.records.drafts import Draft, Save
from engine.records.plans import plan_key, plans_of
from engine.records.problems import at_field, no_such_reference
from engine.records.rollup_defs import counts_into
from engine.records.shape import is_side
from engine.text import text

IDS = "ids"
_Pointing = list[tuple[Draft, FieldDef, UUID]]


def check_references(save: Save) -> None:
    """Add a problem for every changed reference whose target is missing, trashed or hidden.

    Targets are locked until the end of the transaction, in the order of object and id, so that none
    of them can be put into the trash meanwhile.
    """
    by_target: dict[tuple[str, str], _Pointing] = {}
    for draft in save.good:
        for field, target, record in _pointed(save, draft):
            # Who adds a detail changes its master.
            action = "update" if field.name == save.obj.master else "read"
            by_target.setdefault((target, action), []).append((draft, field, record))
    for target, action in sorted(by_target):
        _check_target(save, target, action, by_target[target, action])
    _check_filters(save)


def _pointed(save: Save, draft: Draft) -> Iterator[tuple[FieldDef, str, UUID]]:
    for field in pointing_fields(save.context.model, save.obj):
        if not draft.touched((field.name,)):
            continue
        value = draft.values.get(field.name)
        if not value:
            continue
        if is_side(field):
            known = set(draft.before.get(field.name) or ())
            yield from ((field, field.target, each) for each in value if each not in known)
        elif isinstance(value, dict):
            yield field, str(value.get("object") or ""), value["id"]
        else:
            yield field, field.target, value


def pointing_fields(model: Model, obj: ObjectDef) -> tuple[FieldDef, ...]:
    """Give the fields that point to records; those that the engine itself sets are left out."""
    return model.object_part(_pointing_fields, obj)


def _pointing_fields(_model: Model, obj: ObjectDef) -> tuple[FieldDef, ...]:
    return tuple(
        field
        for field in obj.fields.values()
        if not field.type.computed
        and (field.target or field.type.name == "poly_lookup")
        and (not field.system or field.name == "owner")
    )


def _check_target(save: Save, target: str, action: str, pointing: _Pointing) -> None:
    me = save.context.actor.user_id
    ids = {record for _, _, record in pointing}
    if target == USER_OBJECT and me is not None:
        ids.discard(me)
    obj = save.context.model.get(target)
    found = _found(save, obj, action, ids) if obj is not None and ids else set()
    for draft, field, record in pointing:
        if record in ids and record not in found:
            draft.problems.append(no_such_reference(field))


def _found(save: Save, target: ObjectDef, action: str, ids: Iterable[UUID]) -> set[UUID]:
    parameters = {VIEWER: save.context.actor.user_id, IDS: sorted(ids)}
    statement = _statement(save, target, action)
    return set(save.connection.execute(statement, parameters).scalars())


def _statement(save: Save, target: ObjectDef, action: str) -> sa.Select[Any]:
    # Parents of roll-ups are written later in this save: taking the weaker lock first would make
    # two saves below one parent wait for each other.
    parent = counts_into(save.context.model, save.obj.name, target.name)
    key = plan_key(save.context, target, ("references", action, parent))
    plans = plans_of(save.context.model)
    statement: sa.Select[Any] | None = plans.get(key)
    if statement is None:
        statement = _compile(save, target, action, parent=parent)
        plans.put(key, statement)
    return statement


def _compile(save: Save, target: ObjectDef, action: str, *, parent: bool) -> sa.Select[Any]:
    context = save.context
    table = Alias.of(context.columns.table(target))
    seen = visible(context, target, action, table, open_viewer(table))
    record = table.column("id")
    statement = (
        sa.select(record)
        .where(
            among(record, IDS, context.database.dialect),
            table.column("deleted_at").is_(None),
            *(() if seen is None else (seen,)),
        )
        .order_by(record)
    )
    if target.name == USER_OBJECT:
        return statement
    return statement.with_for_update(read=not parent, key_share=parent, of=table.table)


def _check_filters(save: Save) -> None:
    """Refuse what the declared filter of a look-up leaves out."""
    for field, tree in _filters(save.context.model, save.obj):
        for draft in save.good:
            if draft.touched((field.name,)) and draft.values.get(field.name) is not None:
                problem = _filtered_out(save, draft, field, tree)
                if problem is not None:
                    draft.problems.append(problem)


def _filtered_out(save: Save, draft: Draft, field: FieldDef, tree: Checked) -> Problem | None:
    own = save.reader(draft)

    def read(path: str) -> object:
        if path.startswith("target."):
            return save.read(draft.values, f"{field.name}.{path.removeprefix('target.')}")
        return own(path)

    try:
        fits = evaluate(tree, read, save.env)
    except ExpressionError as error:
        return at_field(field.name, "record.filter_failed", error.text)
    if fits is True:
        return None
    return at_field(
        field.name,
        "record.reference_does_not_fit",
        text(
            "This record cannot be chosen as “{label}”.",
            "不能选择此记录作为“{label}”。",
            label=field.label,
        ),
    )


def _filters(model: Model, obj: ObjectDef) -> tuple[tuple[FieldDef, Checked], ...]:
    known: dict[str, tuple[tuple[FieldDef, Checked], ...]] = model.part(_all_filters)
    return known.get(obj.name, ())


def _all_filters(model: Model) -> dict[str, tuple[tuple[FieldDef, Checked], ...]]:
    return {
        obj.name: tuple(
            (field, _filter(model, obj, field))
            for field in pointing_fields(model, obj)
            if field.target and not is_side(field) and field.options.get("filter")
        )
        for obj in model.objects.values()
    }


def _filter(model: Model, obj: ObjectDef, field: FieldDef) -> Checked:
    scope = ObjectScope(model, obj, target=model.get(field.target))
    return check(str(field.options["filter"]), scope)
