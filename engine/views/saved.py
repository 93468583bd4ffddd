"""Keeps the list views that people save for themselves or share with everyone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.access.rights import rights
from engine.errors import (
    AccessDenied,
    ExpressionError,
    InvalidRecord,
    Problem,
    RecordNotFound,
)
from engine.kernel.context import Context
from engine.kernel.ids import new_id
from engine.kernel.model import ObjectDef
from engine.records.compiled import checked
from engine.storage.system import saved_view
from engine.text import text
from engine.views.paths import find

SHARE_RIGHT = "customise"
MAX_COLUMNS = 40
MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class SavedView:
    """A stored view; ``body`` has the keys of a declared one, and ``conditions``."""

    id: UUID
    owner: UUID
    object: UUID
    name: str
    body: Mapping[str, Any]
    shared: bool


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """What a person wants to save.

    ``where`` is the expression of the view it began from; ``conditions`` are the chips added to it,
    as ``{path, op, value}``, or ``{any: [...]}`` of which one must hold;
    ``sort`` has ``{field, dir}``, ``totals`` ``{field, fn}``.
    """

    name: str
    columns: Sequence[str]
    where: str = ""
    conditions: Sequence[Mapping[str, Any]] = ()
    sort: Sequence[Mapping[str, str]] = ()
    totals: Sequence[Mapping[str, str]] = ()
    mode: str = "table"
    group: str = ""
    shared: bool = field(default=False, kw_only=True)

    def body(self) -> dict[str, Any]:
        """Give the stored form; what is empty is left out."""
        body: dict[str, Any] = {
            "columns": list(self.columns), "where": self.where, "mode": self.mode,
            "conditions": [dict(entry) for entry in self.conditions],
            "sort": [dict(entry) for entry in self.sort],
            "totals": [dict(entry) for entry in self.totals],
            "group": {"field": self.group} if self.group else {},
        }  # fmt: skip
        return {key: value for key, value in body.items() if value}


def saved_views(context: Context, obj: ObjectDef) -> list[SavedView]:
    """Give the actor's own views of an object and those that others share, by name."""
    user = context.actor.user_id
    mine = saved_view.c.owner == user if user else sa.false()
    with context.database.reading() as connection:
        rows = connection.execute(
            sa.select(saved_view)
            .where(saved_view.c.object == obj.uid, sa.or_(mine, saved_view.c.shared))
            .order_by(saved_view.c.name, saved_view.c.id)
        ).all()
    return [_made(row) for row in rows]


def create_view(context: Context, obj: ObjectDef, draft: ViewDraft) -> UUID:
    """Save a view for the actor; sharing it needs the right to customise.

    Raises `InvalidRecord` with everything that is wrong, at the field of the draft.
    """
    _accept(context, obj, draft)
    made = new_id()
    with context.database.writing() as connection:
        connection.execute(
            saved_view.insert().values(
                id=made,
                owner=_user(context),
                object=obj.uid,
                name=draft.name.strip(),
                body=draft.body(),
                shared=draft.shared,
                created_at=context.now,
            )
        )
    return made


def update_view(context: Context, obj: ObjectDef, view: UUID, draft: ViewDraft) -> None:
    """Replace a view of the actor's own."""
    _accept(context, obj, draft)
    _change(
        context,
        view,
        {"name": draft.name.strip(), "body": draft.body(), "shared": draft.shared},
    )


def share_view(context: Context, view: UUID, *, shared: bool) -> None:
    """Show a view of the actor's own to everyone who may read its object, or stop that."""
    if shared:
        _require_sharing(context)
    _change(context, view, {"shared": shared})


def delete_view(context: Context, view: UUID) -> None:
    """Delete a view of the actor's own."""
    with context.database.writing() as connection:
        gone = connection.execute(saved_view.delete().where(*_own(context, view)))
        if gone.rowcount == 0:
            raise _unknown()


