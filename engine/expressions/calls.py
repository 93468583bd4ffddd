"""Checks the calls of functions: the name, the arguments, the result type."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.errors import ExpressionError
from engine.expressions import type_rules
from engine.expressions.function import Function, Param
from engine.expressions.pattern import parts_problem, pattern_problem
from engine.expressions.periods import UNITS, is_period
from engine.expressions.registry import functions, salesforce_hint
from engine.expressions.syntax import refused, too_big
from engine.expressions.tree import Call, Constant, Node, Operation, walk
from engine.expressions.type_rules import named
from engine.kernel.values import ValueType
from engine.text import Text, text

if TYPE_CHECKING:
    from engine.expressions.checker import Checker

MAX_EXPANDED = 2_000
_ADDED = ("number", "zero", "maybe")
_NUMBERS = ("number", "count", "zero", "maybe")
_PARAM_NAMES: dict[str, Text] = {
    "number": text("a number", "数字"),
    "count": text("a number", "数字"),
    "zero": text("a number", "数字"),
    "maybe": text("a number", "数字"),
    "single": text("one value", "单个值"),
    "day": text("a date", "日期"),
    "clock": text("a time", "时间"),
}


def check_call(checker: Checker, at: ast.Call) -> Node:
    """Type a call; arguments get the conversions that their parameters ask for."""
    function = _find(at)
    _check_count(at, function)
    args = [_argument(checker, function.param(index), arg) for index, arg in enumerate(at.args)]
    same = [
        index
        for index in range(len(args))
        if function.param(index).type in ("same", "any") and function.operation != "case"
    ]
    checked = checker.alike([(at.args[index], args[index]) for index in same])
    for index, node in zip(same, checked, strict=True):
        args[index] = node
    if function.operation == "case":
        return _case(checker, at, args)
    result = _result(at, function, args)
    if function.rewrite:
        rewritten: Node = function.rewrite(tuple(args))
        # A rewriting may repeat an argument, which nesting would multiply.
        if sum(1 for _ in islice(walk(rewritten), MAX_EXPANDED + 1)) > MAX_EXPANDED:
            raise too_big(MAX_EXPANDED)
        return rewritten
    if function.operation:
        return Operation(function.operation, tuple(args), result)
    return Call(function, tuple(args), result, at.col_offset + 1)


def _case(checker: Checker, at: ast.Call, args: list[Node]) -> Node:
    """Type ``case(value, when, then, ..., otherwise)``; without otherwise it is blank."""
    if len(args) % 2:
        args = [*args, Constant(None, ValueType.BLANK)]
    places = [*at.args, at]
    whens = range(1, len(args) - 1, 2)
    for index in whens:
        pair = [(at.args[0], args[0]), (places[index], args[index])]
        args[index] = checker.alike(pair)[1]
        if not type_rules.comparable(args[0].type, args[index].type, ordered=False):
            raise checker.not_comparable(places[index], args[0], args[index])
    common = type_rules.unify([*(args[index + 1].type for index in whens), args[-1].type])
    if common is None:
        raise refused(
            at,
            "expression.type",
            text("the results of case must be of one type", "case 的各个结果须为同一类型"),
        )
    return Operation("case", tuple(args), common)


def _find(at: ast.Call) -> Function:
    if not isinstance(at.func, ast.Name):
        raise refused(
            at,
            "expression.not_allowed",
            text("only functions can be called", "只能调用函数"),
        )
    name = at.func.id
    function = functions().get(name)
    if function is not None:
        return function
    hint = salesforce_hint(name)
    near = difflib.get_close_matches(name.lower(), functions(), n=1)
    if hint is None and near:
        hint = text("did you mean {near}?", "您是指 {near} 吗？", near=near[0])
    raise refused(
        at,
        "expression.unknown_function",
        text("there is no function “{name}”", "没有函数“{name}”", name=name),
        hint,
    )


def _check_count(at: ast.Call, function: Function) -> None:
    least = sum(not param.optional and not param.many for param in function.params)
    most = 1_000 if any(p.many for p in function.params) else len(function.params)
    if at.keywords or not least <= len(at.args) <= most:
        raise refused(
            at,
            "expression.arguments",
            text(
                "wrong number of arguments: {signature}",
                "参数个数不对：{signature}",
                signature=function.signature,
            ),
        )


def _argument(checker: Checker, param: Param, at: ast.expr) -> Node:
    node = checker.node(at)
    if param.type == "path":
        return _path_name(checker, at)
    if param.literal and not isinstance(node, Constant):
        raise refused(
            at,
            "expression.arguments",
            text(
                "“{name}” must be written out, not computed",
                "“{name}”必须是字面量，不能计算得出",
                name=param.name,
            ),
        )
    if param.type in _GRAMMARS:
        return _fixed_text(at, param, node)
    converted = _converted(param.type, node)
    if converted is None:
        raise _wrong_type(at, param, node)
    return converted


def _fixed_text(at: ast.expr, param: Param, node: Node) -> Node:
    value = node.value if isinstance(node, Constant) else None
    problem = _GRAMMARS[param.type](value if isinstance(value, str) else "")
    if problem:
        raise refused(at, "expression.arguments", problem)
    return node


def _unit_problem(value: str) -> Text | None:
    if value in UNITS:
        return None
    units = ", ".join(UNITS)
    return text("the unit must be one of {units}", "单位须为 {units} 之一", units=units)


def _period_problem(value: str) -> Text | None:
    if is_period(value):
        return None
    return text(
        "“{value}” is no period such as this_quarter or last_30_days",
        "“{value}”不是期间，应如 this_quarter、last_30_days",
        value=value,
    )


def _zone_problem(value: str) -> Text | None:
    try:
        ZoneInfo(value)
    except (ValueError, KeyError, OSError):
        return text("there is no time zone “{value}”", "没有时区“{value}”", value=value)
    return None


_GRAMMARS: dict[str, Callable[[str], Text | None]] = {
    "unit": _unit_problem,
    "period": _period_problem,
    "zone": _zone_problem,
    "pattern": pattern_problem,
    "parts": parts_problem,
}


def _path_name(checker: Checker, at: ast.expr) -> Node:
    source = checker.lines[at.lineno - 1][at.col_offset : at.end_col_offset]
    name = at.value if isinstance(at, ast.Constant) else source
    if not isinstance(name, str) or checker.scope.resolve(name) is None:
        raise refused(
            at,
            "expression.arguments",
            text("the name of a field is needed here", "此处需要字段名"),
        )
    return Constant(name, ValueType.TEXT)


def _converted(wanted: str, node: Node) -> Node | None:
    given = node.type
    if wanted in ("any", "same") or given is ValueType.BLANK:
        return node
    if wanted == "single":
        return None if given in (ValueType.LIST, ValueType.JSON) else node
    if wanted == "count" and given.is_number:
        return Operation("count", (node,), ValueType.INTEGER)
    if wanted == "day" and given is ValueType.MOMENT:
        return Operation("local_date", (node,), ValueType.DATE)
    if wanted == "clock" and given is ValueType.MOMENT:
        return Operation("local_time", (node,), ValueType.TIME)
    return node if _accepts(wanted, given) else None


def _accepts(wanted: str, given: ValueType) -> bool:
    if wanted in _NUMBERS:
        return given.is_number
    if wanted == "text":
        return given.is_text
    return given.value == {"day": "date", "clock": "time"}.get(wanted, wanted)


def _wrong_type(at: ast.expr, param: Param, node: Node) -> ExpressionError:
    wanted = _PARAM_NAMES.get(param.type) or named(ValueType(param.type))
    return refused(
        at,
        "expression.type",
        text(
            "“{name}” must be {wanted}, this is {given}",
            "“{name}”应为{wanted}，而这是{given}",
            name=param.name,
            wanted=wanted,
            given=named(node.type),
        ),
    )


def _result(at: ast.Call, function: Function, args: list[Node]) -> ValueType:
    same = [arg.type for i, arg in enumerate(args) if function.param(i).type == "same"]
    numbers = [arg.type for i, arg in enumerate(args) if function.param(i).type in _ADDED]
    common = type_rules.unify(same or numbers)
    if common in (ValueType.LIST, ValueType.JSON) and function.name != "coalesce":
        common = None
    if common is None:
        raise refused(
            at,
            "expression.type",
            text(
                "the values given to {name} must be of one type",
                "{name} 的各个值须为同一类型",
                name=function.name,
            ),
        )
    if function.result != "same":
        return ValueType(function.result)
    return ValueType.DECIMAL if common is ValueType.BLANK and not same else common
