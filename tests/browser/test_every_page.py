"""Every kind of page: open to all who use it, in both themes, both sizes, both languages."""

from __future__ import annotations

import pytest

from tests.accessible import violations
from tests.browser.conftest import DESKTOP, PHONE

PAGES = (
    "/",
    "/o/opportunity/",
    "/o/opportunity/?base=0&f=name~contains~nowhere",
    "/o/opportunity/board",
    "/o/opportunity/new",
    "/o/opportunity/new?record_type=renewal",
    "/o/lead/import",
    "/imports",
    "/search?q=steam",
    "/trash",
    "/jobs",
    "/setup",
    "/setup/settings",
    "/setup/calendars",
    "/setup/objects/opportunity",
    "/setup/c/field/opportunity/stage",
    "/setup/design/layout/opportunity/default",
    "/account/profile",
    "/account/people",
)
LOOKS = {
    "desktop": {"viewport": DESKTOP, "color_scheme": "light"},
    "desktop at night": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "dark", "has_touch": True},
}


FOCUS_IN_SIGHT = """[document.activeElement, document.activeElement.parentElement]
    .some(one => getComputedStyle(one).boxShadow !== "none")"""
"""The ring stands at the control, or around it and what belongs to it."""


EVERY_RULE: dict[str, object] = {}
"""What the checker advises beyond WCAG, too."""
ONLY_COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What a page of the same shape can be at night that it was not by day."""


def first_record(page) -> str:
    """Give the address of the first record of a list."""
    page.goto("/o/opportunity/")
    link = page.locator("table tbody td.nm a").first
    return link.get_attribute("href").partition("?")[0]


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_no_page_keeps_anybody_out_or_runs_over_the_edge(enter, look):
    page = enter("admin", **LOOKS[look])
    record = first_record(page)
    offences = []
    tabs = [f"{record}?tab={tab}" for tab in ("list-tasks", "history")]
    for where in (*PAGES, record, *tabs, f"{record}/edit", f"{record}/delete"):
        answer = page.goto(where)
        if answer.status != 200:
            offences.append(f"{where}: {answer.status}")
            continue
        rules = ONLY_COLORS if look == "desktop at night" else EVERY_RULE
        offences += [f"{where}: {found}" for found in violations(page, rules)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > LOOKS[look]["viewport"]["width"]:
            offences.append(f"{where}: {width} pixels wide")
    assert not offences, "\n" + "\n".join(offences)


def test_no_amount_of_a_record_is_cut_on_a_phone(enter):
    page = enter("admin", viewport=PHONE, has_touch=True)
    page.goto(first_record(page))
    cut = page.evaluate(
        "Array.from(document.querySelectorAll('.hl .v'))"
        ".filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    )
    assert cut == []


def test_an_editor_in_a_list_keeps_nobody_out(enter):
    page = enter("admin", viewport=DESKTOP)
    page.goto("/o/opportunity/?mode=list", wait_until="networkidle")
    page.locator("tbody td.nm a").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("form[data-inplace]").wait_for()
    assert violations(page, EVERY_RULE) == []


def test_a_record_is_made_by_keyboard_alone_with_the_focus_in_sight(enter):
    page = enter("tomas", viewport=DESKTOP)
    page.goto("/o/lead/", wait_until="networkidle")
    page.keyboard.press("c")
    page.keyboard.press("l")
    page.wait_for_url("**/o/lead/new**")
    page.wait_for_load_state("networkidle")
    left = {"person.family": "Tabor", "company": "Tabulator", "email": "t@tabor.example"}
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        assert page.evaluate(FOCUS_IN_SIGHT), name
        if name in left:
            page.keyboard.type(left.pop(name))
        if not left:
            break
    page.keyboard.press("Control+Enter")
    page.locator("h1", has_text="Tabor").wait_for()


def test_a_chinese_colleague_works_in_chinese(enter):
    page = enter("wei", viewport=DESKTOP)
    page.goto("/o/opportunity/")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.locator("h1").inner_text() == "商机"


def test_sign_in_is_open_to_all(browser, address):
    page = browser.new_page(base_url=address)
    for where in ("/sign-in", "/account/forgotten", "/no/such/page"):
        page.goto(where)
        assert violations(page, EVERY_RULE) == [], where
    page.close()


def test_without_scripts_one_signs_in_and_finds_a_record(enter):
    page = enter("tomas", viewport=DESKTOP, java_script_enabled=False)
    page.goto(first_record(page))
    name = page.locator("h1").inner_text()
    page.goto("/o/opportunity/")
    page.fill("header input[name=q]", name)
    page.press("header input[name=q]", "Enter")
    assert name in page.locator("main").inner_text()


def test_someone_who_signed_out_is_out(enter):
    page = enter("priya", viewport=DESKTOP)
    page.locator("[data-sign-out]").first.evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/sign-in")
    page.goto("/o/opportunity/")
    assert "/sign-in" in page.url
