"""Evaluates an expression once, by simpleeval on the checked tree with our own operators.

Compiling closures costs several evaluations, so what runs a single time (a default, a preview, a
value on the command line) is cheaper here. simpleeval only walks: whitelist and types were checked
before, operators and functions are the shared ones, and a test holds it equal to the other back ends.
"""

from __future__ import annotations

from typing import Any

from simpleeval import SimpleEval

from engine.expressions.check import Checked
from engine.expressions.env import Env
from engine.expressions.operators import OPERATIONS, settle
from engine.expressions.python_backend import Read, caller, compile_tree, finished
from engine.expressions.tree import (
    ARITHMETIC,
    Call,
    Constant,
    Node,
    Operation,
    Path,
    is_arithmetic,
)
from engine.expressions.type_rules import WHOLE
from engine.kernel.values import ValueType


def evaluate_once(checked: Checked, read: Read, env: Env) -> object:
    """Give what `evaluate` gives, without compiling."""
    found = _Once(checked.source, read, env).value(checked.tree)
    return int(found) if checked.type in WHOLE and found is not None else found


class _Once:
    """One walk: what simpleeval needs to know for each kind of node."""

    def __init__(self, source: str, read: Read, env: Env) -> None:
        self.source, self.read, self.env = source, read, env
        self.walker = SimpleEval(operators=OPERATIONS, functions={}, names={})
        self.walker.nodes = {
            Constant: self._leaf,
            Path: self._leaf,
            Operation: self._operation,
            Call: self._call,
        }

    def value(self, node: Node) -> Any:
        return self.walker.eval(self.source, previously_parsed=node)

    def _leaf(self, node: Constant | Path) -> Any:
        return compile_tree(node)(self.read, self.env)

    def _operation(self, node: Operation) -> Any:
        if node.op in ARITHMETIC:
            return settle(self._wide(node))
        lazy = _LAZY.get(node.op)
        if lazy is not None:
            found = lazy(node.args, self.value)
            return bool(found) if node.type is ValueType.BOOLEAN else found
        if node.op in self.walker.operators:
            return self.walker.operators[node.op](*[self.value(arg) for arg in node.args])
        # What reads the surroundings is left to its closure, on ready values.
        given = {str(place): self.value(arg) for place, arg in enumerate(node.args)}
        paths = tuple(Path(name, arg.type) for name, arg in zip(given, node.args, strict=True))
        return compile_tree(Operation(node.op, paths, node.type))(given.__getitem__, self.env)

    def _wide(self, node: Node) -> Any:
        if isinstance(node, Operation) and is_arithmetic(node):
            return self.walker.operators[node.op](*[self._wide(arg) for arg in node.args])
        return self.value(node)

    def _call(self, node: Call) -> Any:
        values = [self.value(arg) for arg in node.args]
        return finished(node.type, caller(node.function, len(values))(values, self.env))


def _coalesce(args: tuple[Node, ...], value: Any) -> Any:
    return next((found for arg in args if (found := value(arg)) is not None), None)


def _case(args: tuple[Node, ...], value: Any) -> Any:
    subject, *rest = args
    other = rest.pop()
    given = value(subject)
    for when, then in zip(rest[::2], rest[1::2], strict=True):
        if given == value(when):
            return value(then)
    return value(other)


_LAZY: dict[str, Any] = {
    "and": lambda args, value: all(value(arg) for arg in args),
    "or": lambda args, value: any(value(arg) for arg in args),
    "not": lambda args, value: not value(args[0]),
    "if": lambda args, value: value(args[1]) if value(args[0]) else value(args[2]),
    "case": _case,
    "coalesce": _coalesce,
}
