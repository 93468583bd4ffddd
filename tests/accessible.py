"""Asks of a page in a browser whether it keeps anybody out, says faults, or runs over the edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHECKER = Path(__file__).parent.parent / "ui/assets/node_modules/axe-core/axe.min.js"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
"""WCAG 2.2 AA is what we hold ourselves to."""
QUICKLY = {"resultTypes": ["violations"], "preload": False}
"""What holds is not described, and no style sheet is fetched a second time."""
WIDE = "document.documentElement.scrollWidth - innerWidth"
COMING = ".htmx-request"
"""What a page loads behind itself."""


def violations(page: Page, asked: Mapping[str, Any] = WCAG) -> list[str]:
    """Give each rule that a page violates, with where it does."""
    assert CHECKER.is_file(), "run `make assets` first"
    page.evaluate(CHECKER.read_text())
    found = page.evaluate("asked => axe.run(document, asked)", {**asked, **QUICKLY})
    return [
        f"{one['id']}: "
        + ", ".join(" ".join(map(str, node["target"])) for node in one["nodes"])
        for one in found["violations"]
    ]


def offences(page: Page, addresses: Iterable[str]) -> list[str]:
    """Open addresses one by one and give what is wrong with them, the console's errors too."""
    from playwright.sync_api import expect

    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    found = []
    for address in addresses:
        page.goto(address, wait_until="load")
        expect(page.locator(COMING)).to_have_count(0)
        found += [f"{address}: {told}" for told in (*violations(page), *said)]
        over = page.evaluate(WIDE)
        if over > 0:
            found.append(f"{address}: {over} pixels over the edge")
        said.clear()
    return found


@contextmanager
def looking(
    browser: Browser,
    address: str,
    language: str = "en",
    theme: str = "light",
    width: int = 1440,
) -> Iterator[Page]:
    """Lend a page whose reader has a language, a theme and a screen."""
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 900}, locale="en-GB"
    )
    cookies = {"language": language, "theme": theme}
    context.add_cookies([{"name": k, "value": v, "url": address} for k, v in cookies.items()])
    try:
        yield context.new_page()
    finally:
        context.close()
