"""Processes that start at one moment on a fresh installation all come up, and agree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

STARTS = """
import json, sys
from pathlib import Path
from engine import EngineError
from ui.app import create_app
from ui.settings import from_environment
print("ready", flush=True)
sys.stdin.readline()
app = create_app(from_environment(Path(sys.argv[1])))
try:
    made = app.extensions["keel"].tenants.create("main").name
except EngineError as error:
    made = error.code
print(json.dumps([made, app.config["SECRET_KEY"]]))
"""
TOGETHER = 3


def started(folder: Path, control: str) -> list[list[str]]:
    """Start several processes, let them go at one moment, and give what each came to."""
    variables = {**os.environ, "KEEL_CONTROL": control}
    command = [sys.executable, "-c", STARTS, str(folder)]
    running = [
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=variables,
            text=True,
        )
        for _ in range(TOGETHER)
    ]
    for each in running:
        assert each.stdout is not None
        each.stdout.readline()
    for each in running:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    answers = []
    for each in running:
        said, complaint = each.communicate(timeout=60)
        assert each.returncode == 0, complaint
        answers.append(json.loads(said))
    return answers


def agree(answers: list[list[str]]) -> None:
    assert sorted(made for made, _ in answers) == ["main", *["tenant.exists"] * (TOGETHER - 1)]
    assert len({secret for _, secret in answers}) == 1


@pytest.mark.slow
def test_on_sqlite_all_come_up_and_one_makes_the_tenant(tmp_path):
    agree(started(tmp_path / "data", ""))


def test_on_postgresql_all_come_up_and_one_makes_the_tenant(tmp_path, fresh_postgresql):
    agree(started(tmp_path / "data", fresh_postgresql))


@pytest.fixture
def fresh_postgresql():
    """A database without any table, as an address of SQLAlchemy."""
    from tests.databases import fresh_database

    with fresh_database("together") as address:
        yield address.replace("postgresql:", "postgresql+psycopg:", 1)
