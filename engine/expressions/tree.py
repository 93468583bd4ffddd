"""The checked expression as a tree of our own frozen nodes: the one thing all back ends read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.expressions.function import Function
from engine.kernel.values import ValueType


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal or folded value: Decimal, str, bool, date, datetime, time, UUID, tuple or None."""

    value: object
    type: ValueType


@dataclass(frozen=True, slots=True)
class Path:
    """A name or dotted path that the scope resolved."""

    path: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator applied to its arguments; ``op`` is a key of `operators.OPERATIONS`.

    The operator is already chosen by type: ``a + b`` is ``add``, ``join``, ``date_add`` or
    ``moment_add``. Conversions that a parameter asks for (``local_date``) are operations too.
    """

    op: str
    args: tuple[Node, ...]
    type: ValueType


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a registered function."""

    function: Function
    args: tuple[Node, ...]
    type: ValueType
    column: int = field(default=0, compare=False)


Node = Constant | Path | Operation | Call

ARITHMETIC = frozenset({"neg", "add", "sub", "mul", "div"})


def is_arithmetic(node: Node) -> bool:
    """Tell whether a node computes with 20 decimal places until its value is used elsewhere."""
    return isinstance(node, Operation) and node.op in ARITHMETIC


RATE = "rate"
"""The operator ``rate(currency, day)``: corporate money for one unit, today's without a day."""


OWN = "own"
"""The operator ``own(amount)``: an amount in its own currency, also where filters compare amounts in
corporate currency."""


def reads_rates(node: Node) -> bool:
    """Tell whether a tree depends on exchange rates."""
    return any(isinstance(one, Operation) and one.op == RATE for one in walk(node))


_IN_THE_ZONE = frozenset({"local_date", "local_time", "to_text"})


def reads_settings(node: Node) -> bool:
    """Tell whether a tree depends on the company's zone, calendar, week or fiscal year."""
    return any(
        bool(one.function.uses)
        if isinstance(one, Call)
        else isinstance(one, Operation)
        and one.op in _IN_THE_ZONE
        and any(arg.type is ValueType.MOMENT for arg in one.args)
        for one in walk(node)
    )


def walk(node: Node) -> Iterator[Node]:
    """Give a node and everything below it."""
    yield node
    if isinstance(node, Operation | Call):
        for arg in node.args:
            yield from walk(arg)