def _change(context: Context, view: UUID, values: Mapping[str, Any]) -> None:
    with context.database.writing() as connection:
        changed = connection.execute(
            saved_view.update().where(*_own(context, view)).values(dict(values))
        )
        if changed.rowcount == 0:
            raise _unknown()


def _own(context: Context, view: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (saved_view.c.id == view, saved_view.c.owner == _user(context))


def _user(context: Context) -> UUID:
    if context.actor.user_id is None:
        raise AccessDenied(
            "view.no_user",
            text("Only a person can keep views.", "只有用户可以保存视图。"),
        )
    return context.actor.user_id


def _unknown() -> RecordNotFound:
    return RecordNotFound(
        "view.unknown", text("There is no such view of yours.", "没有此视图，或不属于您。")
    )


def _require_sharing(context: Context) -> None:
    if SHARE_RIGHT not in rights(context).system:
        raise AccessDenied(
            "view.share",
            text(
                "Sharing a view needs the right to customise.",
                "共享视图需要自定义权限。",
            ),
        )


def _accept(context: Context, obj: ObjectDef, draft: ViewDraft) -> None:
    if draft.shared:
        _require_sharing(context)
    problems = [*_shape(draft), *_paths(context, obj, draft), *_expression(context, obj, draft)]
    if problems:
        raise InvalidRecord(problems)


def _shape(draft: ViewDraft) -> list[Problem]:
    found = []
    if not draft.name.strip() or len(draft.name.strip()) > MAX_NAME:
        message = text(
            "Give the view a name of at most {max} characters.",
            "请输入视图名称，最多 {max} 个字符。",
            max=MAX_NAME,
        )
        found.append(Problem("view.name", message, field="name"))
    if not 1 <= len(draft.columns) <= MAX_COLUMNS:
        message = text(
            "Choose between 1 and {max} columns.", "请选择 1 到 {max} 列。", max=MAX_COLUMNS
        )
        found.append(Problem("view.columns", message, field="columns"))
    if draft.mode not in ("table", "board"):
        message = text("A view is a table or a board.", "视图只能是列表或看板。")
        found.append(Problem("view.mode", message, field="mode"))
    return found


def flat(conditions: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Give the single conditions, those inside groups included."""
    for entry in conditions:
        yield from entry.get("any", (entry,))


def _paths(context: Context, obj: ObjectDef, draft: ViewDraft) -> list[Problem]:
    named = [("columns", path) for path in draft.columns]
    named += [("conditions", str(one.get("path", ""))) for one in flat(draft.conditions)]
    named += [("sort", entry.get("field", "")) for entry in draft.sort]
    named += [("totals", entry["field"]) for entry in draft.totals if entry.get("field")]
    named += [("group", draft.group)] if draft.group else []
    found = [
        Problem(
            "view.path",
            text("There is no field “{path}”.", "没有字段“{path}”。", path=path),
            field=at,
        )
        for at, path in named
        if find(context, obj, path) is None
    ]
    return found + _operators(context, obj, draft)


def _operators(context: Context, obj: ObjectDef, draft: ViewDraft) -> list[Problem]:
    problems = []
    for entry in flat(draft.conditions):
        known = find(context, obj, str(entry.get("path", "")))
        op = str(entry.get("op", ""))
        if known is None or op in (
            *known.field.type.acts_as(known.field).operators,
            "not_blank",
        ):
            continue
        message = text(
            "“{label}” cannot be filtered by “{op}”.",
            "“{label}”不支持筛选方式“{op}”。",
            label=known.label,
            op=op,
        )
        problems.append(Problem("view.operator", message, field="conditions"))
    return problems


def _expression(context: Context, obj: ObjectDef, draft: ViewDraft) -> list[Problem]:
    if not draft.where:
        return []
    try:
        checked(context.model, obj, draft.where)
    except ExpressionError as error:
        return [Problem(error.code, error.text, field="where", hint=error.hint)]
    return []


def _made(row: Any) -> SavedView:
    return SavedView(row.id, row.owner, row.object, row.name, row.body, bool(row.shared))
