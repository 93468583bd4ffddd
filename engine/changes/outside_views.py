"""Keeps the views for outside tools in step with the model, inside the transaction of a change."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.engine import Connection

from engine.changes.steps import Plan
from engine.kernel.model import ObjectDef
from engine.storage import ddl
from engine.storage.views import create_view, drop_view, view_name, view_shape


def changed_views(plan: Plan) -> frozenset[UUID]:
    """Give the objects whose views a change makes anew; it takes longer than making them."""
    before = _old(plan)
    return frozenset(
        obj.uid
        for obj in plan.model.objects.values()
        if _differs(plan, before.get(obj.uid), obj)
    )


def keep_views(conn: Connection, plan: Plan, differ: Collection[UUID]) -> None:
    """Drop the views of objects that are gone or called otherwise, make those that changed anew.

    A view that is missing is made: tenants of the first release had none.
    """
    there = ddl.view_names(conn)
    before = _old(plan)
    after = {obj.uid: obj for obj in plan.model.objects.values()}
    changed = [
        obj for uid, obj in after.items() if uid in differ or view_name(obj) not in there
    ]
    stale = [old for uid, old in before.items() if uid not in after or after[uid] in changed]
    for name in dict.fromkeys(map(view_name, (*stale, *changed))):
        drop_view(conn, name)
    for obj in changed:
        create_view(conn, plan.columns.table(obj))


def _old(plan: Plan) -> dict[UUID, ObjectDef]:
    return {} if plan.old is None else {obj.uid: obj for obj in plan.old.objects.values()}


def _differs(plan: Plan, old: ObjectDef | None, new: ObjectDef) -> bool:
    if old is None or plan.old_columns is None:
        return True
    if old.digest == new.digest:
        return False
    if old.name != new.name or not plan.old_columns.live(old.uid):
        return True
    one, other = plan.old_columns.placement(old), plan.columns.placement(new)
    return view_shape(one) != view_shape(other)
