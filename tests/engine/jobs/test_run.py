"""Jobs run once each, survive their workers, stop when asked, and say what became of them."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from types import SimpleNamespace

import sqlalchemy as sa

from engine.errors import ApplyError, InvalidRecord, Problem
from engine.jobs import progress, queue
from engine.jobs.drainer import Drainer
from engine.jobs.run import _Reporter, run_next
from engine.kernel.context import utc_now
from engine.storage.database import close_database, open_database
from engine.storage.system.work import outbox
from engine.text import text

LABEL = text("Count sheep", "数羊")


class Handler:
    """A handler that does what the test says."""

    def __init__(self, topic, act=None):
        self.topic, self.act, self.seen = topic, act, []

    def run(self, context, job):
        self.seen.append(job.id)
        if self.act:
            self.act(context, job)


def handled(workplace, topic, act=None):
    workplace.handlers[topic] = made = Handler(topic, act)
    return made


def rows(workplace):
    with workplace.database.reading() as conn:
        return conn.execute(sa.select(outbox)).all()


def view(workplace, job_id):
    with workplace.database.reading() as conn:
        return progress.find_job(conn, job_id)


def test_a_job_runs_once_and_leaves_nothing_behind(workplace):
    handler = handled(workplace, "sheep")
    made = workplace.put("sheep")
    assert workplace.put("sheep") == made
    assert run_next(workplace, "w1")
    assert not run_next(workplace, "w1")
    assert handler.seen == [made]
    assert rows(workplace) == []


def test_two_hundred_jobs_and_four_workers_run_each_job_once(workplace):
    handler = handled(workplace, "sheep")
    made = {workplace.put("sheep", f"k{i}") for i in range(200)}

    def work(name):
        while run_next(workplace, name):
            pass

    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(handler.seen) == sorted(made)
    assert rows(workplace) == []


def test_a_job_whose_worker_died_is_done_by_the_next_one(workplace):
    handler = handled(workplace, "sheep")
    workplace.put("sheep")
    with workplace.database.writing() as conn:
        assert queue.claim(conn, utc_now(), "dead worker") is not None
    assert not run_next(workplace, "w2")
    with workplace.database.writing() as conn:
        conn.execute(sa.update(outbox).values(lease=utc_now() - timedelta(seconds=1)))
    assert run_next(workplace, "w2")
    assert len(handler.seen) == 1


def test_a_failing_job_waits_longer_each_time_and_is_dead_after_ten(workplace):
    def fail(context, job):
        raise OSError("the peer is away")

    handled(workplace, "sheep", fail)
    made = workplace.put("sheep")
    for attempt in range(1, queue.MAX_ATTEMPTS + 1):
        assert run_next(workplace, "w")
        (row,) = rows(workplace)
        assert row.attempts == attempt
        assert "the peer is away" in row.error
        assert not run_next(workplace, "w")
        with workplace.database.writing() as conn:
            conn.execute(sa.update(outbox).values(available_at=utc_now()))
    assert rows(workplace)[0].dead
    assert not run_next(workplace, "w")
    handler = handled(workplace, "sheep")
    with workplace.database.writing() as conn:
        assert queue.replay(conn, made, utc_now())
    assert run_next(workplace, "w")
    assert handler.seen == [made]


def test_a_dead_job_that_is_put_again_runs(workplace):
    handler = handled(workplace, "sheep")
    made = workplace.put("sheep")
    with workplace.database.writing() as conn:
        conn.execute(sa.update(outbox).values(dead=True, attempts=10, error="the peer is away"))
    assert workplace.put("sheep") == made
    assert run_next(workplace, "w")
    assert handler.seen == [made]


def test_a_job_that_kills_its_worker_each_time_is_dead_after_ten(workplace):
    handler = handled(workplace, "sheep")
    workplace.put("sheep")
    with workplace.database.writing() as conn:
        for _ in range(queue.MAX_ATTEMPTS):
            assert queue.claim(conn, utc_now(), "killed") is not None
            conn.execute(sa.update(outbox).values(lease=utc_now() - timedelta(seconds=1)))
    assert not run_next(workplace, "w")
    assert rows(workplace)[0].dead
    assert handler.seen == []


def test_waits_double_up_to_an_hour():
    waits = [queue.wait_after(n).total_seconds() for n in range(1, 12)]
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 3600


def test_work_that_is_put_again_while_it_runs_runs_once_more(workplace):
    def put_again(context, job):
        if len(handler.seen) == 1:
            workplace.put("sheep")

    handler = handled(workplace, "sheep", put_again)
    workplace.put("sheep")
    while run_next(workplace, "w"):
        pass
    assert len(handler.seen) == 2


def watched(workplace, topic="sheep"):
    context = workplace.context(None, "test")
    return progress.start_job(context, topic, "k", {"n": 3}, LABEL)


def test_people_see_how_far_a_job_is_and_what_came_out(workplace):
    def count(context, job):
        assert view(workplace, job.id).state == "running"
        job.report(3, 3, "asleep")
        with context.database.writing() as conn:
            progress.keep_result(conn, job.id, {"sheep": 3})

    handled(workplace, "sheep", count)
    made = watched(workplace)
    assert view(workplace, made).state == "queued"
    run_next(workplace, "w")
    seen = view(workplace, made)
    assert (seen.state, seen.done, seen.total, seen.note) == ("done", 3, 3, "asleep")
    assert seen.result == {"sheep": 3}
    assert seen.label.to("zh") == "数羊"


def test_a_job_that_waits_is_cancelled_at_once(workplace):
    handler = handled(workplace, "sheep")
    made = watched(workplace)
    with workplace.database.writing() as conn:
        progress.ask_to_stop(conn, made, utc_now())
    assert not run_next(workplace, "w")
    assert view(workplace, made).state == "cancelled"
    assert handler.seen == []


def test_a_running_job_stops_at_its_next_clean_point(workplace):
    counted = []

    def count(context, job):
        for done in range(1, 100):
            counted.append(done)
            if done == 5:
                with workplace.database.writing() as conn:
                    progress.ask_to_stop(conn, job.id, utc_now())
                time.sleep(0.31)
            if not job.report(done, 99, ""):
                return

    handled(workplace, "sheep", count)
    made = watched(workplace)
    run_next(workplace, "w")
    assert view(workplace, made).state == "cancelled"
    assert 5 <= len(counted) < 99


def test_an_error_that_the_user_can_mend_ends_a_watched_job(workplace):
    def refuse(context, job):
        raise InvalidRecord([Problem("file.empty", text("the file is empty", "文件为空"))])

    handled(workplace, "sheep", refuse)
    made = watched(workplace)
    run_next(workplace, "w")
    seen = view(workplace, made)
    assert seen.state == "failed"
    assert seen.error.to("zh") == "文件为空"
    assert rows(workplace) == []


def test_the_drainer_wakes_when_a_job_is_put(workplace):
    done = threading.Event()
    handled(workplace, "sheep", lambda *_: done.set())
    drainer = Drainer(lambda: [workplace])
    drainer.start()
    try:
        time.sleep(0.1)
        workplace.put("sheep")
        assert done.wait(10)
    finally:
        drainer.stop()


def test_a_lease_that_was_taken_over_cannot_be_renewed(workplace):
    workplace.put("sheep")
    with workplace.database.writing() as conn:
        first = queue.claim(conn, utc_now(), "slow")
        second = queue.claim(conn, utc_now() + 2 * queue.LEASE, "quick")
        assert first is not None
        assert second is not None
        assert not queue.renew(conn, first, utc_now())
        assert queue.renew(conn, second, utc_now())


def test_a_job_that_metadata_moved_under_is_tried_again(workplace):
    def act(_context, job):
        if job.attempts == 1:
            raise ApplyError("revision.moved", LABEL)

    handler = handled(workplace, "sheep", act)
    made = workplace.put("sheep")
    assert run_next(workplace, "w1")
    assert [(row.attempts, row.dead) for row in rows(workplace)] == [(1, False)]
    with workplace.database.writing() as conn:
        conn.execute(outbox.update().values(available_at=utc_now()))
    assert run_next(workplace, "w1")
    assert handler.seen == [made, made]
    assert rows(workplace) == []


def test_who_lost_a_job_does_not_take_it_from_the_next(workplace):
    workplace.put("sheep")
    with workplace.database.writing() as conn:
        slow = queue.claim(conn, utc_now(), "slow")
    late = utc_now() + 2 * queue.LEASE
    with workplace.database.writing() as conn:
        assert queue.claim(conn, late, "quick").holder == "quick"
        queue.fail(conn, slow, "too late", late)
    (row,) = rows(workplace)
    assert (row.holder, row.error) == ("quick", None)


def test_a_long_job_lets_another_process_write_in_between(tmp_path):
    """SQLite does not queue writers: who polls meets no gap of a job that is always at it."""
    file = tmp_path / "busy.db"
    database = open_database(f"sqlite:///{file}")
    reporter = _Reporter(SimpleNamespace(database=database), None, last=float("inf"))

    def work():
        for _ in range(10):
            with database.writing(exclusive=True):
                time.sleep(0.25)
            reporter.report(1, 9, "")
        return time.monotonic()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        time.sleep(0.3)
        with closing(sqlite3.connect(file, timeout=10, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            came = time.monotonic()
            other.execute("ROLLBACK")
        ended = working.result()
    close_database(database)
    assert came < ended - 0.5
