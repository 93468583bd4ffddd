"""Checks that what records point to exists and is visible to the actor, and holds it still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.access.predicate import USER_OBJECT, VIEWER, Alias, open_viewer, visible
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.among import among
from engine.records.drafts import Draft, Save
from engine.records.fitting import check_filters
from engine.records.plans import plan_key, plans_of
from engine.records.problems import no_such_reference
from engine.records.rollup_defs import counts_into
from engine.records.shape import is_side

IDS = "ids"
_Pointing = list[tuple[Draft, FieldDef, UUID]]


def check_references(save: Save) -> None:
    """Add a problem for every changed reference whose target is missing, trashed or hidden.

    Targets are locked until the end of the transaction, in the order of object and id, so that none
    of them can be put into the trash meanwhile.
    """
    by_target: dict[tuple[str, str], _Pointing] = {}
    good = save.good
    for field in pointing_fields(save.context.model, save.obj):
        # Who adds a detail changes its master.
        action = "update" if field.name == save.obj.master else "read"
        for draft in good:
            value = draft.values.get(field.name)
            if value and draft.touched((field.name,)):
                for target, record in _pointed(draft, field, value):
                    by_target.setdefault((target, action), []).append((draft, field, record))
    for target, action in sorted(by_target):
        _check_target(save, target, action, by_target[target, action])
    check_filters(save)


def _pointed(draft: Draft, field: FieldDef, value: Any) -> Sequence[tuple[str, UUID]]:
    if is_side(field):
        known = set(draft.before.get(field.name) or ())
        return [(field.target, each) for each in value if each not in known]
    if isinstance(value, dict):
        return ((str(value.get("object") or ""), value["id"]),)
    return ((field.target, value),)


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
    missing = ids - found
    for draft, field, record in pointing if missing else ():
        if record in missing:
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
