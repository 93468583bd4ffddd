"""Keeps the views for outside tools in step with the model, inside the transaction of a change."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.engine import Connection

from engine.changes.steps import Plan
from engine.kernel.model import ObjectDef
from engine.storage import ddl
from engine.storage.views import drop_view, extend_view, make_view, view_name, view_shape


def changed_views(plan: Plan) -> dict[UUID, bool]:
    """Give the objects whose views a change alters, and whether these only get more columns.

    It takes longer than altering them.
    """
    before = _old(plan)
    found = {
        obj.uid: _grows(plan, before.get(obj.uid), obj) for obj in plan.model.objects.values()
    }
    return {uid: grows for uid, grows in found.items() if grows is not None}


def keep_views(conn: Connection, plan: Plan, differ: Mapping[UUID, bool]) -> None:
    """Drop the views of objects that are gone or called otherwise, alter those that changed.

    A view that is missing is made: tenants of the first release had none.
    """
    there = ddl.view_names(conn)
    before = _old(plan)
    after = {obj.uid: obj for obj in plan.model.objects.values()}
    changed = [
        obj for uid, obj in after.items() if uid in differ or view_name(obj) not in there
    ]
    growing = [obj for obj in changed if differ.get(obj.uid) and view_name(obj) in there]
    anew = {obj.uid: obj for obj in changed if obj not in growing}
    stale = (old for uid, old in before.items() if uid not in after or uid in anew)
    for name in {view_name(old) for old in stale} & there:
        drop_view(conn, name)
    for obj in anew.values():
        make_view(conn, plan.columns.table(obj))
    for obj in growing:
        extend_view(conn, plan.columns.table(obj))


def _old(plan: Plan) -> dict[UUID, ObjectDef]:
    return {} if plan.old is None else {obj.uid: obj for obj in plan.old.objects.values()}


def _grows(plan: Plan, old: ObjectDef | None, new: ObjectDef) -> bool | None:
    """Say whether a view only gets more columns; None when it stays as it is."""
    if old is None or plan.old_columns is None:
        return False
    if old.digest == new.digest:
        return None
    if old.name != new.name or not plan.old_columns.live(old.uid):
        return False
    one = view_shape(plan.old_columns.placement(old))
    other = view_shape(plan.columns.placement(new))
    return None if one == other else one.begins(other)
