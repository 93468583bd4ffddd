"""Opens the databases of tenants and gives the two ways in: reading and writing (decision 28)."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url

from engine.errors import ApplyError
from engine.storage import busy, postgresql, sqlite
from engine.storage.outbox import WAKE
from engine.storage.system.meta import HEAD_ID, meta_head
from engine.storage.turns import Turns
from engine.text import text

# KEY SHARE gives way to counting up an epoch, but not to apply's FOR UPDATE; the gate lets a waiting
# apply in before writers that come later (docs/decisions/0006).
_HOLD = sa.select(meta_head.c.rev).where(meta_head.c.id == HEAD_ID)
_gate = sa.select(
    sa.func.pg_advisory_xact_lock_shared(sa.bindparam("gate", type_=sa.BigInteger())).label(
        "passed"
    )
).cte("gate")
_HOLD_PAST_GATE = _HOLD.select_from(meta_head.join(_gate, sa.true())).with_for_update(
    read=True, key_share=True, of=meta_head
)

_engines: dict[str, tuple[Engine, Engine]] = {}
"""For reading and for writing."""
_databases: dict[tuple[str, str], Database] = {}
_opening = threading.Lock()
_everywhere: list[Callable[[], None]] = []


class Database:
    """One tenant's database: a SQLite file, or a schema of a PostgreSQL database.

    A `reading` or `writing` inside another of the same thread joins it, so that a request is one
    transaction and a writer sees what it wrote; a `writing` inside a `reading` is separate.
    """

    def __init__(self, engines: tuple[Engine, Engine], dsn: str, schema: str) -> None:
        self.dsn = dsn
        self.schema = schema
        self.engines = engines
        reader, self.engine = engines
        options: dict[str, Any] = {"schema_translate_map": {None: schema}} if schema else {}
        self._for_reading = reader.execution_options(**options)
        self._for_snapshots = self._for_reading
        if self.dialect == "postgresql":
            one_state = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            self._for_snapshots = self.engine.execution_options(**options, **one_state)
        self._for_writing = self.engine.execution_options(**options)
        self._for_single_statements = self._for_writing.execution_options(
            isolation_level="AUTOCOMMIT"
        )
        self._joined = threading.local()
        self._wakers: list[Callable[[], None]] = []
        self.turns = Turns()
        self.gate = int.from_bytes(sha256(schema.encode()).digest()[:8], signed=True)
        """The advisory lock (PostgreSQL) that writers share and a change of metadata takes alone."""

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        return "sqlite" if self.engine.dialect.name == "sqlite" else "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that cannot write.

        On SQLite it is one snapshot, on PostgreSQL each statement sees what is committed before it.
        """
        joined: Connection | None = getattr(self._joined, "conn", None)
        if joined is not None:
            yield joined
            return
        with busy.telling(), self._for_reading.connect() as conn, conn.begin():
            self._begin(conn, "BEGIN")
            self._joined.conn = conn
            try:
                yield conn
            finally:
                self._joined.conn = None

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Open a connection of its own, which nothing joins, that sees one state to the end.

        For streams, whose end is not the end of a block, and for what must fit together.
        """
        with busy.telling(), self._for_snapshots.connect() as conn, conn.begin():
            self._begin(conn, "BEGIN")
            yield conn

    @contextmanager
    def writing(
        self, *, exclusive: bool = False, revision: int | None = None
    ) -> Iterator[Connection]:
        """Open the one writing transaction of this thread; it commits at the end of the block.

        Holds the metadata still until then (decision 10), unless ``exclusive``: for changes to the
        metadata themselves. ``revision`` refuses, with the code ``revision.moved``, to write with
        metadata that is no longer in force.
        """
        joined = self.writer
        if joined is not None:
            self._require(joined, revision)
            yield joined
            return
        outer: Connection | None = getattr(self._joined, "conn", None)
        after: list[Callable[[], None]] = []
        with busy.telling(), self._turn(), self._for_writing.connect() as conn, conn.begin():
            # A read that turns into a write fails at once under concurrency: say so first.
            self._begin(conn, "BEGIN IMMEDIATE")
            self._joined.revision = None if exclusive else self._hold_metadata(conn, revision)
            self._require(conn, revision)
            self._joined.conn = self._joined.write = conn
            self._joined.after = after
            conn.info.pop(WAKE, None)
            try:
                yield conn
            finally:
                self._joined.conn, self._joined.write = outer, None
            wake = conn.info.pop(WAKE, False)
        for call in after:
            call()
        if wake:
            self.wake()

    def give_way(self) -> None:
        """Let writers of other processes in: on SQLite they poll, and meet no gap of a busy writer."""
        if self.dialect == "sqlite":
            time.sleep(sqlite.POLL_SECONDS * 1.2)

    def note_growth(self) -> None:
        """Say that many rows came in: SQLite looks at them, PostgreSQL does so by itself."""
        if self.dialect == "sqlite":
            with self.writing() as conn:
                sqlite.look_at_tables(conn.connection.dbapi_connection)
                sqlite.let_go_of_pages(conn.connection.dbapi_connection)
                # A connection reads what was found when it is opened, and never again.
                self.after_commit(self.engines[0].dispose)

    def forget_statements(self) -> None:
        """Let go of compiled statements, and of the tables of old models that they hold."""
        for engine in self.engines:
            engine.clear_compiled_cache()

    def let_go(self) -> None:
        """Close the connections that are idle; the next use opens new ones."""
        for engine in self.engines:
            engine.dispose()

    @contextmanager
    def without_transaction(self) -> Iterator[Connection]:
        """Open a connection on which every statement stands alone: for what PostgreSQL asks it."""
        with self._for_single_statements.connect() as conn:
            yield conn

    @property
    def writer(self) -> Connection | None:
        """Give the open writing of this thread, if there is one."""
        return getattr(self._joined, "write", None)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have something called once the present writing has been committed, if it is."""
        self._joined.after.append(call)

    def on_wake(self, call: Callable[[], None]) -> Callable[[], None]:
        """Call this after every commit that put a job; gives the function that ends it."""
        self._wakers.append(call)
        return lambda: self._wakers.remove(call)

    def wake(self) -> None:
        """Tell the listeners that there are jobs; missing it is harmless (decision 32)."""
        for call in (*self._wakers, *_everywhere):
            call()

    def _begin(self, conn: Connection, how: str) -> None:
        # Not by an event "begin": an engine with one asks its listeners at every statement.
        if self.dialect == "sqlite":
            raw = conn.connection.dbapi_connection
            assert raw is not None
            raw.execute(how)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        if not self.turns.take(busy.WAIT_MILLISECONDS / 1000):
            raise busy.too_busy()
        try:
            yield
        finally:
            self.turns.give()

    def _hold_metadata(self, conn: Connection, revision: int | None) -> int | None:
        """Keep the metadata as they are; gives their revision where that takes a look at it."""
        if self.dialect == "postgresql":
            found: int | None = conn.scalar(_HOLD_PAST_GATE, {"gate": self.gate})
            return found
        # BEGIN IMMEDIATE already keeps every other writer out.
        return None if revision is None else conn.scalar(_HOLD)

    def _require(self, conn: Connection, revision: int | None) -> None:
        """Refuse a writer of other metadata than this transaction holds still."""
        if revision is None:
            return
        held = self._joined.revision
        if (conn.scalar(_HOLD) if held is None else held) != revision:
            raise ApplyError(
                "revision.moved",
                text(
                    "the settings of this system were just changed",
                    "系统设置刚刚发生了变化",
                ),
                hint=text("try again", "请重试"),
            )


