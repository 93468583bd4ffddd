"""Turns a checked expression into SQLAlchemy Core for SQLite or PostgreSQL; values are bound."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engine.errors import ExpressionError
from engine.expressions.check import Checked
from engine.expressions.env import Env
from engine.expressions.fold import folded
from engine.expressions.sql_emitter import OWN_PREFIX, Emitter
from engine.expressions.sql_postgresql import PostgresqlEmitter
from engine.expressions.sql_size import bounded
from engine.expressions.sql_sqlite import SqliteEmitter
from engine.expressions.sql_types import result_type
from engine.expressions.tree import Constant, Node
from engine.expressions.type_rules import WHOLE
from engine.kernel.values import ValueType
from engine.text import text

Columns: TypeAlias = Callable[[str], Any]
"""Gives for a path its column element; a one-column SELECT for a list; or a plain Python value."""

_EMITTERS: dict[str, type[Emitter]] = {
    "sqlite": SqliteEmitter,
    "postgresql": PostgresqlEmitter,
}


def to_sql(
    checked: Checked, columns: Columns, env: Env, dialect: str, own: Columns | None = None
) -> ColumnElement[Any]:
    """Build the expression as a SQL value of the Python type that `evaluate` gives.

    ``own`` gives amounts in their own currency where ``columns`` gives them in another. A yes/no
    expression is never NULL, so it may be negated and selected. In a WHERE clause
    `to_predicate` is faster. Raises ExpressionError ``expression.no_sql``.
    """
    emitter, tree = _emitter(checked, columns, env, dialect, own or columns)
    if checked.type is ValueType.BOOLEAN:
        condition = bounded(emitter.condition(tree, exact=True), checked.source)
        return sa.type_coerce(condition, sa.Boolean())
    if isinstance(tree, Constant):
        if tree.value is None:
            return sa.cast(sa.null(), result_type(tree.type, dialect))
        whole = tree.type in WHOLE
        value = int(Decimal(str(tree.value))) if whole else tree.value
        return sa.literal(value, result_type(tree.type, dialect))
    value = bounded(emitter.result(tree), checked.source)
    return sa.type_coerce(value, result_type(tree.type, dialect))


def to_predicate(
    checked: Checked, columns: Columns, env: Env, dialect: str
) -> ColumnElement[bool]:
    """Build a yes/no expression for WHERE, where NULL counts as false: never negate it."""
    emitter, tree = _emitter(checked, columns, env, dialect, columns)
    return bounded(emitter.condition(tree, exact=False), checked.source)


def _emitter(
    checked: Checked, columns: Columns, env: Env, dialect: str, own: Columns
) -> tuple[Emitter, Node]:
    if not checked.sql_safe:
        raise ExpressionError(
            "expression.no_sql",
            text(
                "the database cannot compute “{source}”",
                "数据库无法计算“{source}”",
                source=checked.source[:80],
            ),
        )
    known: dict[str, Any] = {}

    def column(path: str) -> Any:
        if path not in known:
            mine = path.startswith(OWN_PREFIX)
            known[path] = own(path.removeprefix(OWN_PREFIX)) if mine else columns(path)
        return known[path]

    return _EMITTERS[dialect](column, env), folded(checked.tree, column, env)
