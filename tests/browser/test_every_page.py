"""Every kind of page: open to all who use it, in both themes, both sizes, both languages."""

from __future__ import annotations

import pytest

from tests.browser.conftest import DESKTOP, PHONE

PAGES = (
    "/",
    "/o/opportunity/",
    "/o/opportunity/board",
    "/o/opportunity/new",
    "/search?q=steam",
    "/trash",
    "/jobs",
    "/setup",
    "/setup/settings",
    "/setup/calendars",
    "/account/profile",
    "/account/people",
)
LOOKS = {
    "desktop": {"viewport": DESKTOP, "color_scheme": "light"},
    "phone": {"viewport": PHONE, "color_scheme": "dark", "has_touch": True},
}


def violations(page, axe: str) -> list[str]:
    """Ask the checker; WCAG 2.2 AA is what we hold ourselves to."""
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def first_record(page) -> str:
    """Give the address of the first record of a list."""
    page.goto("/o/opportunity/")
    link = page.locator("table tbody td.nm a").first
    return link.get_attribute("href").partition("?")[0]


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_no_page_keeps_anybody_out_or_runs_over_the_edge(enter, axe, look):
    page = enter("admin", **LOOKS[look])
    record = first_record(page)
    offences = []
    for where in (*PAGES, record, f"{record}/edit"):
        answer = page.goto(where)
        if answer.status != 200:
            offences.append(f"{where}: {answer.status}")
            continue
        offences += [f"{where}: {found}" for found in violations(page, axe)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > LOOKS[look]["viewport"]["width"]:
            offences.append(f"{where}: {width} pixels wide")
    assert not offences, "\n" + "\n".join(offences)


def test_a_chinese_colleague_works_in_chinese(enter):
    page = enter("wei", viewport=DESKTOP)
    page.goto("/o/opportunity/")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.locator("h1").inner_text() == "商机"


def test_sign_in_is_open_to_all(browser, address, axe):
    page = browser.new_page(base_url=address)
    for where in ("/sign-in", "/account/forgotten", "/no/such/page"):
        page.goto(where)
        assert violations(page, axe) == [], where
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
