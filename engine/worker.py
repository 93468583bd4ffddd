"""The worker of a production installation: relays due outbox rows to RQ and works on them."""

from __future__ import annotations

import os
import signal
import socket
import threading
from functools import cache
from pathlib import Path
from uuid import UUID

import structlog
from redis import Redis
from rq import Queue, SimpleWorker

from engine.jobs.relay import QUEUE, WAKE, announce_jobs, relay_all
from engine.jobs.run import run_next
from engine.jobs.schedules import Timetable
from engine.runtime import Runtime, runtime
from engine.tenancy.registry import TenantRegistry, open_registry

log = structlog.get_logger(__name__)
SWEEP_SECONDS = 60.0
"""How often all tenants are looked through for what a lost wake-up missed (decision 32)."""


@cache
def installation() -> TenantRegistry:
    """Open the installation that the environment names: KEEL_CONTROL, else the folder KEEL_DATA."""
    return open_registry(
        os.environ.get("KEEL_CONTROL") or Path(os.environ.get("KEEL_DATA", "data"))
    )


def run_outbox_row(tenant: str, row_id: str) -> bool:
    """Work on one outbox row, as RQ calls it; False when another worker has it or it is done."""
    holder = f"{socket.gethostname()}-{os.getpid()}"
    return run_next(runtime(installation().get(tenant)), holder, only=UUID(row_id))


def workplaces() -> list[Runtime]:
    """Give the tenants as places of work."""
    return [runtime(tenant) for tenant in installation().all()]


def work(redis_url: str, *, burst: bool = False) -> None:
    """Relay and work until stopped; ``burst`` ends when nothing is due, for tests and cron."""
    signal.signal(signal.SIGTERM, _end)  # until RQ is ready for it
    redis = Redis.from_url(redis_url)
    announce_jobs(redis_url)  # a job may put another
    _relay_once(Timetable(), redis)
    stop = threading.Event()
    if not burst:
        threading.Thread(
            target=_relay, args=(redis_url, stop), name="relay", daemon=True
        ).start()
    worker = SimpleWorker([Queue(QUEUE, connection=redis)], connection=redis)
    try:
        worker.work(burst=burst, logging_level="WARNING")
    finally:
        stop.set()
        # RQ keeps what it knows of a worker for a minute, and all of it when asked too early.
        worker.register_death()  # type: ignore[no-untyped-call]
        redis.delete(worker.key)


def _end(*_: object) -> None:
    raise SystemExit(0)


def _relay(redis_url: str, stop: threading.Event) -> None:
    """Relay at each wake-up, and every minute for what was missed."""
    redis = Redis.from_url(redis_url)
    channel = redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    channel.subscribe(WAKE)
    timetable = Timetable()
    while not stop.is_set():
        channel.get_message(timeout=SWEEP_SECONDS)
        try:
            _relay_once(timetable, redis)
        except Exception:  # one tenant's trouble must not end the work for the others
            log.exception("relaying failed")
            stop.wait(5)


def _relay_once(timetable: Timetable, redis: Redis) -> None:
    places = workplaces()
    for place in places:
        timetable.tend(place)
    relay_all(places, redis)
