"""Types the literals of an expression: numbers, texts, words, options, ids."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from engine.expressions.scope import Symbol
from engine.expressions.syntax import refused
from engine.expressions.tree import Constant, Node
from engine.kernel.values import DECIMAL_LIMIT, DECIMAL_SCALE, ValueType
from engine.text import text

_WORDS = {"true": True, "false": False, "null": None, "none": None}


def constant(at: ast.Constant, lines: Sequence[str]) -> Constant:
    """Type a literal; numbers are read from the source, so that no float rounds them."""
    value = at.value
    if value is None:
        return Constant(None, ValueType.BLANK)
    if isinstance(value, bool):
        return Constant(value, ValueType.BOOLEAN)
    if isinstance(value, str):
        return _text(at, value)
    if isinstance(value, int | float):
        return _number(at, lines)
    raise refused(
        at, "expression.literal", text("this literal is not allowed", "不允许这种字面量")
    )


def _text(at: ast.Constant, value: str) -> Constant:
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
        raise refused(at, "expression.literal", text("a control character", "含有控制字符"))
    return Constant(value or None, ValueType.TEXT)


def _number(at: ast.Constant, lines: Sequence[str]) -> Constant:
    written = lines[at.lineno - 1][at.col_offset : at.end_col_offset]
    try:
        value = Decimal(written)
    except ArithmeticError:
        value = Decimal("NaN")
    scale = value.as_tuple().exponent
    if (
        not value.is_finite()
        or value >= DECIMAL_LIMIT
        or not isinstance(scale, int)
        or -scale > DECIMAL_SCALE
    ):
        raise refused(
            at,
            "expression.literal",
            text(
                "write a number below 9,200,000,000,000 with at most 6 decimals",
                "数字须小于 9,200,000,000,000，且最多 6 位小数",
            ),
        )
    whole = isinstance(at.value, int)
    return Constant(value, ValueType.INTEGER if whole else ValueType.DECIMAL)


def word(name: str) -> Constant | None:
    """Read the words for true, false and blank, which are no names."""
    if name.lower() not in _WORDS:
        return None
    value = _WORDS[name.lower()]
    return Constant(value, ValueType.BLANK if value is None else ValueType.BOOLEAN)


def literal_for(symbol: Symbol, at: ast.expr, node: Node) -> Node:
    """Check a text literal against the options of a select; read it as the id of a reference."""
    if not isinstance(node, Constant) or not isinstance(node.value, str):
        return node
    if symbol.choices and node.value not in symbol.choices:
        near = difflib.get_close_matches(node.value, symbol.choices, n=1)
        raise refused(
            at,
            "expression.choice",
            text(
                "“{value}” is not an option of {path}",
                "“{value}”不是 {path} 的选项",
                value=node.value,
                path=symbol.path,
            ),
            text("did you mean {near}?", "您是指 {near} 吗？", near=near[0]) if near else None,
        )
    if symbol.type is ValueType.REFERENCE:
        try:
            return Constant(UUID(node.value), ValueType.REFERENCE)
        except ValueError:
            return node
    return node
