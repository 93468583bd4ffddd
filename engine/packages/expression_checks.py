"""Checks the expressions inside components against the resolved model (decision 23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.errors import ExpressionError, Problem
from engine.expressions import Checked, ObjectScope, check
from engine.kernel.component import Component, Position
from engine.kernel.model import Model, ObjectDef
from engine.kernel.values import ValueType
from engine.packages.paths import Path, follow
from engine.packages.problems import component_problem, place_problem
from engine.text import text

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Asked:
    """What an expression must be, and what it may read.

    ``of`` is the object whose fields it reads, the component's parent if left out; ``expect`` its
    type, None for any; ``target`` the object that ``target.`` stands for.
    """

    of: str = ""
    expect: ValueType | None = ValueType.BOOLEAN
    needs_sql: bool = False
    prior: bool = False
    target: str = ""


CONDITION = Asked()


def expression_problems(
    component: Component, model: Model, pointer: str, asked: Asked = CONDITION
) -> Iterator[Problem]:
    """Give what is wrong with the expression at a pointer; nothing when there is none."""
    source = value_at(component.body, pointer)
    obj = model.objects.get(asked.of or component.of)
    if not isinstance(source, str) or obj is None:
        return
    try:
        check_source(model, source, obj, asked)
    except ExpressionError as error:
        yield _at_place(component, pointer, error)


def own_expression_problems(
    component: Component, model: Model, pointer: str, of: str
) -> Iterator[Problem]:
    """Check a condition that is kept with a record: it reads that record alone, and no clock."""
    found = list(expression_problems(component, model, pointer, Asked(of=of, needs_sql=True)))
    yield from found
    source = value_at(component.body, pointer)
    if found or not isinstance(source, str):
        return
    tree = check_source(model, source, model.objects[of])
    for path in sorted(tree.paths):
        reached = follow(model, of, path)
        if isinstance(reached, Path) and len(reached.steps) > 1:
            message = text(
                "this cannot read “{path}” across a lookup", "不能跨查找读取“{path}”", path=path
            )
            yield component_problem(component, pointer, "condition.across", message)
    if tree.volatile:
        yield component_problem(component, pointer, "condition.volatile", _VOLATILE)


_VOLATILE = text("this cannot use today(), now() or me", "不能使用 today()、now() 或 me")


def check_source(
    model: Model, source: str, obj: ObjectDef, asked: Asked = CONDITION
) -> Checked:
    """Check one source against an object; raises `ExpressionError`."""
    target = model.objects.get(asked.target) if asked.target else None
    scope = ObjectScope(model, obj, prior=asked.prior, target=target)
    return check(source, scope, expect=asked.expect, needs_sql=asked.needs_sql)


def value_at(body: Any, pointer: str) -> Any:
    """Give the value at a JSON pointer; None when there is nothing."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(body, list) and key.isdigit() and int(key) < len(body):
            body = body[int(key)]
        else:
            body = body.get(key, _MISSING) if isinstance(body, dict) else _MISSING
        if body is _MISSING:
            return None
    return body


def _at_place(component: Component, pointer: str, error: ExpressionError) -> Problem:
    """Place the problem inside the text: the expression's lines continue the file's."""
    place = component.place(pointer)
    if not place.file:
        return component_problem(component, pointer, error.code, error.text, error.hint)
    lines = str(value_at(component.body, pointer)).splitlines() or [""]
    line, column = max(error.line, 1), max(error.column, 1)
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    if line == 1:
        column += place.column - 1
    there = Position(place.file, place.line + line - 1, column)
    return place_problem(error.code, error.text, there, pointer=pointer, hint=error.hint)
