"""Checks an expression against a scope and gives the typed tree that every back end reads."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from engine.expressions import type_rules
from engine.expressions.checker import Checker
from engine.expressions.scope import Scope
from engine.expressions.syntax import parse, refused
from engine.expressions.tree import (
    RATE,
    Call,
    Node,
    Operation,
    Path,
    reads_rates,
    reads_settings,
    walk,
)
from engine.expressions.type_rules import named
from engine.kernel.values import ValueType
from engine.text import text

if TYPE_CHECKING:
    from engine.expressions.python_backend import Compiled

_INSTEAD = {
    ValueType.BOOLEAN: text("compare it, as in amount > 0", "请加以比较，如 amount > 0"),
    ValueType.TEXT: text("text(x) turns a value into text", "text(x) 可把值转换为文本"),
    ValueType.DATE: text(
        "date_of(x) gives the date of a moment", "date_of(x) 取日期时间的日期"
    ),
}
_OTHERWISE = text(
    "change the expression, or the type that is wanted here",
    "请修改表达式，或修改此处要求的类型",
)
_BOUND = {"today", "now", "me", "is_new", "changed"}


@dataclass(frozen=True)
class Checked:
    """An expression that is well formed and well typed.

    ``paths`` are the names it reads, ``me`` included; ``bound`` says that the result depends on the
    day, the moment or the actor, ``rated`` on a rate, ``volatile`` on one of these. ``sql_safe`` and
    ``browser_safe`` say which back ends can run it.
    """

    source: str
    tree: Node
    type: ValueType
    paths: frozenset[str]
    functions: frozenset[str]
    sql_safe: bool
    browser_safe: bool
    bound: bool
    rated: bool
    syntax: ast.expr = field(compare=False, repr=False)

    @property
    def volatile(self) -> bool:
        return self.bound or self.rated

    @cached_property
    def local(self) -> bool:
        """Whether the result depends on the company's zone, calendar, week or fiscal year."""
        return reads_settings(self.tree)

    @cached_property
    def compiled(self) -> Compiled:
        """The closure that `evaluate` runs, made on first use."""
        from engine.expressions.python_backend import compile_tree

        return compile_tree(self.tree)


def check(
    source: str, scope: Scope, *, expect: ValueType | None = None, needs_sql: bool = False
) -> Checked:
    """Parse and type an expression; raises ExpressionError with position and suggestion.

    ``expect`` is the type the place needs; numbers fit numbers, text fits select. ``needs_sql``
    refuses what PostgreSQL cannot compute (list filters, sharing, reports).
    """
    syntax = parse(source)
    checker = Checker(source.split("\n"), scope)
    tree = checker.node(syntax)
    # A blank fits anywhere but as a condition: a database takes no NULL for yes or no.
    nothing = expect is ValueType.BOOLEAN and tree.type is ValueType.BLANK
    if expect is not None and (nothing or not type_rules.fits(tree.type, expect)):
        raise refused(
            syntax,
            "expression.type",
            text(
                "this gives {given}, but {wanted} is needed here",
                "此处需要{wanted}，表达式却得到{given}",
                given=named(tree.type),
                wanted=named(expect),
            ),
            _INSTEAD.get(expect, _OTHERWISE),
        )
    if needs_sql and checker.no_sql is not None:
        raise checker.no_sql
    return _checked(source, syntax, tree, checker)


def _checked(source: str, syntax: ast.expr, tree: Node, checker: Checker) -> Checked:
    nodes = list(walk(tree))
    called = [node.function for node in nodes if isinstance(node, Call)]
    paths = frozenset(node.path for node in nodes if isinstance(node, Path))
    rated = reads_rates(tree)
    return Checked(
        source=source,
        tree=tree,
        type=tree.type,
        paths=paths,
        functions=frozenset(
            one.func.id
            for one in ast.walk(syntax)
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
        ),
        sql_safe=checker.no_sql is None,
        browser_safe=not rated and all(function.browser for function in called),
        bound=any(_BOUND.intersection(function.uses) for function in called)
        or any(path.startswith("me.") for path in paths)
        or any(_reads_todays_rate(node) for node in nodes),
        rated=rated,
        syntax=syntax,
    )


def _reads_todays_rate(node: Node) -> bool:
    return isinstance(node, Operation) and node.op == RATE and len(node.args) == 1
