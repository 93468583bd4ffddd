"""Two ways into a database: one that cannot write, and one that holds the metadata still."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from engine.errors import ApplyError
from engine.storage.database import Database
from engine.storage.outbox import put
from engine.storage.postgresql import PLAN_EACH_TIME
from engine.storage.putting import add_rows, put_rows
from engine.storage.system import meta_head, outbox


def test_reading_cannot_write(database: Database):
    with pytest.raises(sa.exc.DBAPIError), database.reading() as conn:
        conn.execute(meta_head.update().values(rev=9))


def test_a_writer_sees_what_it_wrote_when_it_reads(database: Database):
    with database.writing() as conn:
        conn.execute(meta_head.update().values(perm_epoch=7))
        with database.reading() as inner:
            assert inner.scalar(sa.select(meta_head.c.perm_epoch)) == 7
    with database.reading() as conn:
        assert conn.scalar(sa.select(meta_head.c.perm_epoch)) == 7


def test_a_writer_of_old_metadata_is_refused(database: Database):
    with pytest.raises(ApplyError) as refused, database.writing(revision=5):
        pass
    assert refused.value.code == "revision.moved"


def test_two_writers_with_a_grant_do_not_wait_for_each_other_forever(database: Database):
    """Counting up an epoch inside two open writers is no deadlock."""
    ready = threading.Barrier(2, timeout=5) if database.dialect == "postgresql" else None
    failed: list[Exception] = []

    def grant() -> None:
        try:
            with database.writing() as conn:
                if ready:
                    ready.wait()
                conn.execute(meta_head.update().values(perm_epoch=meta_head.c.perm_epoch + 1))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=grant) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert failed == []
    with database.reading() as conn:
        assert conn.scalar(sa.select(meta_head.c.perm_epoch)) == 2


def test_work_wakes_the_workers_only_when_it_was_committed(database: Database):
    woken: list[int] = []
    stop = database.on_wake(lambda: woken.append(1))
    with pytest.raises(RuntimeError), database.writing() as conn:
        put(conn, "mail", "a", {}, 0, None)
        raise RuntimeError
    assert woken == []
    with database.writing() as conn:
        first = put(conn, "mail", "a", {"n": 1}, 0, None)
        assert put(conn, "mail", "a", {"n": 2}, 0, None) == first
    assert woken == [1]
    stop()
    with database.reading() as conn:
        row = conn.execute(sa.select(outbox)).one()
    assert (row.payload, row.again, row.attempts) == ({"n": 2}, False, 0)


def test_busy_writers_each_get_their_turn(database: Database):
    """Nobody waits long, however eagerly the others write."""
    waited: list[float] = []

    def write() -> None:
        for _ in range(10):
            asked = time.monotonic()
            with database.writing() as conn:
                waited.append(time.monotonic() - asked)
                conn.execute(meta_head.update().values(digest="x"))
                time.sleep(0.002)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(waited) == 80
    assert max(waited) < 2


def test_readers_choose_by_what_the_tables_hold_by_now(database: Database):
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL looks by itself")
    items = sa.Table(
        "items",
        sa.MetaData(),
        sa.Column("few", sa.Integer, index=True),
        sa.Column("many", sa.Integer, index=True),
    )
    looked = sa.text("EXPLAIN QUERY PLAN SELECT * FROM items WHERE few = 1 AND many = 1")

    def chosen() -> str:
        with database.reading() as conn:
            return str(conn.execute(looked).one().detail)

    def fill(rows: list[dict[str, int]]) -> None:
        with database.writing() as conn:
            conn.execute(items.delete())
            conn.execute(items.insert(), rows)
        database.note_growth()

    with database.writing() as conn:
        items.create(conn)
    fill([{"few": 1, "many": number} for number in range(1_000)])
    assert "many" in chosen()
    fill([{"few": number, "many": 1} for number in range(1_000)])
    assert "few" in chosen()


def test_a_writer_joins_as_written_what_is_no_question_of_many(database: Database):
    """A record by its id costs no search for the best order; a list in the same save does."""
    one, two, three = (meta_head.alias(name) for name in "abc")
    query = (
        sa.select(one.c.rev)
        .outerjoin_from(one, two, one.c.id == two.c.id)
        .outerjoin(three, one.c.id == three.c.rev)
    )

    def limit(conn: sa.Connection) -> str | None:
        return conn.scalar(sa.select(sa.func.current_setting("join_collapse_limit")))

    if database.dialect == "sqlite":
        pytest.skip("SQLite looks for the best order of few tables at no cost")
    with database.writing() as conn:
        conn.execute(query)
        assert limit(conn) == "1"
        conn.execute(query, execution_options=PLAN_EACH_TIME)
        assert limit(conn) == "8"
    with database.writing() as conn:
        assert limit(conn) == "1"
    with database.reading() as conn:
        assert limit(conn) == "8"


def test_rows_are_put_in_place_of_those_with_their_key(database: Database):
    row = {"key": "a", "value": 1}
    table = sa.Table(
        "things", sa.MetaData(), sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("value", sa.Integer()),
    )  # fmt: skip
    with database.writing(exclusive=True) as conn:
        table.create(conn)
        put_rows(conn, table, [row])
        put_rows(conn, table, [{"key": "b", "value": 2}, {"key": "a", "value": 3}])
        put_rows(conn, table, [])
        assert add_rows(conn, table, [{"key": "c", "value": 4}])
        more = [{"key": "b", "value": 5}, {"key": "d", "value": 6}]
        assert not add_rows(conn, table, more)
        assert add_rows(conn, table, [])
    with database.reading() as conn:
        found = conn.execute(sa.select(table.c.key, table.c.value).order_by(table.c.key))
        assert [tuple(each) for each in found] == [("a", 3), ("b", 2), ("c", 4), ("d", 6)]
