"""A request that is sent twice happens once."""

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from engine.errors import FlowError
from engine.kernel.ids import new_id
from engine.storage.database import close_database, open_database
from engine.storage.ddl import create_schema, create_system_tables
from engine.storage.idempotency import answer_once
from engine.storage.system.meta import HEAD_ID, meta_head

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def database(place):
    opened = open_database(place.dsn, place.schema or "")
    with opened.writing(exclusive=True) as conn:
        if place.schema:
            create_schema(conn, place.schema)
        create_system_tables(conn)
        conn.execute(sa.insert(meta_head).values(id=HEAD_ID, rev=0, digest=""))
    yield opened
    close_database(opened)


def test_ten_threads_with_one_key_make_one_answer(database):
    made, answers, user = [], [], new_id()

    def make():
        made.append(1)
        return f"answer {len(made)}".encode()

    def ask():
        answers.append(answer_once(database, ("key", user), "same", NOW, make))

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
    assert {body for body, _ in answers} == {b"answer 1"}
    assert sorted(replayed for _, replayed in answers) == [False] + [True] * 9


def test_a_failed_request_may_be_tried_again(database):
    def fail():
        raise OSError

    key = ("key", new_id())
    with pytest.raises(OSError):
        answer_once(database, key, "same", NOW, fail)
    assert answer_once(database, key, "same", NOW, lambda: b"fine") == (b"fine", False)


def test_a_key_serves_one_request_only_and_one_user(database):
    key = ("key", new_id())
    answer_once(database, key, "one", NOW, lambda: b"1")
    with pytest.raises(FlowError):
        answer_once(database, key, "other", NOW, lambda: b"2")
    other = ("key", new_id())
    assert answer_once(database, other, "other", NOW, lambda: b"3") == (b"3", False)
