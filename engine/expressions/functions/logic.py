"""Functions that choose between values."""

from __future__ import annotations

from engine.expressions.function import Function
from engine.text import text

GROUP = "logic"


def _xor(a: bool, b: bool) -> bool:
    return a != b


def _count_true(*conditions: bool) -> int:
    return sum(conditions)


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
)
