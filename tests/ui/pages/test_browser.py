"""The generated pages in a real browser: accessible, within the content policy, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.tenancy.tenant import Tenant
from tests.accessible import looking, offences
from tests.serving import serving_app
from tests.tenants import ADMIN

pytestmark = pytest.mark.browser


@pytest.fixture
def company(company_of_a_browser: Tenant) -> Tenant:
    """One database is enough for what a browser sees."""
    return company_of_a_browser


@pytest.fixture
def served(make_app) -> Iterator[str]:
    """Serve the pages to the admin."""
    with serving_app(make_app(ADMIN)) as address:
        yield address


@pytest.fixture
def deal(system):
    made = system.records("deal").create(
        {"name": "Pumps", "amount": "1000", "vw__code": "P", "owner": ADMIN}
    )
    return made.id


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("en", "light", 1440), ("zh", "dark", 390)],
)
def test_every_kind_of_page_passes_axe_within_the_policy(
    browser, served, deal, language, theme, width
):
    addresses = (
        "/", "/o/deal/", f"/o/deal/{deal}", "/o/deal/new", f"/o/deal/{deal}/edit", "/o/deal/board",
        "/search?q=pumps", "/trash", "/jobs", "/imports", "/o/deal/import", "/setup",
        f"/o/deal/{deal}/delete",
    )  # fmt: skip
    with looking(browser, served, language, theme, width) as page:
        assert offences(page, addresses) == []


def test_a_card_moves_by_keyboard_alone(page, served, deal, system):
    page.goto(f"{served}/o/deal/board?view=vw__board", wait_until="networkidle")
    page.locator(".kc").first.focus()
    page.keyboard.press("Space")
    assert "Picked up Pumps" in page.locator("#live").inner_text()
    page.keyboard.press("Escape")
    assert "cancelled" in page.locator("#live").inner_text()


def test_what_one_typed_survives_leaving_and_coming_back(page, served):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{served}/o/deal/new", wait_until="networkidle")
    page.fill("#f-name", "Half a name")
    page.wait_for_timeout(700)
    page.goto(f"{served}/o/deal/")
    page.goto(f"{served}/o/deal/new", wait_until="networkidle")
    assert page.input_value("#f-name") == "Half a name"
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("button", name="Discard draft").click()
    assert page.input_value("#f-name") == ""


def test_the_palette_finds_and_opens_a_record(page, served, deal):
    page.goto(f"{served}/", wait_until="networkidle")
    page.keyboard.press("Control+k")
    page.keyboard.type("pump")
    page.locator("#palette-records [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/o/deal/{deal}")


def test_a_cell_is_edited_by_keyboard_alone(page, served, deal, system):
    page.goto(f"{served}/o/deal/?col=name&col=amount&col=stage", wait_until="networkidle")
    page.locator("td.nm a").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    box = page.locator("form[data-inplace] input[name=amount]")
    box.wait_for()
    box.fill("much")
    page.keyboard.press("Enter")
    page.locator("form[data-inplace] .err:not([hidden])").first.wait_for()
    assert system.records("deal").get(deal)["amount"] == 1000
    page.locator("form[data-inplace] input[name=amount]").fill("2500")
    page.keyboard.press("Enter")
    page.locator("td:focus", has_text="2,500").wait_for()
    assert system.records("deal").get(deal)["amount"] == 2500
    page.keyboard.press("Enter")
    box.fill("9")
    page.keyboard.press("Escape")
    assert page.locator("td:focus").inner_text().endswith("2,500")
    assert system.records("deal").get(deal)["amount"] == 2500


def test_enter_that_ends_a_composition_does_not_save(page, served, deal, system):
    page.goto(f"{served}/o/deal/{deal}", wait_until="networkidle")
    page.locator("dd[data-field=name]").dblclick()
    box = page.locator("form[data-inplace] input[name=name]")
    box.fill("泵站")
    box.evaluate(
        """box => box.dispatchEvent(new KeyboardEvent(
            "keydown", {key: "Enter", bubbles: true, cancelable: true, isComposing: true}))"""
    )
    page.wait_for_timeout(200)
    assert system.records("deal").get(deal)["name"] == "Pumps"
    box.press("Enter")
    page.locator("h1", has_text="泵站").wait_for()
    assert page.evaluate("document.activeElement.dataset.editField !== undefined")


def test_amounts_are_typed_as_people_write_them(page, served, deal, system):
    page.goto(f"{served}/o/deal/{deal}/edit", wait_until="networkidle")
    amount = page.locator("[name=amount]")
    complaint = page.locator(".fld:has([name=amount]) .err")
    for typed, right in (
        ("ten", False),
        ("25k", True),
        ("3 万", True),
        ("￥1,200", True),
        ("25x", False),
    ):
        amount.fill(typed)
        amount.blur()
        assert complaint.is_visible() is not right, typed
    amount.fill("2.5M")
    page.locator("form[data-rules] [type=submit]").first.click()
    page.wait_for_url(f"{served}/o/deal/{deal}*")
    assert system.records("deal").get(deal, ("amount",))["amount"] == 2_500_000
