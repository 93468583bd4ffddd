"""Compiles a checked tree to closures: the Python back end, and what SQLite runs inside a query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.errors import ExpressionError
from engine.expressions import operators
from engine.expressions.env import Env
from engine.expressions.function import Function
from engine.expressions.local_time import local_time
from engine.expressions.operators import OPERATIONS, settle
from engine.expressions.serial import plain
from engine.expressions.tree import (
    ARITHMETIC,
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
from engine.expressions.type_rules import WHOLE
from engine.kernel.values import ValueType
from engine.text import text

if TYPE_CHECKING:
    from engine.expressions.check import Checked

Read = Callable[[str], object]
Compiled = Callable[[Read, Env], Any]

_BY_SURROUNDINGS = frozenset({"local_date", "local_time", "to_text", RATE})
_NOWHERE = Env(now=datetime(1970, 1, 1, tzinfo=UTC), zone=ZoneInfo("UTC"))
_BLANK_AS: dict[str, object] = {"text": "", "zero": Decimal(0), "pattern": "", "parts": ""}
_PASSES_BLANK = frozenset({"any", "same", "list", "boolean", "maybe"})


def evaluate(checked: Checked, read: Read, env: Env) -> object:
    """Compute an expression; ``read`` gives the cleaned value of a path, None for blank.

    Paths below ``me.`` are read from ``env.me``. Whole numbers come as int, other numbers as
    Decimal with 6 places, text is never ''. Raises ExpressionError ``expression.failed``.
    """
    try:
        value = checked.compiled(read, env)
    except (ArithmeticError, ValueError, TypeError) as error:
        raise ExpressionError(
            "expression.failed",
            text(
                "the expression “{source}” failed: {error}",
                "表达式“{source}”计算失败：{error}",
                source=checked.source[:80],
                error=error,
            ),
        ) from error
    if checked.type in WHOLE and value is not None:
        return int(value)
    return value


def compile_tree(node: Node) -> Compiled:
    """Compile a tree; its numbers are settled Decimals, its booleans never None."""
    run = _compiled(node)
    if isinstance(node, Constant | Path) or not _is_fixed(node):
        return run
    value = run(_no_record, _NOWHERE)
    return lambda _read, _env: value


def _is_fixed(node: Node) -> bool:
    """Tell whether a value never changes, so that it is computed once, now."""
    return not any(
        isinstance(one, Path)
        or (isinstance(one, Call) and one.function.uses)
        or (isinstance(one, Operation) and one.op in _BY_SURROUNDINGS)
        for one in walk(node)
    )


def _no_record(path: str) -> object:
    raise AssertionError(path)


def _compiled(node: Node) -> Compiled:
    if is_arithmetic(node):
        wide = _arithmetic(node)
        return lambda read, env: settle(wide(read, env))
    if isinstance(node, Constant):
        return _constant(node)
    if isinstance(node, Path):
        return _path(node)
    if isinstance(node, Call):
        return _call(node)
    return _OPERATION.get(node.op, _plain)(node)


def _arithmetic(node: Node) -> Compiled:
    """Compile without settling, for the inside of a chain of + - * /."""
    if not (isinstance(node, Operation) and node.op in ARITHMETIC):
        return compile_tree(node)
    operate = OPERATIONS[node.op]
    if node.op == "neg":
        operand = _arithmetic(node.args[0])
        return lambda read, env: operate(operand(read, env))
    left, right = (_arithmetic(arg) for arg in node.args)
    return lambda read, env: operate(left(read, env), right(read, env))


def _constant(node: Constant) -> Compiled:
    value = bool(node.value) if node.type is ValueType.BOOLEAN else node.value
    return lambda _read, _env: value


def _path(node: Path) -> Compiled:
    path = node.path
    if path.startswith("me."):
        name = path[3:]
        return _typed(node.type, lambda _read, env: env.me.get(name))
    return _typed(node.type, lambda read, _env: read(path))


def _typed(value_type: ValueType, get: Compiled) -> Compiled:
    if value_type in WHOLE:

        def whole(read: Read, env: Env) -> Decimal | None:
            value = get(read, env)
            return None if value is None else Decimal(value)

        return whole
    if value_type is ValueType.BOOLEAN:
        return lambda read, env: bool(get(read, env))
    if value_type.is_text:
        return lambda read, env: get(read, env) or None
    return get


def _plain(node: Operation) -> Compiled:
    operate = OPERATIONS[node.op]
    args = [compile_tree(arg) for arg in node.args]
    if len(args) == 1:
        only = args[0]
        return lambda read, env: operate(only(read, env))
    if len(args) == 2:
        left, right = args
        return lambda read, env: operate(left(read, env), right(read, env))
    return lambda read, env: operate(*[arg(read, env) for arg in args])


def _and(node: Operation) -> Compiled:
    parts = [compile_tree(arg) for arg in node.args]

    def run(read: Read, env: Env) -> bool:
        for part in parts:  # noqa: SIM110 - a generator takes longer than most of its parts
            if not part(read, env):
                return False
        return True

    return run


def _or(node: Operation) -> Compiled:
    parts = [compile_tree(arg) for arg in node.args]

    def run(read: Read, env: Env) -> bool:
        for part in parts:  # noqa: SIM110 - a generator takes longer than most of its parts
            if part(read, env):
                return True
        return False

    return run


def _not(node: Operation) -> Compiled:
    operand = compile_tree(node.args[0])
    return lambda read, env: not operand(read, env)


def _if(node: Operation) -> Compiled:
    condition, then, other = (compile_tree(arg) for arg in node.args)
    return _typed_result(
        node,
        lambda read, env: then(read, env) if condition(read, env) else other(read, env),
    )


def _case(node: Operation) -> Compiled:
    subject, *rest = (compile_tree(arg) for arg in node.args)
    other = rest.pop()
    pairs = list(zip(rest[::2], rest[1::2], strict=True))

    def run(read: Read, env: Env) -> Any:
        value = subject(read, env)
        for when, then in pairs:
            if value == when(read, env):
                return then(read, env)
        return other(read, env)

    return _typed_result(node, run)


def _coalesce(node: Operation) -> Compiled:
    args = [compile_tree(arg) for arg in node.args]

    def run(read: Read, env: Env) -> Any:
        for arg in args:
            value = arg(read, env)
            if value is not None:
                return value
        return None

    return _typed_result(node, run)


def _typed_result(node: Operation, run: Compiled) -> Compiled:
    if node.type is ValueType.BOOLEAN:
        return lambda read, env: bool(run(read, env))
    return run


def _is_blank(node: Operation) -> Compiled:
    operand = compile_tree(node.args[0])
    return lambda read, env: operand(read, env) in (None, ())


def _has_value(node: Operation) -> Compiled:
    operand = compile_tree(node.args[0])
    return lambda read, env: operand(read, env) not in (None, ())


def _to_text(node: Operation) -> Compiled:
    operand = compile_tree(node.args[0])
    return lambda read, env: shown(operand(read, env), env)


def shown(value: Any, env: Env) -> str | None:
    """Write a value as the function `text` does; blank stays blank."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(env.zone).replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(plain(value))


