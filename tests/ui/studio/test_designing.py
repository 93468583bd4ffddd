"""The designer in a real browser: by dragging, by keyboard alone, with previews and steps back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from engine import Query
from tests.accessible import looking, offences, violations
from tests.serving import serving_app
from tests.tenants import ADMIN

pytestmark = pytest.mark.browser

LAYOUT = "/setup/design/layout/deal/vw__default"
MAIN = "sections.vw__main"


@pytest.fixture
def served(make_app, system) -> Iterator[str]:
    """Serve pages and Studio to the admin, with a deal."""
    made = system.records("deal").create(
        {"name": "Pumps", "amount": "4711", "vw__code": "P", "owner": ADMIN}
    )
    system.records("line").create({"title": "Valve", "deal": str(made.id), "quantity": 2})
    with serving_app(make_app(ADMIN)) as address:
        yield address


def names(page, group):
    items = page.locator(f'[data-drop="{group}"] > [data-item]')
    return [one.get_attribute("data-item").partition("/")[2] for one in items.all()]


def grip(page, at):
    return page.locator(f'[id="grip-{at}"]')


def stepped(page):
    return page.expect_response(
        lambda one: one.request.method == "POST" and "/design/" in one.url
    )


def test_a_layout_is_arranged_by_keyboard_alone_and_steps_are_taken_back(page, served):
    page.goto(f"{served}{LAYOUT}", wait_until="networkidle")
    before = names(page, MAIN)
    grip(page, f"{MAIN}/{before[0]}").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#live")).to_contain_text(f"2 of {len(before)} in Deal")
    with stepped(page):
        page.keyboard.press("Space")
    expect(page.locator("#arranged")).to_contain_text("is 2 of")
    assert names(page, MAIN)[:2] == [before[1], before[0]]
    assert page.evaluate("document.activeElement.id") == f"grip-{MAIN}/{before[0]}"
    page.keyboard.press("Space")
    with stepped(page):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
    expect(page.locator("#arranged")).to_contain_text("in Loss")
    assert page.evaluate("document.activeElement.id") == f"grip-sections.vw__loss/{before[0]}"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert before[0] in names(page, "sections.vw__loss")
    with stepped(page):
        page.keyboard.press("Control+z")
    expect(page.locator("#arranged")).to_contain_text("One step back")
    with stepped(page):
        page.keyboard.press("Control+z")
    assert names(page, MAIN) == before
    with stepped(page):
        page.get_by_role("button", name="Redo").click()
    assert names(page, MAIN)[:2] == [before[1], before[0]]
    page.get_by_role("region", name="Plan").get_by_text("layout").first.wait_for()


def test_a_layout_is_arranged_by_dragging(page, served):
    page.set_viewport_size({"width": 1440, "height": 1800})
    page.goto(f"{served}{LAYOUT}", wait_until="networkidle")
    free = page.locator("#rest-list li").first
    name = free.get_attribute("data-item").partition("/")[2]
    with stepped(page):
        free.drag_to(page.locator(f'[data-drop="{MAIN}"] li').first)
    expect(page.locator("#arranged")).to_contain_text("in Deal")
    assert name in names(page, MAIN)
    with stepped(page):
        grip(page, f"{MAIN}/stage").drag_to(page.locator('[data-drop="highlights"] li').first)
    expect(page.locator("#arranged")).to_contain_text("in Highlights")
    assert "stage" in names(page, "highlights") and "stage" in names(page, MAIN)
    with stepped(page):
        grip(page, "sections/vw__big").drag_to(page.locator('[id="i-sections/vw__main"] h2'))
    assert names(page, "sections")[0] == "vw__big"


def test_a_new_field_is_dragged_from_the_palette_onto_the_board(page, served):
    page.set_viewport_size({"width": 1440, "height": 1800})
    page.goto(f"{served}{LAYOUT}", wait_until="networkidle")
    before = names(page, MAIN)
    with stepped(page):
        page.locator("#nf-currency .el").drag_to(grip(page, f"{MAIN}/{before[2]}"))
    label = page.get_by_label("Label, English")
    expect(label).to_be_focused()
    expect(page.locator(f'[data-drop="{MAIN}"] .drop')).to_have_text("New field: Currency")
    assert page.locator("[data-palette] > li").count() == 8
    label.fill("Bonus")
    with stepped(page):
        page.locator("[data-ask]").get_by_role("button", name="Put into draft").click()
    expect(page.locator("#arranged")).to_contain_text("Bonus is 3 of")
    assert names(page, MAIN) == [*before[:2], "x__bonus", *before[2:]]
    expect(page.locator("#objbar")).to_contain_text("2 pending changes")


def test_a_new_field_is_made_by_keyboard_alone(page, served):
    page.goto(f"{served}{LAYOUT}", wait_until="networkidle")
    page.get_by_role("button", name="New field: Select").focus()
    with stepped(page):
        page.keyboard.press("Enter")
    expect(page.get_by_label("Label, English")).to_be_focused()
    page.keyboard.type("Size")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("Small, Large")
    page.keyboard.press("Tab")
    page.keyboard.type("Loss")
    with stepped(page):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.locator("#arranged")).to_contain_text("Size is 2 of 2 in Loss")
    expect(grip(page, "sections.vw__loss/x__size")).to_be_focused()
    page.locator(".props .cm-content").wait_for()


def test_properties_of_what_is_chosen_are_changed_beside_the_board(page, served):
    page.goto(f"{served}{LAYOUT}", wait_until="networkidle")
    page.get_by_role("link", name="Loss", exact=True).click()
    box = page.locator(".props .cm-content").first
    box.fill("stage == 'lst' and amount")
    page.locator(".tried .badc").wait_for()
    box.fill("stage == 'won'")
    expect(page.locator(".tried")).to_contain_text("Gives: yes")
    with stepped(page):
        page.get_by_role("button", name="Put into draft").click()
    expect(page.locator('[id="i-sections/vw__loss"] .cond')).to_contain_text("stage == 'won'")


def test_options_are_put_in_order_by_dragging_and_by_keyboard(page, served):
    page.goto(f"{served}/setup/c/field/deal/stage", wait_until="networkidle")
    ids = lambda: [one.input_value() for one in page.locator('input[name$=".id"]').all()]  # noqa: E731
    assert ids()[:3] == ["open", "won", "lost"]
    page.get_by_role("button", name="Move row 3 up").focus()
    page.keyboard.press("Enter")
    assert ids()[:3] == ["open", "lost", "won"]
    rows = page.locator("[data-rows] tr")
    rows.nth(0).locator(".moves .ic").first.drag_to(rows.nth(2))
    assert ids()[:3] == ["lost", "won", "open"]
    assert page.locator('[name="options.0.id"]').input_value() == "lost"


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1440), ("zh", "dark", 390)]
)
def test_the_designer_and_its_previews_keep_nobody_out(browser, served, language, theme, width):
    previews = [f"{LAYOUT}?show={mode}" for mode in ("desktop", "mobile", "create", "print")]
    addresses = (
        f"{LAYOUT}?at=sections.vw__main/amount", f"{LAYOUT}?list=related.vw__lines",
        f"{LAYOUT}?at=related/vw__lines", "/setup/design/list_view/deal/vw__all",
        "/setup/design/list_view/deal/vw__all?show=desktop", *previews,
        "/setup/c/record_type/deal/vw__short",
    )  # fmt: skip
    framed: list[str] = []
    with looking(browser, served, language, theme, width) as page:
        page.on("frameattached", lambda frame: framed.append(frame.name))
        assert offences(page, addresses) == []
    assert len(framed) == 5


@pytest.mark.parametrize(("theme", "width"), [("light", 1200), ("dark", 390)])
def test_what_previews_show_keeps_nobody_out(browser, served, theme, width):
    # A sandboxed page runs no checker either: here its policy is passed over.
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    context.add_cookies([{"name": "theme", "value": theme, "url": served}])
    page, found = context.new_page(), {}
    page.goto(f"{served}{LAYOUT}?show=print")
    record = page.locator("#pv-record").input_value()
    for mode in ("desktop", "mobile", "create", "print"):
        address = f"/setup/preview/layout/deal/vw__default?show={mode}&record={record}"
        page.goto(served + address)
        found[mode] = violations(page)
        assert "Pumps" in page.locator("main").inner_text() or mode == "create"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), mode
    context.close()
    assert {address: told for address, told in found.items() if told} == {}


def test_nothing_can_be_done_in_a_preview(page, served, system):
    page.goto(f"{served}{LAYOUT}?show=desktop", wait_until="networkidle")
    frame = page.frames[1]
    frame.get_by_role("link", name="Edit", exact=True).click()
    frame.locator(".path button").first.click()
    page.wait_for_timeout(300)
    assert "/setup/preview/" in frame.url
    assert len(page.context.pages) == 1
    [deal] = system.records("deal").query(Query()).records
    assert deal["stage"] == "open"
    frame.get_by_role("link", name="Lines").first.click()
    frame.get_by_text("Valve").wait_for()
