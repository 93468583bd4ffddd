"""The command line applies packages at a set time, and takes that back."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner

from engine.cli import keel, load_commands
from engine.commands.scheduling import read_time
from tests.tenants import SMALL

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def run(tmp_path):
    load_commands()

    def call(*words, lines=False):
        options = ["--data", str(tmp_path / "data"), *([] if lines else ["--json"])]
        done = CliRunner().invoke(keel, [*options, *map(str, words)], standalone_mode=False)
        answer = done.output.splitlines()
        return answer if lines else json.loads(answer[-1])

    call("tenant", "create", "main", "--package", SMALL)
    return call


def test_times_are_read_in_a_zone():
    assert read_time("2026-12-01 22:00", SHANGHAI, NOW).astimezone(UTC).hour == 14
    assert read_time("2026-12-01T22:00Z", SHANGHAI, NOW).astimezone(UTC).hour == 22
    assert read_time("21:00", SHANGHAI, NOW).astimezone(UTC) == NOW + timedelta(hours=1)
    assert read_time("19:59", SHANGHAI, NOW).date().isoformat() == "2026-11-27"
    with pytest.raises(click.BadParameter):
        read_time("tonight", SHANGHAI, NOW)


def test_packages_are_applied_at_a_time_unless_taken_back(run, tmp_path):
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    machine = folder / "objects" / "machine.yaml"
    machine.write_text(machine.read_text("utf-8").replace("Machine", "Device"), "utf-8")
    when = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d} 22:00"
    made = run("apply", folder, "--at", when, "-m", "devices")["result"]
    assert (made["state"], made["message"], made["revision"]) == ("waiting", "devices", None)
    [waits] = run("scheduled")["result"]
    assert waits["id"] == made["id"] and waits["steps"]
    assert any(
        "devices" in line and made["id"] in line for line in run("scheduled", lines=True)
    )
    [back] = run("scheduled", "--cancel", made["id"])["result"]
    assert back["state"] == "cancelled"
    assert run("scheduled")["result"] == []
    assert run("scheduled", "--cancel", made["id"])["problems"][0]["code"] == "scheduled.over"
    past = run("apply", folder, "--at", "2020-01-01 10:00")
    assert past["problems"][0]["code"] == "scheduled.past"


def test_indexes_are_listed_and_built(run):
    assert run("indexes")["result"] == []
    assert run("indexes", "--all")["result"][0]["state"] == "built"
    assert run("indexes", "--build", lines=True)[-1] == "0 to be built by a job"
