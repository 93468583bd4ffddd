"""Opens PostgreSQL: what holds for every connection, and which statements keep their plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.psycopg import PGIdentifierPreparer_psycopg
from sqlalchemy.engine import URL, Engine

from engine.storage import busy

_STATEMENT_MILLISECONDS = 30_000
_OPTIONS = (
    "-c jit=off -c timezone=UTC "  # compiling a plan takes longer than a page of records may
    f"-c statement_timeout={_STATEMENT_MILLISECONDS} "
    "-c idle_in_transaction_session_timeout=60000"
)
_EACH_TIME = "keel_plan_each_time"
PLAN_EACH_TIME = {_EACH_TIME: True}
"""Execution options of a question whose best plan depends on its values (decision 18)."""
_AS_WRITTEN, _ANY_ORDER = "join_collapse_limit=1", "SET LOCAL join_collapse_limit = 8"
_MOST_WRITTEN = 1_000
_written: dict[tuple[str, str], str] = {}
"""Statements by their text and the schema that was written into it."""


def make_writer(url: URL) -> Engine:
    """Make the engine of transactions that write.

    Statements are prepared and keep their plan, which for a record by its id saves more time than
    reading it takes (docs/decisions/0046); those with `PLAN_EACH_TIME` are planned with their values.
    Tables are joined as written (docs/decisions/0106), but for questions with `PLAN_EACH_TIME`.
    """
    more = f"-c lock_timeout={busy.WAIT_MILLISECONDS} -c {_AS_WRITTEN}"
    return _make(url, f"{_OPTIONS} {more}", _execute_freely)


def make_reader(url: URL) -> Engine:
    """Make the engine for reading: each statement stands alone, which saves two trips a question.

    At READ COMMITTED a transaction would see no more than its statements do; the server refuses
    every write.
    """
    options = f"{_OPTIONS} -c default_transaction_read_only=on"
    return _make(url, options, _execute, isolation_level="AUTOCOMMIT")


def _make(url: URL, options: str, execute: Callable[..., bool], **more: Any) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=4,
        max_overflow=28,
        pool_use_lifo=True,
        connect_args={"options": options},
        hide_parameters=True,  # what people store stays out of logs
        **more,
    )
    event.listen(engine, "do_execute", execute)
    engine.dialect.identifier_preparer = _Schemas(engine.dialect)
    return engine


class _Schemas(PGIdentifierPreparer_psycopg):
    """Writes the schema of a tenant into a statement once; SQLAlchemy does so at every execution."""

    def _render_schema_translates(self, statement: str, schema_translate_map: Any) -> str:
        key = (statement, schema_translate_map[None])
        found = _written.get(key)
        if found is None:
            if len(_written) >= _MOST_WRITTEN:
                _written.clear()
            found = super()._render_schema_translates(statement, schema_translate_map)
            _written[key] = found
        return found


def _execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    if not context.execution_options.get(_EACH_TIME):
        return False
    cursor.execute(statement, parameters, prepare=False)
    return True


def _execute_freely(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Let a question over several tables begin with the one that finds least, from here on."""
    if " JOIN " in statement and context.execution_options.get(_EACH_TIME):
        cursor.execute(_ANY_ORDER)
    return _execute(cursor, statement, parameters, context)
