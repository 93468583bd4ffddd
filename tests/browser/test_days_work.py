"""What a rep does all day in a real browser, and what must not be lost or mistaken on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

RECORD = re.compile(r"/o/\w+/[0-9a-f-]{36}$")


@pytest.fixture
def rep(enter):
    """A page on which a sales rep is signed in."""
    return enter("tomas", viewport=DESKTOP)


def save(page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def pick(page, field: str, text: str) -> None:
    """Type into a look-up and take the first that is found."""
    page.locator(f"#f-{field}-ts-control").click()
    page.wait_for_selector(".ts-dropdown .option")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "text => [...document.querySelectorAll('.ts-dropdown .option')]"
        ".every(one => one.innerText.includes(text))",
        arg=text,
    )
    page.wait_for_selector(".ts-dropdown .option")
    page.keyboard.press("Enter")


def new_from(page, tab: str) -> None:
    """Open the first opportunity, and from one of its tabs the form of a new record."""
    page.goto("/o/opportunity/?view=my_open")
    address = page.locator("table tbody td.nm a").first.get_attribute("href")
    page.goto(f"{address.partition('?')[0]}?tab={tab}")
    page.locator("main a[href*='/new?']", has_text="New").last.click()
    page.wait_for_url("**/new?*")


def test_a_look_up_offers_only_what_fits_the_words(rep):
    rep.goto("/o/opportunity/new")
    pick(rep, "account", "Talbach")
    chosen = rep.locator("#f-account").evaluate("one => one.selectedOptions[0].text")
    assert chosen.startswith("Talbach")


def test_a_refused_form_keeps_what_was_sent(rep):
    rep.goto("/o/opportunity/new")
    rep.locator("#f-amount").fill("12")
    rep.wait_for_timeout(600)
    pick(rep, "account", "Talbach")
    rep.locator("#f-stage").select_option("design")
    save(rep)
    rep.wait_for_selector(".errsum")
    rep.wait_for_selector("#f-account-ts-control", state="attached")
    assert rep.locator("#f-stage").input_value() == "design"
    assert rep.locator("#f-account").input_value()
    assert rep.get_by_text("Draft restored").count() == 0


def test_a_note_made_on_a_record_is_about_it(rep):
    new_from(rep, "list-notes")
    rep.locator("#f-title").fill("What they said")
    save(rep)
    rep.wait_for_url("**tab=list-notes")
    rep.locator("main a", has_text="What they said").first.click()
    rep.wait_for_url(RECORD)
    assert rep.locator("main a[href*='/o/opportunity/']").count()


def test_a_file_is_named_after_what_was_uploaded(rep, tmp_path):
    drawing = tmp_path / "pump drawing.txt"
    drawing.write_text("a pump")
    new_from(rep, "list-files")
    rep.set_input_files("input[type=file]", drawing)
    save(rep)
    rep.wait_for_url("**tab=list-files")
    assert rep.locator("main a", has_text="pump drawing.txt").count()


def test_a_card_is_dragged_by_its_name(rep):
    rep.goto("/o/opportunity/board?view=my_open")
    rep.wait_for_load_state("networkidle")
    card = rep.locator("[data-lane=discover] .kc").first
    name = card.locator("h3 a")
    address = name.get_attribute("href")
    name.drag_to(rep.locator("[data-lane=design] .list"), target_position={"x": 60, "y": 30})
    moved = f"[data-lane=design] .kc a[href='{address}']"
    rep.wait_for_selector(moved)
    rep.goto("/")  # at once: who leaves the page has moved the card all the same
    for _ in range(20):
        rep.goto("/o/opportunity/board?view=my_open")
        if rep.locator(moved).count():
            return
    pytest.fail("the card is back where it was")


def test_who_loses_a_deal_on_the_board_is_asked_why(rep):
    rep.goto("/o/opportunity/board?view=my_open", wait_until="networkidle")
    card = rep.locator("[data-lane=qualify] .kc").first
    name = card.locator("h3").inner_text()
    card.locator(".menu").first.click()
    card.get_by_role("button", name="Move to Lost").click()
    rep.wait_for_url("**/edit?**")
    assert "Say why the opportunity was lost" in rep.locator(".flash").inner_text()
    assert rep.locator("#f-stage").input_value() == "lost"
    rep.locator("#f-lost_reason").select_option("price")
    save(rep)
    rep.wait_for_url("**/o/opportunity/board?view=my_open")
    assert name not in rep.locator("[data-lane=qualify]").inner_text()


def test_a_colleague_is_greeted_by_the_given_name(rep):
    assert rep.locator("h1").inner_text().endswith(", Tomás")


def test_hours_that_make_no_sense_stay_where_they_were_typed(enter):
    page = enter("admin", viewport=DESKTOP)
    page.goto("/setup/calendars/default")
    page.get_by_label("Monday").fill("9 to 5")
    page.get_by_role("button", name="Put into draft").click()
    page.wait_for_selector("[aria-invalid]")
    wrong = page.locator("[aria-invalid]")
    assert (wrong.count(), wrong.input_value()) == (1, "9 to 5")
    assert page.get_by_text("Write hours like 09:00-12:30").count()


def test_the_second_value_of_a_filter_shows_only_where_it_counts(rep):
    rep.goto("/o/opportunity/?view=my_open")
    rep.get_by_text("Filter", exact=True).first.click()
    rep.locator("[name=path]").select_option(label="Amount")
    expect(rep.locator("#filter-op")).to_be_visible()
    expect(rep.locator("#filter-value2")).to_be_hidden()
    rep.locator("#filter-op").select_option("between")
    expect(rep.locator("#filter-value2")).to_be_visible()


def test_no_card_of_a_board_runs_over_its_edge(enter):
    page = enter("admin", viewport=DESKTOP)
    page.goto("/o/opportunity/board")
    over = page.evaluate(
        "[...document.querySelectorAll('.kc')]"
        ".filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    )
    assert over == []


def test_a_task_on_a_phone_says_when_it_is_due(enter):
    page = enter("tomas", viewport=PHONE)
    page.goto("/o/task/?view=my_open")
    first = page.locator("table tbody tr").first.inner_text()
    assert re.search(r"\d [A-Z][a-z]{2}|Yesterday|Today|Tomorrow", first)


def test_enter_in_the_command_box_never_opens_what_an_earlier_text_found(rep):
    rep.keyboard.press("Control+k")
    rep.keyboard.type("Talbach")
    rep.wait_for_selector("#palette-records [role=option]")
    rep.keyboard.type(" nowhere to be found")
    rep.keyboard.press("Enter")
    rep.wait_for_url("**/search?q=*")
    assert "Nothing found" in rep.locator("main").inner_text()


def test_a_task_is_ticked_off_on_my_day_and_taken_back(rep):
    rep.goto("/")
    ticks = rep.locator("form:has(> .tick) + a")
    names = ticks.all_inner_texts()
    rep.locator(".tick").first.click()
    # The core wants to know the day on which a task was done, and proposes today.
    rep.wait_for_url("**/edit?**")
    assert "Give the day" in rep.locator(".flash").inner_text()
    assert rep.locator("#f-completed_on").input_value()
    save(rep)
    rep.wait_for_url("**/")
    assert ticks.all_inner_texts()[:1] != names[:1]


def test_a_task_for_an_opportunity_leads_back_to_it(rep):
    new_from(rep, "list-tasks")
    came_from = rep.locator("a", has_text="Cancel").get_attribute("href")
    assert "/o/opportunity/" in came_from
    rep.locator("#f-subject").fill("Send the drawings")
    save(rep)
    rep.wait_for_url(f"**{came_from}")
    rep.wait_for_selector("text=Task created")