def _local_date(node: Operation) -> Compiled:
    operand = compile_tree(node.args[0])

    def run(read: Read, env: Env) -> Any:
        moment: datetime | None = operand(read, env)
        return None if moment is None else moment.astimezone(env.zone).date()

    return run


def _local_time(node: Operation) -> Compiled:
    operand = compile_tree(node.args[0])

    def run(read: Read, env: Env) -> Any:
        moment = operand(read, env)
        return None if moment is None else local_time(moment, env.zone)

    return run


def _own(node: Operation) -> Compiled:
    return compile_tree(node.args[0])


def _rate(node: Operation) -> Compiled:
    currency = compile_tree(node.args[0])
    day = compile_tree(node.args[1]) if len(node.args) > 1 else _today

    def run(read: Read, env: Env) -> Any:
        code, when = currency(read, env), day(read, env)
        return None if code is None or when is None else rate_of(code, when, env)

    return run


def _today(_read: Read, env: Env) -> Any:
    return env.today


def rate_of(currency: str, day: date, env: Env) -> Decimal | None:
    """Give how much corporate money one unit of a currency is; None when that is not known."""
    if env.rates is None:
        return None
    if currency == env.rates.corporate:
        return Decimal(1)
    return env.rates.of(currency, day) or None


def _call(node: Call) -> Compiled:
    function, result = node.function, node.type
    args = [compile_tree(arg) for arg in node.args]
    call = caller(function, len(args))

    def run(read: Read, env: Env) -> Any:
        return finished(result, call([arg(read, env) for arg in args], env))

    return run


def caller(function: Function, count: int) -> Callable[[list[Any], Env], Any]:
    """Give what calls a function with so many arguments; blanks are handled as it declares."""
    python, uses = function.python, function.uses
    kinds = [function.param(index).type for index in range(count)]
    rules = [(index, _BLANK_AS.get(kind), kind) for index, kind in enumerate(kinds)]
    handled = [(index, blank) for index, blank, kind in rules if kind not in _PASSES_BLANK]
    assert python is not None, function.name

    def call(values: list[Any], env: Env) -> Any:
        for index, blank in handled:
            if values[index] is None:
                if blank is None:
                    return None
                values[index] = blank
        return (
            python(*[getattr(env, use) for use in uses], *values) if uses else python(*values)
        )

    return call


def finished(result: ValueType, value: Any) -> Any:
    """Bring a function's result into form: settled number, cut text, plain boolean."""
    if result.is_number:
        return settle(value)
    if result is ValueType.BOOLEAN:
        return bool(value)
    return operators.cut(value or "") if result.is_text else value


_OPERATION: dict[str, Callable[[Operation], Compiled]] = {
    "and": _and,
    "or": _or,
    "not": _not,
    "if": _if,
    "case": _case,
    "coalesce": _coalesce,
    "is_blank": _is_blank,
    "has_value": _has_value,
    "to_text": _to_text,
    "local_date": _local_date,
    "local_time": _local_time,
    OWN: _own,
    RATE: _rate,
}
