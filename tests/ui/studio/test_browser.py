"""The Studio in a real browser: the first object of a new admin, accessible, within the policy."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.accessible import looking, offences, violations

pytestmark = pytest.mark.browser

FIELDS = """Serial number; text; required
Firm; lookup; Firm
State; select; Running, Waiting, Down
Installed on; date
Power; decimal
Price; currency
Checked; yes/no
Notes; long text
"""
HUMAN = 25
"""Milliseconds for a key."""
LONGEST = 300
"""Seconds that a new admin may need."""


def test_a_new_admin_makes_an_object_with_eight_fields_layout_and_list(page, served):
    page.set_default_timeout(15_000)
    begun = time.monotonic()
    page.goto(f"{served}/setup")
    page.get_by_role("link", name="New object").click()
    page.get_by_label("One is called, English").press_sequentially("Station", delay=HUMAN)
    page.get_by_label("Several are called, English").press_sequentially("Stations", delay=HUMAN)
    page.get_by_label("Fields, one in each line").press_sequentially(FIELDS, delay=HUMAN)
    page.get_by_role("radio", name="see and edit Everything").check()
    page.get_by_role("radio", name="see Selling", exact=True).check()
    page.get_by_label("Work").select_option(label="Sell")
    page.get_by_role("button", name="Put into draft").click()
    plan = page.get_by_role("complementary", name="Plan")
    plan.get_by_text("“Station”").first.wait_for()
    assert "In the way" not in plan.inner_text()
    plan.get_by_role("link", name="Review and apply").click()
    page.get_by_label("What is this change for?").press_sequentially("Service", delay=HUMAN)
    page.get_by_role("button", name="Apply", exact=True).click()
    page.get_by_role("heading", name="Revision").wait_for()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Stations").click()
    page.locator("a.create").first.click()
    page.get_by_label("Serial number").fill("S-100")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="S-100").wait_for()
    for label in ("Installed on", "Price", "Checked"):
        assert page.get_by_text(label, exact=True).first.is_visible(), label
    page.goto(f"{served}/o/x__station/")
    heads = page.locator("thead").inner_text()
    assert all(label in heads for label in ("Serial number", "Firm", "State", "Power"))
    assert time.monotonic() - begun < LONGEST


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1440), ("zh", "dark", 390)]
)
def test_every_page_of_the_studio_passes_axe_within_the_policy(
    browser, served, language, theme, width
):
    addresses = (
        "/setup", "/setup/objects", "/setup/objects/deal", "/setup/objects/new",
        "/setup/objects/deal?tab=layout", "/setup/objects/deal?tab=permissions",
        "/setup/objects/deal?tab=import_map", "/setup/c/object/deal?tab=form",
        "/setup/search?q=amount", "/setup/all/layout", "/setup/c/field/deal/stage",
        "/setup/c/field/deal/stage?tab=yaml", "/setup/c/field/deal/stage?tab=use",
        "/setup/c/field/deal/stage?tab=history", "/setup/new/field?of=deal",
        "/setup/design/layout/deal/vw__default", "/setup/design/list_view/deal/vw__mine",
        "/setup/new/field?of=deal&type=select", "/setup/objects/deal/paste", "/setup/draft",
        "/setup/settings", "/setup/calendars", "/setup/calendars/new",
        "/setup/navigation", "/setup/navigation/vw__work",
        "/setup/new/field?of=deal&type=formula", "/setup/c/field/deal/firm",
        "/setup/history", "/setup/history/1", "/setup/indexes", "/setup/scheduled", "/setup/map", "/setup/translations?object=deal",
    )  # fmt: skip
    with looking(browser, served, language, theme, width) as page:
        page.goto("/setup/objects/deal/paste")
        page.locator("#fields").fill("Colour; select; Red, Blue\nShape")
        page.locator(".work form button").first.click()
        assert offences(page, addresses) == []
        page.goto("/setup/c/object/deal?tab=history")
        assert page.locator(".objhead").bounding_box()["height"] < 150
        expect(page.locator(".objtabs [aria-current]")).to_be_in_viewport(ratio=1)


def choose(page, name):
    """Take what is offered; the editor takes no key in the moment in which it begins to offer."""
    page.get_by_role("option", name=name).first.wait_for()
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")


def test_a_formula_is_completed_and_checked_while_it_is_typed(page, served):
    refused: list[str] = []
    page.on("console", lambda one: refused.append(one.text) if one.type == "error" else None)
    page.goto(f"{served}/setup/new/field?of=deal&type=formula", wait_until="networkidle")
    formula = page.get_by_role("textbox", name="Formula")
    formula.click()
    page.keyboard.type("firm.par", delay=HUMAN)
    offered = page.get_by_role("option", name="parent")
    offered.wait_for()
    assert formula.get_attribute("aria-autocomplete") == "list"
    assert page.locator(f"#{formula.get_attribute('aria-activedescendant')}").count() == 1
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.keyboard.type(".na", delay=HUMAN)
    choose(page, "name")
    page.keyboard.type(" + rou", delay=HUMAN)
    page.get_by_role("option", name="round(").first.wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#told-expr")).to_contain_text("there is no field “rou”")
    expect(page.locator(".cm-lintRange-error")).to_have_text("rou")
    for _ in " + rou":
        page.keyboard.press("Backspace")
    expect(page.locator("#told-expr")).to_contain_text("Gives: text")
    assert page.locator(".cm-lintRange-error").count() == 0
    page.get_by_label("Returns").select_option("date")
    page.keyboard.press("Tab")
    formula.click()
    page.keyboard.type(" ")
    expect(page.locator("#told-expr")).to_contain_text("a date is needed here")
    assert page.locator("textarea[name=expr]").input_value() == "firm.parent.name "
    assert refused == []


def test_yaml_is_completed_and_its_mistakes_are_marked(page, served):
    page.goto(f"{served}/setup/c/layout/deal/vw__default?tab=yaml", wait_until="networkidle")
    page.get_by_role("textbox", name="YAML").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("dev", delay=HUMAN)
    choose(page, "device")
    page.keyboard.type("mo", delay=HUMAN)
    choose(page, "mobile")
    page.keyboard.type("\ncolour: 3", delay=HUMAN)
    expect(page.locator("#told-yaml")).to_contain_text("“colour” is not known here")
    expect(page.locator(".cm-lintRange-error")).to_have_text("colour")
    written = page.locator("textarea[name=yaml]").input_value()
    assert written.endswith("device: mobile\ncolour: 3")


def test_the_navigation_is_arranged_by_keyboard_and_by_dragging(page, served):
    page.goto(f"{served}/setup/navigation/vw__work", wait_until="networkidle")
    page.get_by_role("button", name="Move Office", exact=True).focus()
    for key in ("Space", "ArrowUp", "Space"):
        page.keyboard.press(key)
    expect(page.locator("#arranged")).to_contain_text("Office is 1 of 2")
    machines = page.locator("[data-item='nav.vw__sell/vw__machines']")
    with page.expect_response(lambda one: one.request.method == "POST"):
        machines.drag_to(page.locator("[data-item='nav.vw__sell/vw__deals']"))
    page.reload()
    assert page.locator(".sections h2").all_inner_texts() == ["Office", "Sell"]
    order = [each.get_attribute("data-label") for each in page.locator(".lg .lf").all()]
    assert order.index("Machines") < order.index("Deals")


def test_setup_is_searched_by_keyboard_alone(page, served):
    page.goto(f"{served}/setup", wait_until="networkidle")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+k")
    page.keyboard.type("fiscal", delay=HUMAN)
    page.get_by_role("option", name="Fiscal year starts in month").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Company").wait_for()
