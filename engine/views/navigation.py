"""Gives the navigation of an actor: the entries of an app that lead somewhere for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.rights import Scope, rights
from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.names import split_name
from engine.text import Text, text

# Pages that need a system right; a page that is not named here is for everyone.
PAGE_RIGHTS: Mapping[str, str] = {
    "jobs": "view_jobs",
    "import": "import_data",
    "setup": "customise",
    "identities": "manage_users",
}


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry: an object, perhaps at one of its views, or a page of the product."""

    id: str
    label: Text
    icon: str
    object: str = ""
    page: str = ""
    view: str = ""


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Entries under one heading."""

    id: str
    label: Text
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class AppItem:
    """An app that the actor may switch to."""

    name: str
    label: Text
    icon: str


def apps(context: Context) -> tuple[AppItem, ...]:
    """Give the apps of the actor's roles, or all of them when no role names one."""
    found = list(context.model.of_kind("app"))
    wanted = _wanted(context)
    mine = [app for app in found if app.name in wanted] or found
    mine.sort(key=lambda app: (int(app.body.get("order", 0)), app.name))
    return tuple(
        AppItem(app.name, Text.of(app.body.get("label")), str(app.body.get("icon", "")))
        for app in mine
    )


def navigation(context: Context, app: str = "") -> tuple[NavGroup, ...]:
    """Give the groups of an app, the actor's first one by default.

    Entries without a readable object or the right to their page, and empty groups, are left out.
    Where no app is declared, every readable object of the tenant stands in one group.
    """
    names = [each.name for each in apps(context)]
    chosen = app if app in names else next(iter(names), "")
    component = context.model.find("app", chosen) if chosen else None
    return _automatic(context) if component is None else groups_of(context, component)


def groups_of(context: Context, app: Component) -> tuple[NavGroup, ...]:
    """Give what of an app leads somewhere for the actor."""
    groups = (
        NavGroup(
            str(group["id"]),
            Text.of(group.get("label")),
            tuple(_items(context, group.get("items", ()))),
        )
        for group in app.body["nav"]
    )
    return tuple(group for group in groups if group.items)


def _wanted(context: Context) -> frozenset[str]:
    roles = (context.model.find("role", name) for name in context.actor.roles)
    return frozenset(str(role.body["app"]) for role in roles if role and role.body.get("app"))


def _items(context: Context, declared: list[Mapping[str, Any]]) -> Iterator[NavItem]:
    for entry in declared:
        page, name = str(entry.get("page", "")), str(entry.get("object", ""))
        if page and _may_open(context, page):
            yield NavItem(
                str(entry["id"]),
                Text.of(entry.get("label") or page),
                str(entry.get("icon", "")),
                page=page,
            )
        elif name and (made := _object_item(context, name, entry)) is not None:
            yield made


def _may_open(context: Context, page: str) -> bool:
    needed = PAGE_RIGHTS.get(page)
    return needed is None or needed in rights(context).system


def _object_item(context: Context, name: str, entry: Mapping[str, Any]) -> NavItem | None:
    obj = context.model.get(name)
    if obj is None or rights(context).of(name).read is Scope.NONE:
        return None
    view = str(entry.get("view", ""))
    if view and not _view_open(context, name, view):
        view = ""
    return NavItem(
        id=str(entry.get("id", name)),
        label=Text.of(entry["label"]) if entry.get("label") else obj.plural,
        icon=str(entry.get("icon") or obj.body.get("icon", "")),
        object=name,
        view=view,
    )


def _view_open(context: Context, name: str, view: str) -> bool:
    component: Component | None = context.model.find("list_view", view, name)
    if component is None:
        return False
    wanted = component.body.get("visible_to", {}).get("roles", ())
    return not wanted or bool(set(wanted) & set(context.actor.roles)) or context.actor.is_system


def _automatic(context: Context) -> tuple[NavGroup, ...]:
    items = tuple(
        made
        for name in sorted(context.model.objects, key=_own_first)
        if (made := _object_item(context, name, {})) is not None
    )
    return (NavGroup("objects", text("Records", "记录"), items),) if items else ()


def _own_first(name: str) -> tuple[bool, str]:
    namespace, local = split_name(name)
    return namespace == "", local
