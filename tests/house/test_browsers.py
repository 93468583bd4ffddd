"""The browser that tests drive starts and renders."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_the_browser_renders_a_page(page):
    page.set_content("<p>a cloud that you declare</p>")
    assert page.inner_text("p") == "a cloud that you declare"
