"""Functions that choose between values."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from engine.expressions.function import Function
from engine.expressions.tree import Constant, Node, Operation
from engine.expressions.type_rules import unify
from engine.kernel.values import ValueType
from engine.text import text

GROUP = "logic"


def _choose(args: tuple[Node, ...]) -> Node:
    number, *values = args
    branches: list[Node] = [number]
    for place, value in enumerate(values, start=1):
        branches += [Constant(Decimal(place), ValueType.INTEGER), value]
    common = unify([value.type for value in values]) or ValueType.BLANK
    blank = Constant(None, ValueType.BLANK)
    return Operation("case", (*branches, blank), common)


FUNCTIONS = (
    Function(
        GROUP,
        "iff(condition: boolean, then: same, otherwise: same) -> same",
        doc=text(
            "One of two values; the same as `then if condition else otherwise`.",
            "按条件取两个值之一，等同于 `then if condition else otherwise`。",
        ),
        operation="if",
        browser=True,
        example="iff(3 > 2, 'yes', 'no')",
        expected="yes",
        salesforce="IF",
    ),
    Function(
        GROUP,
        "case(value: any, *branches: any) -> same",
        doc=text(
            "Compares a value with each `when` and gives its `then`: case(x, when, then, ..., "
            "otherwise). Without `otherwise` it is blank.",
            "把值与各个 when 比较并返回对应的 then：case(x, when, then, ..., otherwise)；"
            "没有 otherwise 时为空。",
        ),
        operation="case",
        browser=True,
        example="case('b', 'a', 1, 'b', 2, 0)",
        expected="2",
        salesforce="CASE",
    ),
    Function(
        GROUP,
        "coalesce(value: same, *others: same) -> same",
        doc=text("The first value that is not blank.", "第一个非空的值。"),
        operation="coalesce",
        browser=True,
        example="coalesce(null, '', 'x')",
        expected="x",
        salesforce="BLANKVALUE, NULLVALUE",
    ),
    Function(
        GROUP,
        "is_blank(value: any) -> boolean",
        doc=text(
            "True when there is no value; an empty text or list is blank.",
            "没有值时为真；空文本、空列表也算空。",
        ),
        operation="is_blank",
        browser=True,
        example="is_blank('')",
        expected="true",
        salesforce="ISBLANK, ISNULL",
    ),
    Function(
        GROUP,
        "has_value(value: any) -> boolean",
        doc=text("True when there is a value.", "有值时为真。"),
        operation="has_value",
        browser=True,
        example="has_value(0)",
        expected="true",
    ),
    Function(GROUP, "null_if(value: same, other: same) -> same",
        text("Blank when a value equals another, else the value.", "等于另一值时为空，否则为原值。"),
        "null_if(5, 0)", "5",
        lambda value, other: None if value == other else value,
        lambda value, other: sa.func.nullif(value, other, type_=value.type), browser=True),
    Function(GROUP, "all_of(*conditions: boolean) -> boolean",
        text("True when every condition is; the same as `and`.", "所有条件都为真，等同于 and。"),
        "all_of(true, 1 < 2)", "true", operation="and", browser=True),
    Function(GROUP, "any_of(*conditions: boolean) -> boolean",
        text("True when at least one condition is; the same as `or`.", "至少一个条件为真，等同于 or。"),
        "any_of(false, 1 < 2)", "true", operation="or", browser=True),
    Function(GROUP, "xor(a: boolean, b: boolean) -> boolean",
        text("True when exactly one of two conditions is.", "恰有一个条件为真。"),
        "xor(true, false)", "true", operation="ne", browser=True),
    Function(GROUP, "count_true(*conditions: boolean) -> integer",
        text("How many conditions are true.", "为真的条件个数。"),
        "count_true(true, false, true)", "2",
        lambda *conditions: sum(conditions),
        lambda *conditions: sum(
            (sa.cast(one, sa.Integer()) for one in conditions[1:]),
            sa.cast(conditions[0], sa.Integer())),
        browser=True),
    Function(GROUP, "choose(number: count, *values: same) -> same",
        text("The value at a place, counted from 1; blank beyond the last.",
             "第几个值（从 1 起）；超出则为空。"),
        "choose(2, 'a', 'b', 'c')", "b", rewrite=_choose, browser=True),
)  # fmt: skip
