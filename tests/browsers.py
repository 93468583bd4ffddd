"""Lends tests a real Chromium: mark them `browser` and ask for `browser` or `page`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.house.services import CHROMIUM_NAMES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESKTOP = {"width": 1440, "height": 900}
NOT_FOR_PAGES = (
    "SpareRendererForSitePerProcess",  # a process at hand for the next site
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",  # what drops from the address bar is a page, loaded for every window
)
"""What a browser does for a person beside showing pages; it took a quarter of its time."""
NOT_FOR_TESTS = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
)
"""What Playwright turns off: the last of two switches counts, so that ours must repeat it."""


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium under test."""
    known = filter(None, map(shutil.which, CHROMIUM_NAMES))
    path = os.environ.get("KEEL_TEST_CHROMIUM") or next(known, None)
    assert path, "install Chromium, or name one in KEEL_TEST_CHROMIUM"
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One headless browser per test process; it talks to the loopback address only."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium_path,
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                f"--disable-features={','.join((*NOT_FOR_TESTS, *NOT_FOR_PAGES))}",
            ],
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own; an uncaught error in it fails the test."""
    context = browser.new_context(viewport=DESKTOP, locale="en-GB", timezone_id="UTC")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, errors
