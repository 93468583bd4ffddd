"""An upgrade with conflicts in a real browser, and the pages around it: accessible, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.accessible import looking, offences
from tests.packages.zipped import next_version
from tests.serving import serving_app
from tests.tenants import ADMIN
from tests.ui.studio.test_packages import OTHER_WORDS, customised

__all__ = ["customised"]
pytestmark = pytest.mark.browser


@pytest.fixture
def served(make_app, customised) -> Iterator[str]:
    """Serve pages and Studio of the company that made the views its own."""
    with serving_app(make_app(ADMIN)) as address:
        yield address


def uploaded(page, served):
    page.goto(f"{served}/setup")
    page.get_by_role("link", name="Packages").click()
    raw = next_version(changed=OTHER_WORDS)
    file = {"name": "small_views-2.0.0.zip", "mimeType": "application/zip", "buffer": raw}
    page.get_by_label("Package as a zip archive").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="Upgrade Pages of the small company").wait_for()


def test_an_upgrade_is_uploaded_its_conflicts_are_decided_and_it_is_taken_back(page, served):
    page.set_default_timeout(15_000)
    uploaded(page, served)
    expect(page.get_by_text("Decide what is left open")).to_be_visible()
    assert page.get_by_role("button", name="Apply", exact=True).count() == 0
    rights = page.get_by_role("row", name="Fields of the pages")
    rights.get_by_role("radio", name="The vendor's: team").check()
    page.get_by_role("row", name="Cause").get_by_role("radio", name="Yours: Cause").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Keep these choices").click()
    expect(page.get_by_text("all decided")).to_be_visible()
    expect(page.get_by_role("radio", name="The vendor's: Why lost")).to_be_checked()
    page.get_by_role("button", name="All mine").click()
    expect(page.get_by_role("radio", name="Yours: Cause")).to_be_checked()
    page.get_by_label("What is this change for?").fill("New views")
    page.get_by_role("button", name="Apply", exact=True).click()
    page.get_by_role("heading", name="3 stayed yours").wait_for()
    expect(page.get_by_text("1.0.0 → 2.0.0")).to_be_visible()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Revision").wait_for()
    expect(page.get_by_text("2.0.0 → 1.0.0")).to_be_visible()


def test_the_map_is_walked_by_arrows_zoomed_and_searched(page, served):
    page.goto(f"{served}/setup/map", wait_until="networkidle")
    svg = page.locator("[data-map] svg")
    before = int(svg.get_attribute("width"))
    deal = page.locator("[data-node=deal]")
    deal.focus()
    expect(page.locator(".tie.on[data-from=line][data-to=deal]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.node") == "line"
    page.keyboard.press("+")
    assert int(svg.get_attribute("width")) > before
    page.get_by_role("link", name="50%", exact=True).click()
    assert int(svg.get_attribute("width")) < before
    page.locator("[data-map-find]").fill("fir")
    expect(page.locator("[data-node=firm].on")).to_have_count(1)
    deal.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Around Deal").wait_for()


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1440), ("zh", "dark", 390)]
)
def test_every_page_around_it_passes_axe_within_the_policy(
    browser, served, language, theme, width
):
    with looking(browser, served, width=width) as page:
        uploaded(page, served)
        page.goto(f"{served}/setup/c/field/deal/amount")
        page.locator("[name='label.en']").fill("Worth")
        page.locator(".work form button").first.click()
        page.goto(f"{served}/setup/drafts")
        page.locator("#new-draft").fill("Spring")
        page.locator("#new-draft + button").click()
        page.wait_for_selector(".drafted a >> text=Spring")
        drafts = page.locator(".drafted a").evaluate_all(
            "all => all.map(one => one.getAttribute('href'))"
        )
    addresses = (
        "/setup", "/setup/packages", "/setup/packages/plan?name=small_views",
        "/setup/packages/small_views/uninstall", "/setup/history",
        "/setup/history/compare?old=2&new=3", "/setup/history/3", "/setup/history/3/undo",
        "/setup/restore/field/deal/vw__reason/2", "/setup/c/field/deal/vw__reason?tab=history",
        "/setup/c/field/deal/vw__reason?tab=use", "/setup/drafts", *drafts,
        "/setup/map?object=deal",
    )  # fmt: skip
    with looking(browser, served, language, theme, width) as page:
        assert offences(page, addresses) == []
