"""Functions of the record being saved and of the acting user."""

from __future__ import annotations

from engine.expressions.function import Function
from engine.expressions.tree import Node, Operation, Path
from engine.kernel.values import ValueType
from engine.text import text

V = ValueType
_SAVING = "only a save knows what changes"


def _is_me(args: tuple[Node, ...]) -> Node:
    return Operation("eq", (args[0], Path("me.id", V.REFERENCE)), V.BOOLEAN)


def _has_role(args: tuple[Node, ...]) -> Node:
    return Operation("member", (args[0], Path("me.roles", V.LIST)), V.BOOLEAN)


def _has_set(args: tuple[Node, ...]) -> Node:
    return Operation("member", (args[0], Path("me.permission_sets", V.LIST)), V.BOOLEAN)


FUNCTIONS = (
    Function("record", "is_new() -> boolean",
        text("Whether the record is being created.", "记录是否正在新建。"),
        "is_new()", "false", lambda is_new: is_new,
        uses=("is_new",), no_sql=_SAVING, browser=True, salesforce="ISNEW"),
    Function("record", "changed(field: path) -> boolean",
        text("Whether this save changes a field.", "本次保存是否改动了字段。"),
        "changed(amount)", "true", lambda changed, field: field in changed,
        uses=("changed",), no_sql=_SAVING, browser=True, salesforce="ISCHANGED"),
    Function("record", "any_changed(*fields: path) -> boolean",
        text("Whether this save changes one of the fields.", "本次保存是否改动了任一字段。"),
        "any_changed(name, stage)", "false",
        lambda changed, *fields: not changed.isdisjoint(fields),
        uses=("changed",), no_sql=_SAVING, browser=True),
    Function("user", "is_me(user: reference) -> boolean",
        text("Whether a user is the acting one.", "是否为当前用户。"),
        "is_me(owner)", "true", rewrite=_is_me, browser=True),
    Function("user", "has_role(name: text) -> boolean",
        text("Whether the acting user has a role.", "当前用户是否具有某角色。"),
        "has_role('sales_rep')", "true", rewrite=_has_role, browser=True),
    Function("user", "has_permission_set(name: text) -> boolean",
        text("Whether the acting user has a permission set.", "当前用户是否具有某权限集。"),
        "has_permission_set('admin')", "false", rewrite=_has_set, browser=True),
)  # fmt: skip
