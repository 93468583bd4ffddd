"""The browser that tests drive starts and renders."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


def test_the_browser_renders_a_page(page):
    page.set_content("<p>a cloud that you declare</p>")
    assert page.inner_text("p") == "a cloud that you declare"


def test_what_playwright_turns_off_stays_off(browser):
    told = browser.new_browser_cdp_session()
    [process] = [
        one["id"]
        for one in told.send("SystemInfo.getProcessInfo")["processInfo"]
        if one["type"] == "browser"
    ]
    words = Path(f"/proc/{process}/cmdline").read_bytes().decode().split("\0")
    switch = "--disable-features="
    asked = [set(w.removeprefix(switch).split(",")) for w in words if w.startswith(switch)]
    assert len(asked) > 1
    assert set().union(*asked) == asked[-1]


def test_a_window_loads_no_page_but_its_own(browser, page):
    page.set_content("<p>alone</p>")
    told = browser.new_browser_cdp_session().send("Target.getTargets", {"filter": [{}]})
    kinds = {one["type"] for one in told["targetInfos"]}
    assert "page" in kinds
    assert "browser_ui" not in kinds
