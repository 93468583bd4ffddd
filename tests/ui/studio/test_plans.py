"""How the plan tells what is added, changed and removed, and what that costs."""

from __future__ import annotations

import re

import pytest

from engine import Workbench, open_session
from tests.tenants import ADMIN


@pytest.fixture
def bench(company):
    return Workbench(open_session(company, ADMIN).context)


def told(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def items(page):
    """Give the items of a plan: class, mark and what they say."""
    found = re.findall(r'<li class="(\w)"><b[^>]*>(.)</b>(.*?)</li>', page, re.DOTALL)
    return [(class_, mark, told(said)) for class_, mark, said in found]


def test_additions_changes_and_removals_have_marks_and_a_plain_sentence(ada, bench):
    amount = bench.find(("field", "deal", "amount"))
    bench.save(
        {
            ("field", "deal", "x__colour"): {"type": "text", "label": {"en": "Colour"}},
            ("field", "deal", "amount"): {**amount.body, "label": {"en": "Worth"}},
        }
    )
    bench.delete(("list_view", "deal", "vw__all"))
    page = ada.get("/setup/draft/panel").text
    added, changed, removed = sorted(items(page))
    assert added[:2] == ("a", "+") and changed[:2] == ("c", "~") and removed[:2] == ("r", "−")
    assert added[2].startswith("deal.x__colour ") and "column" in added[2]
    assert "description" not in told(page)
    assert "1 add" in page and "1 change" in page and "1 remove" in page
    assert "<code>deal.amount</code>" in page


def test_what_is_done_to_several_columns_alike_is_said_once(ada, bench):
    bench.save(
        {("field", "deal", "x__window"): {"type": "date_range", "label": {"en": "Window"}}}
    )
    [(_class, _mark, said)] = items(ada.get("/setup/draft/panel").text)
    assert said.count("column") == 1 and said.endswith("instant, × 2")


def test_the_foot_of_a_plan_says_how_long_it_takes_and_locks(ada, bench):
    bench.save({("field", "deal", "x__colour"): {"type": "text", "label": {"en": "Colour"}}})
    for address in ("/setup/draft/panel", "/setup/draft"):
        page = told(ada.get(address).text)
        assert "Estimated on this database under 1 s, no lock over 50 ms" in page


def test_while_the_plan_is_made_its_place_says_so_and_can_say_that_it_failed(ada):
    page = ada.get("/setup/objects").text
    assert "data-waiting" in page and "The plan is being made" in page
    assert re.search(r"data-failed hidden>.*The plan could not be made", page, re.DOTALL)
