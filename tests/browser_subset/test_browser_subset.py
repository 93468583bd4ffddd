"""The interpreter in the browser gives what Python gives, for the subset that it runs."""

from __future__ import annotations

import json
import subprocess
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.expressions import Checked, Env, check, evaluate, functions, to_browser
from engine.expressions.serial import plain
from tests.engine.expressions.grammar import COLUMNS, ENVS, KINDS, SCOPE, call, expression, rows
from tests.house import assets

ASSETS = assets.ROOT / "ui" / "assets"
ROWS = rows(70)
GENERATED = tuple(
    name
    for name, function in functions().items()
    if function.browser and function.python and function.group not in ("record", "picklist")
)
QUIET = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module", autouse=True)
def typescript() -> None:
    """Install what compiles the interpreter; a machine without Node fails here, and says so."""
    if not (ASSETS / "node_modules" / "typescript").exists():
        reason = assets.build()
        assert reason is None, reason


def _wire(value: Any) -> Any:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return plain(Decimal(value))
    if isinstance(value, time):
        return value.isoformat("microseconds")
    return plain(value)


def _answers(folder: Path, cases: list[tuple[Checked, Env]]) -> list[list[Any]]:
    body = {
        "rows": [{path: _wire(row[path]) for path in COLUMNS} for row in ROWS],
        "cases": [
            {
                "tree": to_browser(checked),
                "me": {"id": str(env.me["id"]), "roles": env.me["roles"]},
                "env": {
                    "now": plain(env.now), "today": plain(env.today), "zone": env.zone.key,
                    "isNew": env.is_new, "changed": sorted(env.changed),
                },
            }
            for checked, env in cases
        ],
    }  # fmt: skip
    given_file, answers_file = folder / "cases.json", folder / "answers.json"
    given_file.write_text(json.dumps(body))
    command = [
        "node",
        str(Path(__file__).with_name("run.mjs")),
        ASSETS,
        given_file,
        answers_file,
    ]
    subprocess.run(command, check=True, timeout=120)
    answers: list[list[Any]] = json.loads(answers_file.read_text())
    return answers


def _compare(folder: Path, cases: list[tuple[Checked, Env]]) -> None:
    wrong = []
    for (checked, env), answers in zip(cases, _answers(folder, cases), strict=True):
        for row, theirs in zip(ROWS, answers, strict=True):
            ours = _wire(evaluate(checked, row.get, env))
            if ours != theirs:
                wrong.append((checked.source, env.zone.key, ours, theirs, row))
                break
    assert not wrong, (len(wrong), wrong[:5])


def _browser_case(source: str, env: Env) -> tuple[Checked, Env]:
    try:
        checked = check(source, SCOPE)
    except ExpressionError:
        assume(False)
        raise
    assume(checked.browser_safe)
    return checked, env


@pytest.mark.slow
def test_any_browser_expression_means_what_it_means_on_the_server(tmp_path: Path):
    cases: list[tuple[Checked, Env]] = []

    @seed(3)
    @settings(QUIET, max_examples=500)
    @given(data=st.data())
    def collect(data: st.DataObject) -> None:
        source = data.draw(expression(data.draw(st.sampled_from(KINDS)), 2))
        cases.append(_browser_case(source, data.draw(st.sampled_from(ENVS))))

    collect()
    assert len(cases) > 150
    _compare(tmp_path, cases)


@pytest.mark.slow
def test_every_browser_function_means_what_it_means_on_the_server(tmp_path: Path):
    cases: list[tuple[Checked, Env]] = []
    for name in GENERATED:
        cases += _calls(name)
    assert {name for checked, _ in cases for name in checked.functions} >= set(GENERATED)
    _compare(tmp_path, cases)


def _calls(name: str) -> list[tuple[Checked, Env]]:
    cases: list[tuple[Checked, Env]] = []

    @seed(5)
    @settings(QUIET, max_examples=15)
    @given(data=st.data())
    def collect(data: st.DataObject) -> None:
        source = data.draw(call(functions()[name], 0))
        cases.append(_browser_case(source, data.draw(st.sampled_from(ENVS))))

    collect()
    return cases
