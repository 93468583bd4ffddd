"""Signing in while another process writes to the control file is told as busy."""

from __future__ import annotations

from tests.holding import holding
from tests.ui.conftest import PASSWORD, token
from ui import security


def test_a_sign_in_that_finds_no_time_says_so_and_shows_no_password(monkeypatch, make_site):
    monkeypatch.setattr(security, "BUSY_MILLISECONDS", 300)
    site = make_site()
    site.add("ann", "admin")
    browser = site.visitor()
    form = {"login": "ann", "password": PASSWORD, **token(browser, "/sign-in")}
    control = f"sqlite:///{(site.folder / 'control.db').resolve()}"
    with holding(control, "BEGIN IMMEDIATE"):
        answer = browser.post("/sign-in", data=form)
    assert answer.status_code == 503
    assert "Busy, try again" in answer.text
    assert PASSWORD not in answer.text
    again = form | token(browser, "/sign-in")
    assert browser.post("/sign-in", data=again).status_code == 302
