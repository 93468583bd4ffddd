"""The SQLite side: logic is native, everything else runs the same closures inside the query.

A chain such as ``round(amount * rate / 100, 2)`` becomes one call of ``keel_eval`` and means exactly
what Python means; filters on plain columns stay native, so that indexes serve them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.expressions.sql_emitter import Element, Emitter
from engine.expressions.sql_types import MILLION, RAW_SQLITE, to_sqlite
from engine.expressions.sqlite_functions import EVALUATE, as_input, program
from engine.expressions.tree import OWN, RATE, Call, Constant, Node, Operation, Path
from engine.expressions.type_rules import WHOLE
from engine.kernel.values import ValueType

_NATIVE = frozenset(
    {
        "and", "or", "not", "if", "case", "coalesce", "is_blank", "has_value",
        "eq", "ne", "lt", "le", "gt", "ge", "in", "not_in", "member", "not_member", RATE, OWN,
    }
)  # fmt: skip


class SqliteEmitter(Emitter):
    """Emits SQL for SQLite connections that `sqlite_functions.register` prepared."""

    def literal(self, value: Any, value_type: ValueType) -> Element:
        return sa.literal(to_sqlite(value, value_type), RAW_SQLITE[value_type])

    def path(self, node: Path) -> Element:
        if node.type is ValueType.LIST:
            values = self.listed(node).subquery()
            written = _written(next(iter(values.c)))
            return sa.select(sa.func.json_group_array(written)).scalar_subquery()
        return sa.type_coerce(self.column(node.path), RAW_SQLITE[node.type])

    def as_type(self, value: Element, given: ValueType, wanted: ValueType) -> Element:
        if given in WHOLE and wanted.is_number and wanted not in WHOLE:
            return value * MILLION
        return value

    def computed(self, node: Node) -> Element:
        inputs: list[Node] = []
        tree = self._inside(node, inputs)
        written = program(tree, [one.type for one in inputs], self.env)
        args = [self.value(one) for one in inputs]
        call = sa.func.__getattr__(EVALUATE)
        return call(written, *args, type_=RAW_SQLITE[node.type])

    def _inside(self, node: Node, inputs: list[Node]) -> Node:
        """Copy a tree into the program; columns and native parts become its arguments."""
        if isinstance(node, Constant):
            return node
        if isinstance(node, Path) or (isinstance(node, Operation) and node.op in _NATIVE):
            if node not in inputs:
                inputs.append(node)
            return as_input(node, inputs.index(node))
        args = tuple(self._inside(arg, inputs) for arg in node.args)
        if isinstance(node, Call):
            return Call(node.function, args, node.type)
        return Operation(node.op, args, node.type)


def _written(value: Element) -> Element:
    """Give an item of a list as text, ids with their dashes."""
    if isinstance(value.type, sa.String):
        return value
    digits = sa.func.lower(sa.func.hex(value))
    cuts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    parts: list[Element] = [sa.func.substr(digits, *cut, type_=sa.Text()) for cut in cuts]
    written = parts[0]
    for part in parts[1:]:
        written = written + "-" + part
    return written
