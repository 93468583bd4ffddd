"""Python, SQLite and PostgreSQL give the same value for every expression and row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, event, given, seed, settings
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.expressions import (
    Checked,
    Env,
    check,
    evaluate,
    functions,
    register,
    to_predicate,
    to_sql,
)
from engine.expressions.once import evaluate_once
from engine.expressions.sql_types import POSTGRESQL, RAW_SQLITE, to_sqlite
from engine.kernel.values import ValueType as V
from tests.engine.expressions.grammar import (
    COLUMNS,
    ENVS,
    KINDS,
    SCOPE,
    SQL_FUNCTIONS,
    call,
    expression,
    rows,
)

sqlite3.enable_callback_tracebacks(True)
ROWS = rows(70)
Run = Callable[[Checked, Env], dict[str, list[Any]]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: Any, postgresql_database: str) -> Iterator[Run]:
    """Give a function that computes an expression for all rows in SQLite and PostgreSQL."""
    sqlite = sa.create_engine(f"sqlite:///{tmp_path_factory.mktemp('rows')}/rows.db")
    sa.event.listen(sqlite, "connect", lambda connection, _: register(connection))
    postgresql = sa.create_engine(
        postgresql_database.replace("postgresql:", "postgresql+psycopg:", 1),
        connect_args={"options": "-c timezone=Pacific/Auckland"},
    )
    databases = {
        "sqlite": (sqlite.connect(), _table(RAW_SQLITE)),
        "postgresql": (postgresql.connect(), _table(POSTGRESQL)),
    }
    for dialect, (connection, table) in databases.items():
        table.create(connection)
        stored = [{**row, "row": number} for number, row in enumerate(ROWS)]
        if dialect == "sqlite":
            stored = [_for_sqlite(row) for row in stored]
        connection.execute(table.insert(), stored)
        connection.commit()

    def compute(checked: Checked, env: Env) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for dialect, (connection, table) in databases.items():
            value = to_sql(checked, lambda path, t=table: t.c[path], env, dialect)
            query = sa.select(value).select_from(table).order_by(table.c.row)
            connection.rollback()
            found[dialect] = list(connection.execute(query).scalars())
            if checked.type is V.BOOLEAN:
                where = to_predicate(checked, lambda path, t=table: t.c[path], env, dialect)
                numbers = set(connection.execute(sa.select(table.c.row).where(where)).scalars())
                found[f"{dialect} where"] = [row in numbers for row in range(len(ROWS))]
        return found

    yield compute
    postgres_connection, table = databases["postgresql"]
    postgres_connection.rollback()
    table.drop(postgres_connection)
    postgres_connection.commit()
    for connection, _ in databases.values():
        connection.close()
    sqlite.dispose()
    postgresql.dispose()


def _table(types: Any) -> sa.Table:
    columns = [sa.Column(path, types[kind]) for path, kind in COLUMNS.items()]
    return sa.Table("expression_rows", sa.MetaData(), sa.Column("row", sa.Integer), *columns)


def _for_sqlite(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: to_sqlite(value, COLUMNS[key])
        if key in COLUMNS and COLUMNS[key] is not V.BOOLEAN
        else value
        for key, value in row.items()
    }


def _agree(run: Run, checked: Checked, env: Env) -> None:
    expected = [evaluate(checked, row.get, env) for row in ROWS]
    found_by = {"once": [evaluate_once(checked, row.get, env) for row in ROWS]}
    found_by.update(run(checked, env))
    for back_end, found in found_by.items():
        for number, (ours, theirs) in enumerate(zip(expected, found, strict=True)):
            assert ours == theirs and type(ours) is type(theirs), (
                back_end, checked.source, ROWS[number], ours, theirs,
            )  # fmt: skip


@pytest.mark.slow
@seed(20261123)
@settings(
    max_examples=400, deadline=None, derandomize=False, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(data=st.data())
def test_any_expression_means_the_same_everywhere(run: Run, data: st.DataObject):
    kind = data.draw(st.sampled_from(KINDS))
    source = data.draw(expression(kind))
    env = data.draw(st.sampled_from(ENVS))
    _check_and_compare(run, source, env)


@pytest.mark.parametrize("name", SQL_FUNCTIONS)
def test_every_function_in_sql_means_what_it_means_in_python(run: Run, name: str):
    @seed(7)
    @settings(
        max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(data=st.data())
    def compare(data: st.DataObject) -> None:
        source = data.draw(call(functions()[name], 0))
        _check_and_compare(run, source, data.draw(st.sampled_from(ENVS)))

    compare()


def _check_and_compare(run: Run, source: str, env: Env) -> None:
    try:
        checked = check(source, SCOPE)
    except ExpressionError as error:
        event(error.code)
        assert error.code in ("expression.too_long", "expression.too_deep", "expression.too_big",
                              "expression.choice", "expression.type"), (source, error)  # fmt: skip
        assume(False)
        return
    if not checked.sql_safe:
        assume(False)
    _agree(run, checked, env)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("amount / 3 * 3 == amount", True),
        ("amount / 0", None),
        ("'x' + note", "x"),
        ("note == ''", True),
        ("note != 'won'", True),
        ("amount > rate", False),
        ("not (amount > rate)", True),
        ("9000000000000 * 2", None),
        ("round(2.5) == 3 and round(-2.5) == -3", True),
        ("amount + rate", None),
    ],
)
def test_blanks_zero_and_rounding_follow_decision_23(run: Run, source, expected):
    row = {"amount": Decimal("10"), "rate": None, "note": None}
    assert evaluate(check(source, SCOPE), row.get, ENVS[0]) == expected
