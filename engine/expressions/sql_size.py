"""Bounds the SQL of one expression: what is nested too deeply would break its compiler."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

from engine.errors import ExpressionError
from engine.text import text

MAX_LEVELS = 180
"""Levels of SQL; writing one out takes up to 3.5 calls of Python, which allows 1,000 in all."""
MAX_PARTS = 10_000

Built = TypeVar("Built", bound=sa.ColumnElement[Any])


def bounded(built: Built, source: str) -> Built:
    """Give an expression's SQL back; ExpressionError ``expression.no_sql`` when it is too big."""
    parts = 0
    left: list[tuple[Any, int]] = [(built, 1)]
    while left:
        element, level = left.pop()
        parts += 1
        if level > MAX_LEVELS or parts > MAX_PARTS:
            raise ExpressionError(
                "expression.no_sql",
                text(
                    "“{source}” is nested too deeply for the database",
                    "“{source}”嵌套过深，数据库无法计算",
                    source=source[:80],
                ),
                hint=text(
                    "use fewer functions inside functions, or store parts as formula fields",
                    "请减少函数嵌套，或把其中一部分存为公式字段",
                ),
            )
        left.extend((child, level + 1) for child in element.get_children())
    return built
