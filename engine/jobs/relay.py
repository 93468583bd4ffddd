"""Hands due outbox rows to RQ, and works on them there (production)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import structlog
from redis import Redis, RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError

from engine.jobs import queue
from engine.jobs.workplace import Workplace
from engine.kernel.context import utc_now
from engine.storage.database import on_every_wake

QUEUE = "keel"
WAKE = "keel:wake"
RUN = "engine.worker.run_outbox_row"
KEEP_FAILED_SECONDS = 3600

log = structlog.get_logger(__name__)


def announce_jobs(redis_url: str) -> Callable[[], None]:
    """Tell the relay at once of every job that this process puts; gives the function that ends it.

    Missing it is harmless, a sweep follows: a Redis that does not answer keeps nobody from working.
    """
    redis = Redis.from_url(redis_url, socket_connect_timeout=1, socket_timeout=1)

    def wake() -> None:
        try:
            redis.publish(WAKE, "")
        except RedisError as error:
            log.warning("no worker could be woken", error=str(error))

    return on_every_wake(wake)


def relay_due(place: Workplace, rq_queue: Queue) -> int:
    """Enqueue every due row once per attempt; gives how many were new to RQ.

    The RQ job id carries the attempt, so that a row whose worker died is enqueued again once its
    lease has ended, while a row that RQ already has is not doubled.
    """
    with place.database.reading() as conn:
        rows = queue.due(conn, utc_now())
    return sum(_enqueue(rq_queue, place.name, row_id, attempts) for row_id, attempts in rows)


def relay_all(places: Sequence[Workplace], redis: Redis) -> int:
    """Relay for all tenants; used by the sweep each minute and after a wake-up."""
    rq_queue = Queue(QUEUE, connection=redis)
    return sum(relay_due(place, rq_queue) for place in places)


def _enqueue(rq_queue: Queue, tenant: str, row_id: UUID, attempts: int) -> bool:
    try:
        rq_queue.enqueue(
            RUN,
            tenant,
            str(row_id),
            job_id=f"ob-{row_id}-{attempts}",
            unique=True,
            job_timeout=-1,
            result_ttl=0,
            failure_ttl=KEEP_FAILED_SECONDS,
        )
    except DuplicateJobError:
        return False
    return True
