"""What is done every day is done once: by several processes, after downtime, across clock changes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from engine.jobs.schedules import next_time, put_due
from engine.kernel.context import utc_now
from engine.kernel.extension import Schedule
from engine.runtime import runtime
from engine.session import open_session
from engine.storage.system.work import outbox, schedule_state
from engine.text import text

SWEEPS = """
import sys
from datetime import datetime
from engine.jobs.schedules import put_due
from engine.runtime import runtime
from engine.tenancy.tenant import Tenant
place = runtime(Tenant("small", sys.argv[1], sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
print(put_due(place, datetime.fromisoformat(sys.argv[3])))
"""
BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)


def waiting(tenant):
    with tenant.database.reading() as conn:
        return sorted(row.key for row in conn.execute(sa.select(outbox)))


def every(tenant, day):
    return sorted(f"{each.name} {day}" for each in runtime(tenant).extensions.schedules)


def test_a_new_schedule_waits_for_its_time_and_then_comes_daily(tenant):
    place = runtime(tenant)
    assert put_due(place, BEGAN) == 0
    assert put_due(place, BEGAN + timedelta(hours=1)) == 0
    assert put_due(place, BEGAN + timedelta(days=1)) == len(place.extensions.schedules)
    assert put_due(place, BEGAN + timedelta(days=1, minutes=1)) == 0
    assert waiting(tenant) == every(tenant, "2026-03-03")


def test_days_without_a_worker_are_caught_up_with_once(tenant):
    place = runtime(tenant)
    put_due(place, BEGAN)
    assert put_due(place, BEGAN + timedelta(days=9)) == len(place.extensions.schedules)
    assert put_due(place, BEGAN + timedelta(days=9, hours=1)) == 0
    assert waiting(tenant) == every(tenant, "2026-03-03")


def test_several_processes_at_one_moment_put_each_job_once(tenant):
    put_due(runtime(tenant), BEGAN)
    moment = (BEGAN + timedelta(days=1)).isoformat()
    command = [sys.executable, "-c", SWEEPS, tenant.dsn, tenant.schema, moment]
    sweeps = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for each in sweeps:
        each.stdout.readline()
    for each in sweeps:
        each.stdin.write("go\n")
        each.stdin.flush()
    put = [int(each.communicate(timeout=60)[0]) for each in sweeps]
    assert sum(put) == len(runtime(tenant).extensions.schedules)
    assert waiting(tenant) == every(tenant, "2026-03-03")


def test_people_who_see_all_jobs_see_what_is_done_every_day(tenant, admin, rep):
    put_due(runtime(tenant), utc_now())
    shown = open_session(tenant, admin).schedules()
    assert {each.name for each in shown} >= {"empty_trash", "tidy_imports", "tidy_jobs"}
    assert all(each.last_at is None and each.next_at > utc_now() for each in shown)
    assert open_session(tenant, rep).schedules() == []
    with tenant.database.reading() as conn:
        assert len(conn.execute(sa.select(schedule_state)).all()) == len(shown)


@pytest.mark.parametrize(
    ("zone", "after", "expected"),
    [
        ("Asia/Shanghai", "2026-03-02T18:59:00Z", "2026-03-02T19:00:00Z"),
        ("Asia/Shanghai", "2026-03-02T19:00:00Z", "2026-03-03T19:00:00Z"),
        ("Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-30T01:00:00Z"),
        ("Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T02:00:00Z"),
    ],
)
def test_the_time_is_the_tenants_across_clock_changes(zone, after, expected):
    daily = Schedule("daily", "daily", time(3), text("Daily", "每天"))
    found = next_time(daily, datetime.fromisoformat(after), ZoneInfo(zone))
    assert found == datetime.fromisoformat(expected)
