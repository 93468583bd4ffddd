"""Whoever applies something sees how far it is, may cancel it, and learns later what became of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from playwright.sync_api import expect

from engine import Workbench, open_session, revisions
from tests.accessible import violations
from tests.serving import serving_app
from tests.tenants import ADMIN, RIVAL
from tests.ui.studio.pages import text_of
from ui.studio.applying import RUNNING, Attempt

ONE, OTHER = "0" * 31 + "1", "0" * 31 + "2"


@pytest.fixture
def watched(make_app, tmp_path):
    """Give clients of a server that has a folder for word of what is being applied."""

    def client(user=ADMIN):
        app = make_app(user)
        app.config["APPLYING_FOLDER"] = tmp_path / "applying"
        return app.test_client()

    return client


@pytest.fixture
def coloured(company):
    """An admin's draft with a new field."""
    body = {"type": "text", "label": {"en": "Colour"}}
    Workbench(open_session(company, ADMIN).context).save({("field", "deal", "x__colour"): body})


def digest(client):
    return re.search(r'name="digest" value="([^"]+)"', client.get("/setup/draft").text)[1]


def send(client, read, attempt=ONE, **form):
    data = {"digest": read, "message": "colours", "attempt": attempt, **form}
    return client.post("/setup/draft/apply", data=data)


def word(client, attempt=ONE):
    return client.get(f"/setup/applying?attempt={attempt}").json


def test_a_script_is_told_where_applying_led(watched, coloured, company):
    ada = watched()
    answer = send(ada, digest(ada))
    newest = revisions(company.database)[0]
    assert answer.json == {"url": f"/setup/history/{newest.rev}"}
    assert newest.message == "colours"
    assert word(ada)["state"] == "done" and word(ada)["url"] == answer.json["url"]
    assert word(ada, OTHER) == {"state": ""}
    assert "Applied as revision" in text_of(ada.get(answer.json["url"]))


def test_what_was_not_applied_is_told_once_when_the_page_is_opened_again(watched, coloured):
    ada = watched()
    assert send(ada, "not what was read").json == {"url": "/setup/draft"}
    review = ada.get("/setup/draft")
    assert "Not applied: nothing has changed" in text_of(review)
    assert "the plan is not the one that you have read" in text_of(review)
    assert 'value="colours"' in review.text, "what was typed is kept"
    assert "Not applied" not in text_of(ada.get("/setup/draft"))


def test_what_is_cancelled_before_it_is_committed_changes_nothing(watched, coloured, company):
    ada = watched()
    read, before = digest(ada), revisions(company.database)[0].rev
    with ThreadPoolExecutor(1) as pool:
        with company.database.writing(exclusive=True):
            going = pool.submit(send, watched(), read)
            second = watched()
            for _ in range(200):
                if word(second).get("state") == "running":
                    break
                sleep(0.02)
            second.post("/setup/applying/cancel", data={"attempt": OTHER})
            second.post("/setup/applying/cancel", data={"attempt": ONE})
        assert going.result(timeout=30).json == {"url": "/setup/draft"}
    assert revisions(company.database)[0].rev == before
    assert "it was cancelled" in text_of(ada.get("/setup/draft"))
    assert send(ada, read, OTHER).json["url"].startswith("/setup/history/")


def test_ways_back_are_watched_as_well(watched, coloured, company):
    ada = watched()
    assert send(ada, digest(ada)).json["url"]
    newest = revisions(company.database)[0].rev
    page = ada.get(f"/setup/history/{newest}/undo").text
    read = re.search(r'name="digest" value="([^"]+)"', page)[1]
    answer = ada.post(f"/setup/history/{newest}/undo", data={"digest": read, "attempt": OTHER})
    assert answer.json == {"url": f"/setup/history/{newest + 1}"}


def test_nobody_hears_of_the_attempts_of_others(watched, coloured):
    ada = watched()
    send(ada, "not what was read")
    assert watched(RIVAL).get(f"/setup/applying?attempt={ONE}").status_code == 404
    assert word(ada)["state"] == "refused"
    assert word(ada, "../../etc/passwd") == {"state": ""}


def test_an_attempt_whose_server_is_gone_does_not_run_for_ever(watched, coloured, tmp_path):
    ada = watched()
    send(ada, "not what was read")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    [place] = (tmp_path / "applying").glob("*.json")
    place.write_text(json.dumps({"id": ONE, "state": "running", "process": gone.pid}))
    assert word(ada) == {"state": "", "url": "/setup/history"}
    assert "restarted meanwhile" in text_of(ada.get("/setup/history"))
    assert word(ada) == {"state": ""}


def test_two_attempts_of_one_person_do_not_stop_each_other(tmp_path):
    def noted(id_):
        attempt = Attempt(None, id_, tmp_path / "word.json")
        for step in range(300):
            attempt.note(RUNNING, step=step)
        return id_

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(noted, ("a" * 32, "b" * 32))) == ["a" * 32, "b" * 32]


@pytest.mark.browser
def test_who_applies_sees_that_it_waits_and_cancels_it(
    page, make_app, coloured, company, tmp_path
):
    page.set_default_timeout(15_000)
    app = make_app(ADMIN)
    app.config["APPLYING_FOLDER"] = tmp_path / "applying"
    before = revisions(company.database)[0].rev
    with serving_app(app) as address:
        page.goto(f"{address}/setup/draft")
        page.get_by_label("What is this change for?").fill("Colours")
        with company.database.writing(exclusive=True):
            page.get_by_role("button", name="Apply", exact=True).click()
            dialog = page.get_by_role("dialog", name="It is being applied")
            expect(dialog.get_by_role("status")).to_contain_text("waiting for its turn")
            page.keyboard.press("Escape")
            assert violations(page) == []
            with page.expect_response(lambda one: "cancel" in one.url):
                dialog.get_by_role("button", name="Cancel").click()
        page.get_by_text("it was cancelled").wait_for()
        assert page.get_by_label("What is this change for?").input_value() == "Colours"
        assert revisions(company.database)[0].rev == before
        page.get_by_role("button", name="Apply", exact=True).click()
        page.get_by_role("heading", name="Revision").wait_for()
    assert revisions(company.database)[0].message == "Colours"
