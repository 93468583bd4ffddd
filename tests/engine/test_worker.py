"""In production jobs run in RQ workers on Redis, each once, also when a worker is killed."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from redis import Redis

from engine.intake.importing import start_import
from engine.intake.plan import ImportPlan, Target
from engine.intake.sources import SourceFile
from engine.jobs.relay import QUEUE, WAKE, announce_jobs, relay_due
from engine.kernel.context import utc_now
from engine.packages import read_package
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import install_package, open_session
from engine.storage.system.work import outbox
from engine.tenancy.registry import open_registry
from tests.shops import PACKAGES, SYSTEM

PLAN = ImportPlan("chk__artist", {"Number": Target("chk__number"), "Name": Target("chk__name")})


@pytest.fixture
def installation(tmp_path, redis_url):
    """A data folder with one tenant, and a Redis that holds nothing of ours."""
    redis = Redis.from_url(redis_url)
    for key in redis.scan_iter("rq:*"):
        redis.delete(key)
    tenant = open_registry(tmp_path).create("main")
    install_package(
        tenant,
        read_package(PACKAGES / "chinook", catalogue()),
        open_session(tenant, SYSTEM).context.actor,
    )
    yield tenant, redis
    for key in redis.scan_iter("rq:*"):
        redis.delete(key)


def worker(tmp_path, redis_url):
    environment = {**os.environ, "KEEL_DATA": str(tmp_path)}
    code = f"from engine.worker import work; print('ready', flush=True); work({redis_url!r}, burst=True)"
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE
    )


def start(tenant, count):
    lines = "\n".join(f"{number},Artist {number}" for number in range(count))
    file = SourceFile(f"Number,Name\n{lines}".encode().replace(b"\n0,", b"\n99999,"), "a.csv")
    return start_import(open_session(tenant, SYSTEM).context, PLAN, file)


@pytest.mark.slow
def test_a_worker_on_redis_does_what_waits_in_the_outbox(installation, tmp_path, redis_url):
    tenant, _ = installation
    started = start(tenant, 20)
    assert worker(tmp_path, redis_url).wait(60) == 0
    assert open_session(tenant, SYSTEM).job(started.job).state == "done"
    assert open_session(tenant, SYSTEM).records("chk__artist").count().value == 20


def test_a_due_job_is_handed_to_redis_once_per_attempt(installation):
    from rq import Queue

    tenant, redis = installation
    start(tenant, 1)
    queue = Queue(QUEUE, connection=redis)
    assert relay_due(runtime(tenant), queue) == 1
    assert relay_due(runtime(tenant), queue) == 0
    assert queue.count == 1


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    installation, tmp_path, redis_url
):
    tenant, _ = installation
    count = 3000
    started = start(tenant, count)
    first = worker(tmp_path, redis_url)
    first.stdout.readline()
    gate = open_session(tenant, SYSTEM).records("chk__artist")
    while not gate.count().value and first.poll() is None:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait(20)
    assert gate.count().value < count
    with tenant.database.writing() as conn:  # its lease runs out
        conn.execute(sa.update(outbox).values(lease=utc_now() - timedelta(seconds=1)))
    assert worker(tmp_path, redis_url).wait(90) == 0
    assert gate.count().value == count
    assert open_session(tenant, SYSTEM).job(started.job).state == "done"


@pytest.mark.slow
def test_a_worker_that_is_asked_to_end_leaves_nothing_of_itself(
    installation, tmp_path, redis_url
):
    _, redis = installation
    environment = {**os.environ, "KEEL_DATA": str(tmp_path)}
    code = f"from engine.worker import work; work({redis_url!r})"
    process = subprocess.Popen([sys.executable, "-c", code], env=environment)
    while not redis.keys("rq:worker:*") and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert redis.keys("rq:worker*") == []


@pytest.mark.slow
def test_a_worker_begins_when_a_job_is_put_and_not_at_its_next_sweep(
    installation, tmp_path, redis_url
):
    tenant, redis = installation
    environment = {**os.environ, "KEEL_DATA": str(tmp_path)}
    code = f"from engine import worker; worker.SWEEP_SECONDS = 3600; worker.work({redis_url!r})"
    process = subprocess.Popen([sys.executable, "-c", code], env=environment)
    try:
        while not redis.keys("rq:worker:*") or not redis.pubsub_numsub(WAKE)[0][1]:
            assert process.poll() is None
            time.sleep(0.05)
        stop = announce_jobs(redis_url)
        started = start(tenant, 20)
        stop()
        until = time.monotonic() + 60
        while open_session(tenant, SYSTEM).job(started.job).state != "done":
            assert time.monotonic() < until, "the worker slept on"
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
