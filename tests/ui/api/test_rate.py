"""One user's calls are counted together; who calls too often is told when to come back."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest

from tests.ui.api.conftest import Cloud
from ui.app import create_app


def test_a_program_that_calls_too_often_is_told_to_wait(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEEL_API_RATE", "3 per minute")
    app = create_app(cloud.app.extensions["keel"].settings)
    rob, sue = replace(cloud.rob, app=app), replace(cloud.sue, app=app)
    answers = [rob.call("GET", path) for path in ("/records/account", "/records/lead") * 4]
    codes = [answer.status_code for answer in answers]
    assert codes.count(200) in (3, 4, 5, 6)  # a minute may end in between
    assert codes[-1] == 429
    last = answers[-1].headers
    assert 1 <= int(last["Retry-After"]) <= 60
    assert last["RateLimit-Remaining"] == "0"
    assert answers[-1].json["code"] == "http.429"
    assert sue.call("GET", "/records/account").status_code == 200


@pytest.mark.parametrize("shared", [False, True])
def test_every_answer_says_how_many_calls_are_left(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, redis_url: str, shared: bool
) -> None:
    monkeypatch.setenv("KEEL_API_RATE", f"{secrets.randbelow(900) + 100} per day")
    settings = cloud.app.extensions["keel"].settings
    app = create_app(replace(settings, limits=redis_url) if shared else settings)
    program = replace(cloud.rob, app=app)
    seen = [program.call("GET", path).headers for path in ("/records/account", "/records/x")]
    left = [int(each["RateLimit-Remaining"]) for each in seen]
    most = int(seen[0]["RateLimit-Limit"])
    assert left[1] == left[0] - 1 < most
    assert 0 < int(seen[0]["RateLimit-Reset"]) <= 86_400
    assert shared or left[0] == most - 1
