"""The part of the SQL back end that both dialects share: comparisons, logic, choices."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import SelectBase

from engine.expressions.env import Env
from engine.expressions.tree import OWN, RATE, Constant, Node, Operation, Path
from engine.expressions.type_rules import unify
from engine.kernel.values import ValueType

Element = ColumnElement[Any]
OWN_PREFIX = "own:"
"""Asks the columns for an amount in its own currency."""
_ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


class Emitter(ABC):
    """Emits elements for a folded tree.

    Text is NULL or not empty; booleans may be NULL for false unless ``exact`` is asked for.
    """

    def __init__(self, column: Callable[[str], Any], env: Env) -> None:
        self.column = column
        self.env = env

    # what a dialect provides

    @abstractmethod
    def literal(self, value: Any, value_type: ValueType) -> Element:
        """Bind a value in the dialect's form."""

    @abstractmethod
    def path(self, node: Path) -> Element:
        """Give a column in the dialect's form."""

    @abstractmethod
    def computed(self, node: Node) -> Element:
        """Emit an operation or call that is not shared."""

    @abstractmethod
    def as_type(self, value: Element, given: ValueType, wanted: ValueType) -> Element:
        """Convert between the forms of whole and decimal numbers."""

    def ordered_text(self, value: Element) -> Element:
        """Make text compare by code point."""
        return value

    def result(self, node: Node) -> Element:
        """Emit the outermost value."""
        return self.value(node)

    # values

    def value(self, node: Node, wanted: ValueType | None = None) -> Element:
        """Emit a value, in the form of ``wanted`` when that is another kind of number."""
        wanted = node.type if wanted in (None, ValueType.BLANK) else wanted
        assert wanted is not None
        if isinstance(node, Constant):
            if wanted is ValueType.BOOLEAN:
                return sa.true() if node.value else sa.false()
            return self.literal(node.value, wanted)
        return self.as_type(self._value(node), node.type, wanted)

    def _value(self, node: Node) -> Element:
        if node.type is ValueType.BOOLEAN:
            return self.condition(node, exact=True)
        if isinstance(node, Path):
            return self.path(node)
        if isinstance(node, Operation) and node.op in ("if", "case", "coalesce"):
            return self._chosen(node)
        if isinstance(node, Operation) and node.op == RATE:
            return self._rate(node)
        if isinstance(node, Operation) and node.op == OWN:
            (amount,) = node.args
            assert isinstance(amount, Path)
            return self.path(Path(OWN_PREFIX + amount.path, amount.type))
        return self.computed(node)

    def _rate(self, node: Operation) -> Element:
        rates, kind = self.env.rates, ValueType.DECIMAL
        currency, *day = (self.value(arg) for arg in node.args)
        when = day[0] if day else self.literal(self.env.today, ValueType.DATE)
        newest = rates.newest(currency, when) if rates else None
        if rates is None or newest is None:
            return self.literal(None, kind)
        one = self.literal(Decimal(1), kind)
        found = sa.func.nullif(sa.type_coerce(newest, one.type), 0, type_=one.type)
        corporate = self.literal(rates.corporate, ValueType.TEXT)
        itself = sa.and_(currency == corporate, when.is_not(None))
        return sa.case((itself, one), else_=found)

    def _chosen(self, node: Operation) -> Element:
        if node.op == "coalesce":
            return sa.func.coalesce(*[self.value(arg, node.type) for arg in node.args])
        if node.op == "if":
            condition, then, other = node.args
            return sa.case(
                (self.condition(condition, exact=False), self.value(then, node.type)),
                else_=self.value(other, node.type),
            )
        subject, *rest = node.args
        other = rest.pop()
        whens = [
            (self._equal(subject, when, exact=False), self.value(then, node.type))
            for when, then in zip(rest[::2], rest[1::2], strict=True)
        ]
        if not whens:
            return self.value(other, node.type)
        return sa.case(*whens, else_=self.value(other, node.type))

    # conditions

    def condition(self, node: Node, *, exact: bool) -> ColumnElement[bool]:
        """Emit a yes/no value; ``exact`` means never NULL."""
        if isinstance(node, Constant):
            return sa.true() if node.value else sa.false()
        if isinstance(node, Path):
            return self.path(node).is_(sa.true())
        if isinstance(node, Operation):
            logic = self._logic(node, exact)
            if logic is not None:
                return logic
        found = self.computed(node)
        return sa.func.coalesce(found, sa.false(), type_=sa.Boolean()) if exact else found

    def _logic(self, node: Operation, exact: bool) -> ColumnElement[bool] | None:
        build = _CONDITIONS.get(node.op)
        return build(self, node, exact) if build else None

    def _and(self, node: Operation, exact: bool) -> ColumnElement[bool]:
        return sa.and_(sa.true(), *[self.condition(arg, exact=exact) for arg in node.args])

    def _or(self, node: Operation, exact: bool) -> ColumnElement[bool]:
        return sa.or_(sa.false(), *[self.condition(arg, exact=exact) for arg in node.args])

    def _not(self, node: Operation, exact: bool) -> ColumnElement[bool]:
        return sa.not_(self.condition(node.args[0], exact=True))

    def _choice(self, node: Operation, exact: bool) -> ColumnElement[bool]:
        return sa.type_coerce(self._chosen(node), sa.Boolean())

    def _pair(self, left: Node, right: Node) -> tuple[Element, Element, ValueType]:
        common = unify([left.type, right.type]) or left.type
        return self.value(left, common), self.value(right, common), common

    def _less(self, node: Operation, exact: bool) -> ColumnElement[bool]:
        left, right = node.args
        a, b, common = self._pair(left, right)
        if common.is_text:
            a, b = self.ordered_text(a), self.ordered_text(b)
        found: ColumnElement[bool] = _ORDERED[node.op](a, b)
        if not exact:
            return found
        columns = [self.path(arg) for arg in node.args if isinstance(arg, Path)]
        simple = all(isinstance(arg, Path | Constant) for arg in node.args)
        if simple and not any(
            isinstance(arg, Constant) and arg.value is None for arg in node.args
        ):
            # The same truth as coalesce(found, false), and an index can serve it.
            return sa.and_(found, *[column.is_not(None) for column in columns])
        return sa.func.coalesce(found, sa.false(), type_=sa.Boolean())

    def _equal(self, left: Node, right: Node, *, exact: bool) -> ColumnElement[bool]:
        if left.type is ValueType.BOOLEAN or right.type is ValueType.BOOLEAN:
            return self._flag(left) == self._flag(right)
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Constant) and one.value is None:
                return self._blank(other, blank=True)
        a, b, _ = self._pair(left, right)
        if isinstance(left, Constant) or isinstance(right, Constant):
            subject = right if isinstance(left, Constant) else left
            if not exact:
                return a == b
            if isinstance(subject, Path):
                return sa.and_(a == b, self.path(subject).is_not(None))
        return a.is_not_distinct_from(b)

    def _differ(self, left: Node, right: Node) -> ColumnElement[bool]:
        if left.type is ValueType.BOOLEAN or right.type is ValueType.BOOLEAN:
            return self._flag(left) != self._flag(right)
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Constant) and one.value is None:
                return self._blank(other, blank=False)
        a, b, _ = self._pair(left, right)
        return a.is_distinct_from(b)

    def _flag(self, node: Node) -> Element:
        """Emit a boolean as 0 or 1, which both dialects compare."""
        return sa.case((self.condition(node, exact=False), 1), else_=0)

    def _in(self, item: Node, options: tuple[Node, ...], *, exact: bool) -> ColumnElement[bool]:
        constants = [one for one in options if isinstance(one, Constant)]
        common = unify([item.type, *[one.type for one in options]]) or item.type
        if len(constants) < len(options) or common is ValueType.BOOLEAN or not options:
            parts = [self._equal(item, one, exact=exact) for one in options]
            return sa.or_(sa.false(), *parts)
        values = [self.literal(one.value, common) for one in constants if one.value is not None]
        found: ColumnElement[bool] = self.value(item, common).in_(values)
        if exact:
            found = sa.func.coalesce(found, sa.false(), type_=sa.Boolean())
        if any(one.value is None for one in constants):
            found = sa.or_(found, self._blank(item, blank=True))
        return found

    def _member(self, item: Node, listed: Node) -> ColumnElement[bool]:
        if isinstance(listed, Constant):
            values = listed.value if isinstance(listed.value, tuple) else ()
            options = tuple(Constant(one, item.type) for one in values)
            return self._in(item, options, exact=True)
        assert isinstance(listed, Path)
        found = self.value(item).in_(self.listed(listed))
        return sa.func.coalesce(found, sa.false(), type_=sa.Boolean())

    def listed(self, node: Path) -> SelectBase:
        """Give the SELECT of a list's values."""
        source = self.column(node.path)
        assert isinstance(source, SelectBase), "a list comes as a SELECT of its values"
        return source

    def _blank(self, node: Node, *, blank: bool) -> ColumnElement[bool]:
        if isinstance(node, Constant):
            empty = node.value is None or node.value == ()
            return sa.true() if empty is blank else sa.false()
        if node.type is ValueType.BOOLEAN:
            return sa.false() if blank else sa.true()
        if node.type is ValueType.LIST and isinstance(node, Path):
            found = sa.exists(self.listed(node))
            return sa.not_(found) if blank else found
        value = self.value(node)
        return value.is_(None) if blank else value.is_not(None)


Build = Callable[[Emitter, Operation, bool], ColumnElement[bool]]
_CONDITIONS: dict[str, Build] = {
    "and": Emitter._and,
    "or": Emitter._or,
    "not": Emitter._not,
    **dict.fromkeys(_ORDERED, Emitter._less),
    "eq": lambda emit, node, exact: emit._equal(*node.args, exact=exact),
    "ne": lambda emit, node, _: emit._differ(*node.args),
    "in": lambda emit, node, exact: emit._in(node.args[0], node.args[1:], exact=exact),
    "not_in": lambda emit, node, _: sa.not_(emit._in(node.args[0], node.args[1:], exact=True)),
    "member": lambda emit, node, _: emit._member(*node.args),
    "not_member": lambda emit, node, _: sa.not_(emit._member(*node.args)),
    "is_blank": lambda emit, node, _: emit._blank(node.args[0], blank=True),
    "has_value": lambda emit, node, _: emit._blank(node.args[0], blank=False),
    **dict.fromkeys(("if", "case", "coalesce"), Emitter._choice),
}
