"""An admin chooses a time for a draft; people see on their pages what is coming and what came."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from engine import open_session
from engine.storage.system import outbox
from tests.companies import company
from tests.engine.changes.working import work_off
from tests.tenants import ADMIN, SELLER
from tests.ui.studio.pages import text_of

__all__ = ["company"]

FIELDS = {"fields": "Colour"}


def scheduled(client, when):
    client.post("/setup/objects/machine/paste", data=FIELDS)
    page = client.get("/setup/draft").text
    assert "Apply at a set time" in page
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]
    form = {"digest": digest, "message": "colours for the workshop", "at": when}
    return client.post("/setup/draft/schedule", data=form)


def in_two_days():
    return f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT22:00}"


def test_a_draft_waits_for_its_time_and_those_concerned_are_told(ada, sign_in, company):
    done = scheduled(ada, in_two_days())
    assert done.status_code == 302, text_of(done)
    page = text_of(ada.get("/setup/scheduled"))
    assert "colours for the workshop" in page and "add field “Colour” of “Machine”" in page
    assert "draft is empty" in text_of(ada.get("/setup/draft"))
    seller = sign_in(SELLER)
    told = text_of(seller.get("/o/deal/"))
    assert "22:00, planned change: colours for the workshop" in told
    assert "“Machine” gets the field “Colour”" in told
    with company.database.writing() as conn:
        conn.execute(outbox.update().values(available_at=datetime.now(UTC)))
    work_off(company)
    page = seller.get("/").text
    assert ", changed: " in page and "gets the field “Colour”" in page
    notice = re.search(r'name="notice" value="([^"]+)"', page)[1]
    back = seller.post("/notices/dismiss", data={"notice": notice, "back": "/o/deal/"})
    assert back.location == "/o/deal/"
    assert "gets the field" not in seller.get("/").text
    assert seller.post("/notices/dismiss", data={"back": "//evil"}).location == "/"
    assert "Applied" in text_of(ada.get("/setup/scheduled"))


def test_a_change_that_waits_is_taken_back_into_the_draft(ada):
    scheduled(ada, in_two_days())
    action = re.search(
        r'action="(/setup/scheduled/[^"]+/cancel)"', ada.get("/setup/scheduled").text
    )
    assert ada.post(action[1]).status_code == 302
    assert "Colour" in text_of(ada.get("/setup/draft"))
    assert ada.post(action[1]).status_code == 422


def test_a_time_that_is_over_or_no_time_is_refused(ada, company):
    assert "time is over" in text_of(scheduled(ada, "2020-01-01T10:00"))
    for none in ("soon", "0001-01-01T00:00"):
        assert "give a date and a time" in text_of(scheduled(ada, none))
    assert open_session(company, ADMIN).scheduled() == []


def test_only_admins_see_what_waits(sign_in):
    assert sign_in(SELLER).get("/setup/scheduled").status_code == 404
