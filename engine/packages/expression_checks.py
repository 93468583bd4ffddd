"""Checks the expressions inside components against the resolved model (decision 23)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import ExpressionError, Problem
from engine.expressions import Checked, ObjectScope, check
from engine.kernel.asked import Asked
from engine.kernel.component import Component, Position
from engine.kernel.model import Model, ObjectDef
from engine.packages.paths import Path, follow
from engine.packages.problems import component_problem, place_problem
from engine.text import Text, text

_MISSING = object()


CONDITION = Asked()


def expression_problems(component: Component, model: Model, asked: Asked) -> Iterator[Problem]:
    """Give what is wrong with the expression at a pointer; nothing when there is none."""
    source = value_at(component.body, asked.pointer)
    obj = model.objects.get(asked.of or component.of)
    if not isinstance(source, str) or obj is None:
        return
    try:
        found = check_source(model, source, obj, asked)
    except ExpressionError as error:
        yield _at_place(component, asked.pointer, error)
        return
    for code, message, hint in reaches_too_far(model, obj, found, asked):
        yield component_problem(component, asked.pointer, code, message, hint)


def reaches_too_far(
    model: Model, obj: ObjectDef, found: Checked, asked: Asked
) -> Iterator[tuple[str, Text, Text | None]]:
    """Say why an expression that is kept with a record cannot be: code, message, hint (21)."""
    if not asked.alone:
        return
    formula = asked.alone == "formula"
    hint = _NOT_STORED if formula else None
    for path in sorted(found.paths):
        reached = follow(model, obj.name, path)
        if isinstance(reached, Path) and len(reached.steps) > 1:
            across = _across_formula if formula else _across
            yield f"{asked.alone}.across", across(path), hint
            return
    if found.volatile:
        yield f"{asked.alone}.volatile", _VOLATILE_FORMULA if formula else _VOLATILE, hint


def _across(path: str) -> Text:
    return text(
        "this cannot read “{path}” across a lookup", "不能跨查找读取“{path}”", path=path
    )


def _across_formula(path: str) -> Text:
    return text(
        "a stored formula cannot read “{path}” across a lookup",
        "存储的公式不能跨查找读取“{path}”",
        path=path,
    )


def scope_of(model: Model, obj: ObjectDef, asked: Asked) -> ObjectScope:
    """Give the names that an expression may use."""
    target = model.objects.get(asked.target) if asked.target else None
    return ObjectScope(model, obj, prior=asked.prior, target=target)


def check_source(
    model: Model, source: str, obj: ObjectDef, asked: Asked = CONDITION
) -> Checked:
    """Check one source against an object; raises `ExpressionError`."""
    scope = scope_of(model, obj, asked)
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


_NOT_STORED = text("set store: false", "请设置 store: false")
_VOLATILE = text("this cannot use today(), now() or me", "不能使用 today()、now() 或 me")
_VOLATILE_FORMULA = text(
    "a stored formula cannot use today(), now() or me",
    "存储的公式不能使用 today()、now() 或 me",
)
