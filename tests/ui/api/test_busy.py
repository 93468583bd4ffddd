"""A program that finds the database busy is told when to ask again."""

from __future__ import annotations

import pytest

from engine.storage import busy
from tests.holding import held


@pytest.fixture(scope="module", autouse=True)
def impatient():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(busy, "WAIT_MILLISECONDS", 300)
        yield


def test_a_busy_database_is_503_with_problem_details_and_a_time(impatient, cloud):
    with held(cloud.tenant):
        answer = cloud.rob.post("/records/account", {"name": "Asked too early"})
        seen = cloud.rob.get("/records/account")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "database.busy"
    assert all(each["name"] != "Asked too early" for each in seen["records"])
    assert cloud.rob.post("/records/account", {"name": "Asked again"}).status_code == 201
