"""Functions of choices and lists: select, multi-select, tags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from engine.expressions.function import Function
from engine.expressions.operators import MAX_TEXT, joined
from engine.expressions.postgresql import let
from engine.expressions.tree import Node, Operation
from engine.kernel.values import ValueType
from engine.text import text

GROUP = "picklist"
V = ValueType
f = sa.func
Rewrite = Callable[[tuple[Node, ...]], Node]


def _members(joined: str, op: str) -> Rewrite:
    def rewrite(args: tuple[Node, ...]) -> Node:
        listed, *items = args
        tests = tuple(Operation(op, (item, listed), V.BOOLEAN) for item in items)
        return Operation(joined, tests, V.BOOLEAN)

    return rewrite


def _one_of(args: tuple[Node, ...]) -> Node:
    return Operation("in", args, V.BOOLEAN)


def _join(values: tuple[object, ...] | None, separator: str) -> str:
    return joined(map(str, values or ()), separator)


def _pg_join(values: Any, separator: Any) -> Any:
    return f.left(f.array_to_string(values, separator), MAX_TEXT)


FUNCTIONS = (
    Function(GROUP, "is_one_of(choice: same, *options: same) -> boolean",
        text("Whether a choice is one of some options; the same as `in`.",
             "是否为若干选项之一，等同于 in。"),
        "is_one_of(stage, 'won', 'lost')", "true",
        rewrite=_one_of, browser=True, salesforce="ISPICKVAL"),
    Function(GROUP, "includes(list: list, item: text) -> boolean",
        text("Whether a list holds an item; the same as `item in list`.",
             "列表是否包含某项，等同于 item in list。"),
        "includes(tags, 'vip')", "true",
        rewrite=_members("or", "member"), browser=True, salesforce="INCLUDES"),
    Function(GROUP, "has_any(list: list, *items: text) -> boolean",
        text("Whether a list holds at least one of the items.", "列表是否包含任一项。"),
        "has_any(tags, 'a', 'vip')", "true", rewrite=_members("or", "member"), browser=True),
    Function(GROUP, "has_all(list: list, *items: text) -> boolean",
        text("Whether a list holds all of the items.", "列表是否包含全部项。"),
        "has_all(tags, 'a', 'vip')", "false", rewrite=_members("and", "member"), browser=True),
    Function(GROUP, "has_none(list: list, *items: text) -> boolean",
        text("Whether a list holds none of the items.", "列表是否不含任何一项。"),
        "has_none(tags, 'a', 'b')", "true",
        rewrite=_members("and", "not_member"), browser=True),
    Function(GROUP, "size(list: list) -> integer",
        text("How many items a list has.", "列表的项数。"),
        "size(tags)", "2", lambda values: len(values or ()),
        lambda values: f.coalesce(f.cardinality(values), 0),
        browser=True, salesforce="PICKLISTCOUNT"),
    Function(GROUP, "first(list: list) -> text",
        text("The first item of a list.", "列表的第一项。"),
        "first(tags)", "vip", lambda values: str(values[0]) if values else "",
        lambda values: let(lambda listed: listed[1], values), browser=True),
    Function(GROUP, "join_list(list: list, separator: text) -> text",
        text("The items of a list as one text.", "把列表各项连接为文本。"),
        "join_list(tags, ', ')", "vip, 2024", _join, _pg_join, browser=True),
)  # fmt: skip
