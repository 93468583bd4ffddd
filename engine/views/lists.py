"""Gives the list views that an actor may use: declared ones, their own, and shared ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, cast
from uuid import UUID

from engine.access.rights import Scope, rights
from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.kernel.query import AllOf, AnyOf, Condition, Filter, Measure, Sort, Where
from engine.records.shape import is_reference
from engine.text import Text, text
from engine.views.paths import columns, find
from engine.views.saved import SavedView, saved_views
from engine.views.specs import Column, ListView

_AUTOMATIC_COLUMNS = 7
_LATER = 10_000
"""Saved views stand behind declared ones."""


def list_views(context: Context, obj: ObjectDef) -> tuple[ListView, ...]:
    """Give the views of an object in order; there is always at least one.

    Columns, sorts and totals that the actor may not read are left out.
    """
    if rights(context).of(obj.name).read is Scope.NONE:
        return ()
    made = [*_declared(context, obj), *_saved(context, obj)]
    if not any(view.saved is None for view in made):
        made.append(_automatic(context, obj))
    return tuple(sorted(made, key=lambda view: view.order))


def list_view(context: Context, obj: ObjectDef, name: str = "") -> ListView | None:
    """Find a view by name; the first one without a name, None when there is no such view."""
    views = list_views(context, obj)
    if not name:
        return next(iter(views), None)
    return next((view for view in views if view.name == name), None)


def _declared(context: Context, obj: ObjectDef) -> Iterator[ListView]:
    for component in context.model.of_kind("list_view", obj.name):
        if _visible(context, component):
            view = _built(context, obj, component.name, component.body)
            if view is not None:
                yield view


def _visible(context: Context, component: Component) -> bool:
    wanted = component.body.get("visible_to", {}).get("roles", ())
    return not wanted or context.actor.is_system or bool(set(wanted) & set(context.actor.roles))


def _built(
    context: Context, obj: ObjectDef, name: str, body: Mapping[str, Any]
) -> ListView | None:
    shown = columns(context, obj, body.get("columns", ()))
    if not shown:
        return None
    conditions = tuple(_conditions(context, obj, body.get("conditions", ())))
    return ListView(
        object=obj.name,
        name=name,
        label=Text.of(body.get("label") or name),
        columns=shown,
        mode=cast('Literal["table", "board"]', body.get("mode", "table")),
        where=_where(str(body.get("where", "")), conditions),
        sort=tuple(_sorts(context, obj, body.get("sort", ()))),
        totals=tuple(_totals(context, obj, body.get("totals", ()))),
        group=_group(context, obj, body),
        order=int(body.get("order", 0)),
        conditions=conditions,
    )


def _where(source: str, conditions: tuple[Filter, ...]) -> Filter | None:
    parts: tuple[Filter, ...] = (*((Where(source),) if source else ()), *conditions)
    return AllOf(parts) if len(parts) > 1 else next(iter(parts), None)


def _conditions(
    context: Context, obj: ObjectDef, declared: Iterable[Mapping[str, Any]]
) -> Iterator[Filter]:
    """Read chips and groups of chips; what a field that is gone or hidden asked is left out."""
    for entry in declared:
        if "any" in entry:
            group = tuple(_conditions(context, obj, entry["any"]))
            if group:
                yield AnyOf(group)
        elif find(context, obj, str(entry["path"])) is not None:
            yield Condition(str(entry["path"]), entry["op"], entry.get("value"))


def _sorts(
    context: Context, obj: ObjectDef, declared: Iterable[Mapping[str, str]]
) -> Iterator[Sort]:
    for entry in declared:
        found = find(context, obj, entry["field"])
        if found is not None and found.field.type.acts_as(found.field).sortable:
            yield Sort(entry["field"], entry.get("dir") == "desc")


def _totals(
    context: Context, obj: ObjectDef, declared: Iterable[Mapping[str, Any]]
) -> Iterator[Measure]:
    for entry in declared:
        path = str(entry.get("field", ""))
        if not path or find(context, obj, path) is not None:
            yield Measure(entry["fn"], path)


def _group(context: Context, obj: ObjectDef, body: Mapping[str, Any]) -> str:
    """Name the field of groups or lanes; a board falls back on the object's."""
    path = str(body.get("group", {}).get("field", ""))
    if not path and body.get("mode") == "board":
        path = str(obj.body.get("board", ""))
    return path if path and find(context, obj, path) is not None else ""


def _saved(context: Context, obj: ObjectDef) -> Iterator[ListView]:
    for row in saved_views(context, obj):
        view = _built(context, obj, str(row.id), {**row.body, "label": row.name})
        if view is not None:
            yield _marked(view, row, context.actor.user_id)


def _marked(view: ListView, row: SavedView, user: UUID | None) -> ListView:
    return ListView(
        object=view.object, name=view.name, label=view.label, columns=view.columns,
        mode=view.mode, where=view.where, sort=view.sort, totals=view.totals,
        group=view.group, order=_LATER, saved=row.id, mine=row.owner == user,
        shared=row.shared, conditions=view.conditions,
    )  # fmt: skip


def _automatic(context: Context, obj: ObjectDef) -> ListView:
    """Make a list of the first fields, for objects without a declared view."""
    return ListView(
        object=obj.name,
        name="all",
        label=text("All", "全部"),
        columns=automatic_columns(context, obj),
        sort=(Sort("created_at", descending=True),)
        if find(context, obj, "created_at") is not None
        else (),
    )


def automatic_columns(
    context: Context, obj: ObjectDef, *, without: str = ""
) -> tuple[Column, ...]:
    """Choose columns: the name, then what can be sorted or pointed at, then the owner."""
    chosen = [obj.name_field] if obj.name_field in obj.fields else []
    chosen += [
        field.name
        for field in obj.fields.values()
        if not field.system
        and field.name not in (obj.name_field, without)
        and not field.type.secret
        and (field.type.sortable or is_reference(field))
    ]
    chosen = chosen[: _AUTOMATIC_COLUMNS - 1]
    if obj.has_owner and without != "owner":
        chosen.append("owner")
    return columns(context, obj, chosen)
