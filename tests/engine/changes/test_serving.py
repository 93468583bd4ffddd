"""Four processes serve while an admin adds, renames and retypes a field: nobody notices."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import plan_edits
from engine.changes import Edits
from engine.kernel.query import Query
from engine.runtime import runtime
from engine.session import open_session
from engine.storage.system import meta_column
from tests.engine.changes.working import ACTOR, apply, work_off

ROOT = Path(__file__).parents[3]
PATIENCE = 60
GAUGE = ("object", "", "x__gauge")
BODY = {
    "label": {"en": "Gauge"},
    "plural": {"en": "Gauges"},
    "name_field": "x__name",
    "default_access": "write",
}
TEXT = {"type": "text", "label": {"en": "Text"}}
NUMBER = {"type": "decimal", "label": {"en": "Number"}}


def field(name):
    return ("field", "x__gauge", name)


CHANGES = (
    {"put": {field("x__note"): TEXT}},
    {"rename": {field("x__value"): "x__reading"}},
    {"put": {field("x__reading"): {**TEXT, "renamed_from": ["x__value"]}}},
    {"rename": {field("x__reading"): "x__level"}},
    {"put": {field("x__more"): TEXT}},
    {"put": {field("x__level"): {**NUMBER, "renamed_from": ["x__value", "x__reading"]}}},
)


class Server:
    """A process that serves, and all that it told: to a file, since a full pipe would stop it."""

    def __init__(self, tenant, stack, heard):
        words = [
            sys.executable,
            "-m",
            "tests.engine.changes.serving",
            tenant.dsn,
            tenant.schema,
        ]
        self._process = stack.enter_context(
            subprocess.Popen(
                words,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=stack.enter_context(heard.open("w")),
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
        stack.callback(self._process.kill)
        self._lines = stack.enter_context(heard.open())
        self.told = []

    def ask(self, word):
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def hear(self, key):
        """Wait for an answer with this key."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for each in self._news():
                assert "failed" not in each, each["failed"]
                if key in each:
                    return
            time.sleep(0.02)
        raise AssertionError(f"no answer with {key}")

    def end(self):
        """Let it finish what it is at."""
        self.ask("")
        self._process.wait(PATIENCE)
        list(self._news())

    def _news(self):
        for line in iter(self._lines.readline, ""):
            if line.startswith("{"):  # what else stands there is the log
                self.told.append(json.loads(line))
                yield self.told[-1]


def change(tenant, edits):
    apply(tenant, plan_edits(tenant, Edits(**edits)))
    work_off(tenant)


@pytest.mark.slow
def test_four_processes_serve_while_fields_change(tenant, tmp_path):
    change(tenant, {"put": {GAUGE: BODY, field("x__name"): TEXT, field("x__value"): NUMBER}})
    with ExitStack() as stack:
        servers = [Server(tenant, stack, tmp_path / f"{n}.jsonl") for n in range(4)]
        free, held = servers[:2], servers[2:]
        for server in servers:
            server.hear("ready")
        for server in free:
            server.ask("free")
        dead = {}
        for edits in CHANGES:
            for server in held:
                server.ask("hold")
                server.hear("held")
            assert {each: kept_in(tenant, each) for each in dead} == dead, "nobody wrote to one"
            change(tenant, edits)
            # A column that a field has again is not dead any more.
            dead = {each: dead.get(each) or kept_in(tenant, each) for each in died(tenant)}
            for server in held:
                server.ask("go")
            for server in held:
                server.hear("read")
            time.sleep(0.2)
        for server in servers:
            server.end()
    told = [each for server in servers for each in server.told]
    assert [each["failed"] for each in told if "failed" in each] == []
    served = {each["id"]: each for each in told if "id" in each}
    assert len(served) > 4 * len(CHANGES)
    behind = [each for each in served.values() if each["begun"] < each["saved"]]
    assert len(behind) >= len(held) * len(CHANGES)
    assert [each for each in served.values() if each["read"] != each["said"]] == []
    found = open_session(tenant, ACTOR).records("x__gauge").stream(Query(fields=("x__level",)))
    kept = {str(each.id): each["x__level"] for each in found}
    assert kept == {record: Decimal(each["said"]) for record, each in served.items()}
    assert dead, "a change of type leaves a dead column"
    assert {each: kept_in(tenant, each) for each in dead} == dead, "nobody wrote to one"


def died(tenant):
    """The columns that no field has any more."""
    with tenant.database.reading() as conn:
        return conn.scalars(sa.select(meta_column.c.physical).where(meta_column.c.dead)).all()


def kept_in(tenant, column):
    """What stands in a column, whose field is gone, by record."""
    context = runtime(tenant).context(None, "test")
    table = context.columns.table(context.model.objects["x__gauge"]).table
    old = sa.Table(
        table.name, sa.MetaData(schema=table.schema), table.c.id._copy(), sa.Column(column)
    )
    with tenant.database.reading() as conn:
        rows = conn.execute(sa.select(old).where(old.c[column].is_not(None)))
        return {record: str(value) for record, value in rows}
