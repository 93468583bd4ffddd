"""Foresees the navigation that people of each role will have, under a model that is not in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.kernel.context import Context
from engine.kernel.model import Model
from engine.views.navigation import NavGroup, groups_of


def foreseen(context: Context, model: Model, app: str) -> Mapping[str, tuple[NavGroup, ...]]:
    """Give for each role the groups of an app that its people will see; none of an unknown app.

    Only what the role's own permission sets give counts: a person may have more of them.
    """
    component = model.find("app", app)
    if component is None:
        return {}
    seen = {}
    for role in model.of_kind("role"):
        actor = replace(
            context.actor,
            roles=(role.name,),
            permission_sets=tuple(role.body.get("permission_sets", ())),
            system_reason="",
        )
        seen[role.name] = groups_of(replace(context, model=model, actor=actor), component)
    return seen


def opens_for(model: Model, app: str) -> tuple[str, ...]:
    """Name the roles whose people can open an app: those that name it, and those that name none."""
    roles = list(model.of_kind("role"))
    return tuple(role.name for role in roles if role.body.get("app") in (None, "", app))
