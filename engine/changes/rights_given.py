"""Keeps metadata from those who may not change them, and from giving more than their author has."""

from __future__ import annotations

from uuid import UUID

from engine.access.actors import system_rights
from engine.changes.steps import Plan
from engine.errors import AccessDenied
from engine.kernel.actor import Actor
from engine.kernel.component import Component
from engine.kernel.model import Model
from engine.text import text


def check_given(actor: Actor, plan: Plan) -> None:
    """Refuse a change by who may not change settings, or by which a role or set gains what they lack.

    Who may grant them has the same bound: else the right to customise would be all rights.
    """
    before, after = plan.old, plan.model
    if actor.is_system or before is None:
        return
    mine = system_rights(before, actor.permission_sets)
    if "customise" not in mine:
        raise AccessDenied("access.customise", _MAY_NOT)
    for gained in gains(before, after).values():
        if not gained <= mine:
            raise AccessDenied(
                "access.may_not_give",
                text(
                    "You may not give the right “{right}”, which you do not have.",
                    "您没有“{right}”权限，因此不能授予它。",
                    right=min(gained - mine),
                ),
            )


def gains(before: Model, after: Model) -> dict[UUID, frozenset[str]]:
    """Give the system rights that each role and permission set gains, by its uid."""
    found = {
        each.uid: _given(after, each) - _given(before, before.by_uid(each.uid))
        for kind in ("permission_set", "role")
        for each in after.of_kind(kind)
    }
    return {uid: gained for uid, gained in found.items() if gained}


def _given(model: Model, found: Component | None) -> frozenset[str]:
    if found is None:
        return frozenset()
    sets = found.body.get("permission_sets", ()) if found.kind == "role" else (found.name,)
    return system_rights(model, sets)


_MAY_NOT = text("you may not change settings", "您无权修改设置")
