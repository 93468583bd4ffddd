"""Computes in advance what does not vary by row, so that SQL gets one bound value for it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy.sql.elements import BindParameter, ClauseElement

from engine.expressions.env import Env
from engine.expressions.python_backend import compile_tree
from engine.expressions.tree import (
    OWN,
    RATE,
    Call,
    Constant,
    Node,
    Operation,
    Path,
    is_arithmetic,
    walk,
)


def folded(node: Node, column: Callable[[str], Any], env: Env) -> Node:
    """Replace subtrees without columns by their value; ``column`` may give plain values."""
    node = _known_paths(node, column, env)
    return _fold(node, env)


def _known_paths(node: Node, column: Callable[[str], Any], env: Env) -> Node:
    if isinstance(node, Path):
        found = env.me.get(node.path[3:]) if node.path.startswith("me.") else column(node.path)
        if isinstance(found, BindParameter):
            found = found.value
        if isinstance(found, ClauseElement):
            return node
        if node.type.is_number and found is not None:
            found = Decimal(str(found))
        return Constant(found, node.type)
    if isinstance(node, Operation):
        args = tuple(_known_paths(arg, column, env) for arg in node.args)
        if node.op == OWN and isinstance(args[0], Constant):
            return args[0]
        return Operation(node.op, args, node.type)
    if isinstance(node, Call):
        args = tuple(_known_paths(arg, column, env) for arg in node.args)
        return Call(node.function, args, node.type, node.column)
    return node


def _fold(node: Node, env: Env, *, inside_arithmetic: bool = False) -> Node:
    if isinstance(node, Constant | Path):
        return node
    arithmetic = is_arithmetic(node)
    if isinstance(node, Operation) and node.op == "count":
        # Kept, since a folded constant would reach a function as Decimal, not as int.
        return Operation("count", (_fold(node.args[0], env),), node.type)
    # Rates are read when the statement runs, which may be kept long after.
    # A value inside a chain of + - * / keeps 20 decimals: folding would settle it to 6.
    if not (arithmetic and inside_arithmetic) and not any(
        isinstance(one, Path) or (isinstance(one, Operation) and one.op == RATE)
        for one in walk(node)
    ):
        return Constant(compile_tree(node)(_nothing, env), node.type)
    args = tuple(_fold(arg, env, inside_arithmetic=arithmetic) for arg in node.args)
    if isinstance(node, Operation):
        return Operation(node.op, args, node.type)
    return Call(node.function, args, node.type, node.column)


def _nothing(path: str) -> object:
    raise AssertionError(path)
