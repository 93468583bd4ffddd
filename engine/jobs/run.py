"""Runs one claimed job: handler, heartbeat, progress, and what becomes of it."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine.errors import EngineError
from engine.jobs import progress, queue
from engine.jobs.queue import Claim
from engine.jobs.workplace import Workplace
from engine.kernel.context import utc_now
from engine.kernel.extension import Job
from engine.text import text

log = structlog.get_logger(__name__)
BUG = text("something went wrong on our side", "系统内部出错")
REPORT_EVERY = 0.3
"""Seconds between stored progress, so that reporting each row costs nothing."""

WORKED = 1.0
"""Seconds after which a job that works through chunks lets other writers in between."""


def run_next(place: Workplace, holder: str, *, only: UUID | None = None) -> bool:
    """Claim and run one job; False when none was due."""
    with place.database.writing() as conn:
        for spent in queue.give_up(conn, utc_now()):
            log.warning("job ended its worker each time", tenant=place.name, job=str(spent))
            progress.ended(conn, spent, utc_now(), "dead", BUG)
        held = queue.claim(conn, utc_now(), holder, only=only)
    if held is None:
        return False
    _run(place, held)
    return True


def _run(place: Workplace, held: Claim) -> None:
    reporter = _Reporter(place, held)
    with place.database.writing() as conn:
        progress.began(conn, held.id, utc_now(), held.attempts)
    try:
        with _heartbeat(place, held):
            _handle(place, held, reporter)
    except Exception as error:  # a job may fail in any way; it must be given back all the same
        _failed(place, held, error)
        return
    state = "cancelled" if reporter.stopped else "done"
    with place.database.writing() as conn:
        queue.finish(conn, held, utc_now())
        progress.ended(conn, held.id, utc_now(), state)


def _handle(place: Workplace, held: Claim, reporter: _Reporter) -> None:
    context = place.context(held.actor, f"job {held.topic}")
    handler = context.extensions.handlers.get(held.topic)
    if handler is None:
        raise LookupError(f"no handler for topic {held.topic}")
    job = Job(held.id, held.topic, held.key, held.payload, held.attempts, reporter.report)
    handler.run(context, job)


def _failed(place: Workplace, held: Claim, error: Exception) -> None:
    """Give the job back; an error that the user can understand ends a job that people watch."""
    told = isinstance(error, EngineError) and not error.passing
    message = str(error) if isinstance(error, EngineError) else traceback.format_exc(limit=-4)
    shown = error.text if isinstance(error, EngineError) else BUG
    log.warning(
        "job failed", tenant=place.name, topic=held.topic, job=str(held.id), why=message
    )
    with place.database.writing() as conn:
        if told and progress.find_job(conn, held.id) is not None:
            queue.finish(conn, held, utc_now())
            progress.ended(conn, held.id, utc_now(), "failed", shown)
        else:
            dead = queue.fail(conn, held, message, utc_now())
            progress.ended(conn, held.id, utc_now(), "dead" if dead else "queued", shown)


@dataclass(slots=True)
class _Reporter:
    place: Workplace
    held: Claim
    stopped: bool = False
    last: float = field(default=float("-inf"))
    gave_way: float = field(default_factory=time.monotonic)

    def report(self, done: int, total: int, note: str) -> bool:
        """Store progress now and then; False when the job should stop."""
        now = time.monotonic()
        if now - self.gave_way > WORKED:
            self.place.database.give_way()
            self.gave_way = time.monotonic()
        if self.stopped or (now - self.last < REPORT_EVERY and done != total):
            return not self.stopped
        self.last = now
        with self.place.database.writing() as conn:
            self.stopped = not progress.advanced(conn, self.held.id, done, total, note)
        return not self.stopped


@contextmanager
def _heartbeat(place: Workplace, held: Claim) -> Iterator[None]:
    """Renew the lease while the handler works; it ends with the process, as it should."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(queue.LEASE.total_seconds() / 3):
            try:
                with place.database.writing() as conn:
                    if not queue.renew(conn, held, utc_now()):
                        return
            except (EngineError, SQLAlchemyError) as error:
                # A busy database must not end the lease: the next beat comes before it does.
                log.warning("lease not renewed", job=str(held.id), why=str(error))

    thread = threading.Thread(target=beat, name=f"lease {held.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