def open_database(dsn: str, schema: str = "") -> Database:
    """Open ``sqlite:///file`` or ``postgresql+psycopg://...`` with a schema, once per process."""
    found = _databases.get((dsn, schema))
    if found is not None:
        return found
    with _opening:
        if (dsn, schema) not in _databases:
            if dsn not in _engines:
                _engines[dsn] = _make_engines(make_url(dsn))
            _databases[dsn, schema] = Database(_engines[dsn], dsn, schema)
        return _databases[dsn, schema]


def on_every_wake(call: Callable[[], None]) -> Callable[[], None]:
    """Call this after every commit that put a job, in whatever database of this process.

    Gives the function that ends it.
    """
    _everywhere.append(call)
    return lambda: _everywhere.remove(call)


def close_database(database: Database) -> None:
    """Forget a database; its connections are closed when no other schema uses them."""
    with _opening:
        _databases.pop((database.dsn, database.schema), None)
        shared = any(dsn == database.dsn for dsn, _ in _databases)
        if not shared and _engines.pop(database.dsn, None) is not None:
            database.let_go()


def _make_engines(url: URL) -> tuple[Engine, Engine]:
    if url.get_backend_name() == "sqlite":
        return sqlite.make_reader(url), sqlite.make_writer(url)
    return postgresql.make_reader(url), postgresql.make_writer(url)


def _forget_after_fork() -> None:
    for engines in _engines.values():
        for engine in engines:
            engine.dispose(close=False)
    for database in _databases.values():
        database.turns = Turns()


os.register_at_fork(after_in_child=_forget_after_fork)
