"""One user's calls are counted together; who calls too often is told when to come back."""

from __future__ import annotations

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
    assert answers[-1].headers["Retry-After"] == "60"
    assert answers[-1].json["code"] == "http.429"
    assert sue.call("GET", "/records/account").status_code == 200
