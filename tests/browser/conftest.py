"""The demonstration company in a real browser: one server per test process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.house.services import free_port
from tests.serving import serve, stop
from ui.serving import DEMO_PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items):
    """Everything in this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    """The address of a server with the demonstration company."""
    port = free_port()
    server = serve(tmp_path_factory.mktemp("demo"), port, "--demo")
    yield f"http://127.0.0.1:{port}"
    stop(server)


def is_fault(message) -> bool:
    """Tell faults from forms that were refused, which a browser counts as failed loads."""
    return message.type == "error" and "status of 422" not in message.text


@pytest.fixture
def enter(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a page signed in as one of the demo users; errors in its console fail the test."""
    contexts, errors = [], []

    def open_page(login: str = "admin", **options) -> Page:
        context = browser.new_context(base_url=address, locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if is_fault(m) else None)
        page.goto("/sign-in")
        page.fill("#in-login", login)
        page.fill("#in-password", DEMO_PASSWORD)
        page.press("#in-password", "Enter")
        page.wait_for_url("**/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors
