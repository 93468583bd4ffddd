"""A task is ticked off only by who may change it, to a status that it has."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.kernel.ids import new_id
from tests.ui.pages.conftest import app_for


@pytest.fixture
def browse(cloud):
    """Give the browser of a person."""
    return lambda name: app_for(cloud.tenant, getattr(cloud, name).user).test_client()


@pytest.fixture
def task(cloud):
    made = (
        cloud.rob.session().records("task").create({"subject": "Call", "due_on": "2026-01-05"})
    )
    return str(made.id)


def status_of(cloud, task):
    return cloud.rob.session().records("task").get(UUID(task))["status"]


def ticked(browser, task, of="task", **form):
    return browser.post(f"/todo/{of}/{task}", data=form)


def test_who_may_change_a_task_ticks_it_off_and_takes_it_back(cloud, browse, task):
    rob = browse("rob")
    assert ticked(rob, task, status="doing").status_code == 302
    assert status_of(cloud, task) == "doing"
    assert ticked(rob, task, status="open").status_code == 302
    assert status_of(cloud, task) == "open"


@pytest.mark.parametrize(
    "status", ["", "nope", "In progress", "进行中", "doing\0", "d" * 100_000, "²"]
)
def test_a_status_that_is_not_offered_is_refused_or_read_as_one(cloud, browse, task, status):
    answer = ticked(browse("rob"), task, status=status)
    assert answer.status_code in (302, 404, 422)
    assert status_of(cloud, task) in ("open", "doing")


def test_tasks_of_others_and_what_is_no_task_cannot_be_ticked(cloud, browse, task):
    sue = browse("sue")
    assert ticked(sue, task, status="done").status_code == 404
    assert status_of(cloud, task) == "open"
    for of in ("opportunity", "user", "nothing", "../task"):
        assert ticked(sue, task, of, status="done").status_code == 404, of
    for missing in (new_id(), "x", "9" * 5_000):
        assert ticked(sue, missing, status="done").status_code == 404
    assert browse("rob").get(f"/todo/task/{task}?status=done").status_code == 405
    assert status_of(cloud, task) == "open"
