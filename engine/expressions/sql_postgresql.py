"""The PostgreSQL side: every operator and function as native SQL on numeric, date, timestamptz."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from engine.expressions import operators
from engine.expressions.function import Param
from engine.expressions.operators import MAX_DATE_DAYS, MAX_MOMENT_DAYS, MAX_TEXT
from engine.expressions.postgresql import (
    MOMENT,
    NUMERIC,
    bounded_moment,
    divided,
    epoch,
    in_range_date,
    null,
    settled,
    whole,
    within,
)
from engine.expressions.sql_emitter import Element, Emitter
from engine.expressions.sql_types import POSTGRESQL
from engine.expressions.tree import ARITHMETIC, Call, Constant, Node, Operation, Path
from engine.expressions.type_rules import WHOLE, unify
from engine.kernel.values import ValueType

_TEXTS = sa.ARRAY(sa.Text())


class PostgresqlEmitter(Emitter):
    """Emits SQL for PostgreSQL 14 and later."""

    def literal(self, value: Any, value_type: ValueType) -> Element:
        if value is None:
            return null(POSTGRESQL[value_type])
        if value_type is ValueType.LIST:
            return sa.cast(sa.literal([str(one) for one in value], _TEXTS), _TEXTS)
        if value_type in WHOLE:
            value = int(value)
        elif value_type.is_number:
            value = Decimal(value)
        return sa.literal(value, POSTGRESQL[value_type])

    def path(self, node: Path) -> Element:
        if node.type is ValueType.LIST:
            values = self.listed(node).scalar_subquery()
            return sa.cast(sa.func.array(values, type_=_TEXTS), _TEXTS)
        return sa.type_coerce(self.column(node.path), POSTGRESQL[node.type])

    def as_type(self, value: Element, given: ValueType, wanted: ValueType) -> Element:
        return value

    def ordered_text(self, value: Element) -> Element:
        return sa.collate(value, "C")

    def result(self, node: Node) -> Element:
        value = self.value(node)
        return sa.cast(value, sa.BigInteger()) if node.type in WHOLE else value

    def computed(self, node: Node) -> Element:
        if isinstance(node, Call):
            return self._call(node)
        assert isinstance(node, Operation)
        if node.op in ARITHMETIC:
            return settled(self._wide(node))
        if node.op == "join":
            texts = [self.text(one) for one in _flat(node)]
            joined = sa.func.left(sa.func.concat(*texts), MAX_TEXT)
            return sa.func.nullif(joined, "", type_=sa.Text())
        return _OPERATIONS[node.op](self, *node.args)

    def number(self, node: Node) -> Element:
        """Emit a number as NUMERIC."""
        if isinstance(node, Constant):
            if node.value is None:
                return null(NUMERIC)
            return sa.literal(Decimal(str(node.value)), NUMERIC)
        value = self.value(node)
        return sa.cast(value, NUMERIC) if node.type in WHOLE else value

    def text(self, node: Node) -> Element:
        """Emit text with '' for blank."""
        if isinstance(node, Constant):
            return sa.literal(node.value or "", sa.Text())
        return sa.func.coalesce(self.value(node), "", type_=sa.Text())

    def _wide(self, node: Node) -> Element:
        """Emit the inside of a chain of + - * /, with 20 decimal places."""
        if not (isinstance(node, Operation) and node.op in ARITHMETIC):
            return self.number(node)
        args = [self._wide(arg) for arg in node.args]
        if node.op == "neg":
            return -args[0]
        left, right = args
        if node.op == "add":
            return left + right
        if node.op == "sub":
            return left - right
        if node.op == "mul":
            return sa.func.round(left * right, 20, type_=NUMERIC)
        return divided(left, right)

    def _call(self, node: Call) -> Element:
        function = node.function
        build = function.postgresql
        assert build is not None, function.name
        params = [function.param(index) for index in range(len(node.args))]
        same = unify(
            [a.type for a, p in zip(node.args, params, strict=True) if p.type == "same"]
        )
        args = [self._argument(p, arg, same) for p, arg in zip(params, node.args, strict=True)]
        found: Element = build(*[getattr(self.env, use) for use in function.uses], *args)
        if node.type.is_text:
            return sa.func.nullif(found, "", type_=sa.Text())
        # Lengths, parts of dates and the like are small whole numbers already.
        small = function.result == "integer" and function.group != "number"
        if node.type.is_number and not small:
            return settled(found)
        return found

    def _argument(self, param: Param, node: Node, same: ValueType | None) -> Any:
        if param.literal:
            return _literal(node)
        build = self._by_param.get(param.type)
        if build is not None:
            return build(self, node)
        if param.type == "same":
            return self.number(node) if same and same.is_number else self.value(node, same)
        return (
            self.number(node)
            if param.type == "any" and node.type.is_number
            else self.value(node)
        )

    _by_param: Mapping[str, Callable[[PostgresqlEmitter, Node], Any]] = {
        "text": text,
        "number": number,
        "maybe": number,
        "zero": lambda emit, node: sa.func.coalesce(emit.number(node), 0, type_=NUMERIC),
        "boolean": lambda emit, node: emit.condition(node, exact=True),
    }


def _flat(node: Node) -> list[Node]:
    if isinstance(node, Operation) and node.op == "join":
        return [*_flat(node.args[0]), *_flat(node.args[1])]
    return [node]


def _count(emit: PostgresqlEmitter, number: Node) -> Element:
    if isinstance(number, Constant):
        value = None if number.value is None else Decimal(str(number.value))
        whole_number = operators.count(value)
        return null(sa.Integer()) if whole_number is None else sa.literal(whole_number)
    return whole(emit.number(number))


def _literal(node: Node) -> Any:
    """Give a written-out argument as a plain Python value."""
    if isinstance(node, Operation):
        assert node.op == "count"
        return operators.count(_literal(node.args[0]))
    assert isinstance(node, Constant)
    return "" if node.value is None else node.value


def _date_add(emit: PostgresqlEmitter, day: Node, days: Node, sign: int = 1) -> Element:
    bounded = within(emit.value(days), -MAX_DATE_DAYS, MAX_DATE_DAYS, sa.Integer())
    op = "+" if sign > 0 else "-"
    return in_range_date(emit.value(day).op(op, precedence=7, return_type=sa.Date())(bounded))


def _moment_add(emit: PostgresqlEmitter, moment: Node, days: Node, sign: int = 1) -> Element:
    bounded = within(emit.number(days), -MAX_MOMENT_DAYS, MAX_MOMENT_DAYS, NUMERIC)
    micros: Element = sa.cast(bounded * sign * 86_400_000_000, sa.Double())
    span = micros.op("*", precedence=8, return_type=sa.Interval())(
        sa.cast(sa.literal("1 microsecond", sa.Text()), sa.Interval())
    )
    moved = emit.value(moment).op("+", precedence=7, return_type=MOMENT)(span)
    return bounded_moment(moved)


def _elapsed(emit: PostgresqlEmitter, end: Node, start: Node) -> Element:
    seconds = epoch(emit.value(end)) - epoch(emit.value(start))
    return settled(divided(seconds, sa.literal(Decimal(86400), NUMERIC)))


def _to_text(emit: PostgresqlEmitter, node: Node) -> Element:
    if node.type.is_number:
        number = sa.func.trim_scale(emit.number(node), type_=NUMERIC)
        return sa.cast(number, sa.Text())
    value = emit.value(node)
    if node.type is ValueType.LIST:
        joined = sa.func.array_to_string(value, ", ", type_=sa.Text())
        return sa.func.nullif(sa.func.left(joined, MAX_TEXT), "", type_=sa.Text())
    if node.type is ValueType.MOMENT:
        shown = sa.func.timezone(emit.env.zone.key, value)
        return sa.func.to_char(shown, "YYYY-MM-DD HH24:MI", type_=sa.Text())
    pattern = {ValueType.DATE: "YYYY-MM-DD", ValueType.TIME: "HH24:MI"}.get(node.type)
    if pattern:
        kind = sa.DateTime() if node.type is ValueType.DATE else sa.Interval()
        return sa.func.to_char(sa.cast(value, kind), pattern, type_=sa.Text())
    return sa.cast(value, sa.Text())


def _local(emit: PostgresqlEmitter, moment: Node, kind: Any) -> Element:
    shown = sa.func.timezone(emit.env.zone.key, emit.value(moment))
    return sa.cast(shown, kind)


_OPERATIONS: dict[str, Callable[..., Element]] = {
    "count": _count,
    "date_add": _date_add,
    "date_sub": lambda emit, day, days: _date_add(emit, day, days, -1),
    "days_between": lambda emit, end, start: emit.value(end).op(
        "-", precedence=7, return_type=sa.Integer()
    )(emit.value(start)),
    "moment_add": _moment_add,
    "moment_sub": lambda emit, moment, days: _moment_add(emit, moment, days, -1),
    "moment_between": _elapsed,
    "to_text": _to_text,
    "local_date": lambda emit, moment: _local(emit, moment, sa.Date()),
    "local_time": lambda emit, moment: _local(emit, moment, sa.Time()),
}
