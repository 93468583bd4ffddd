"""Decides whether SQL can compute an expression, and says what stands in the way."""

from __future__ import annotations

import ast

from engine.errors import ExpressionError
from engine.expressions.syntax import refused
from engine.expressions.tree import Call, Node, Operation, Path, walk
from engine.text import text

MAX_SQL = 2_000
"""Parts that an expression may have as SQL, where some functions repeat their arguments."""
_SAVE_ONLY = frozenset({"changed", "is_new"})


def call_problem(at: ast.Call, call: Call) -> ExpressionError | None:
    """Tell why SQL cannot run a call.

    It can when the function is native there, or when nothing in the call varies by record.
    """
    function = call.function
    missing = function.postgresql is None
    if (missing and (_SAVE_ONLY & set(function.uses) or _varies(call))) or (
        _size(call) > MAX_SQL
    ):
        return no_sql(at, f"{function.name}()")
    return None


def _varies(node: Node) -> bool:
    return any(isinstance(one, Path) and not one.path.startswith("me.") for one in walk(node))


def _size(node: Node) -> int:
    if not isinstance(node, Operation | Call):
        return 1
    below = sum(_size(arg) for arg in node.args)
    return 1 + below * (node.function.repeats if isinstance(node, Call) else 1)


def no_sql(at: ast.expr, what: str) -> ExpressionError:
    """Make the error for something that only Python can compute."""
    return refused(
        at,
        "expression.no_sql",
        text(
            "{what} cannot be used where the database computes the expression",
            "{what}不能用于由数据库计算的表达式",
            what=what,
        ),
        text(
            "store the result in a formula field with `store: true`",
            "请用 store: true 的公式字段保存结果",
        ),
    )
