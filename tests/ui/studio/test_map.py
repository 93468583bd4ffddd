"""A map of sixty objects can be read: nothing overlaps, what belongs together stands together."""

from __future__ import annotations

import re
from itertools import combinations

from engine import open_session
from engine.changes import Workbench
from tests.tenants import ADMIN
from tests.ui.studio.pages import text_of
from ui.studio.map_layout import BOX, LARGEST, Tie, lay_out

TOPICS = ("service", "stock", "project", "course", "contract", "warranty")
PARTS = ("head", "line", "plan", "visit", "note", "kind", "step", "file", "tag", "day")
NAMES = [f"{topic}_{part}" for topic in TOPICS for part in PARTS]


def ties() -> list[Tie]:
    """Details of each head, some links beside, everything owned by people."""
    made = [Tie(f"{t}_{part}", f"{t}_head", True) for t in TOPICS for part in PARTS[1:6]]
    made += [Tie(f"{t}_{part}", f"{t}_line") for t in TOPICS for part in PARTS[6:9]]
    made += [Tie(f"{a}_line", f"{b}_head") for a, b in combinations(TOPICS, 2)]
    return [*made, *(Tie(name, "people") for name in NAMES), Tie("stock_head", "stock_head")]


def test_sixty_objects_stand_apart_in_groups_of_what_is_linked():
    layout = lay_out([*NAMES, "people"], ties())
    boxes = {name: box for group in layout.groups for name, box in group.boxes.items()}
    assert set(boxes) == {*NAMES, "people"}
    for (one, (x, y)), (other, (left, top)) in combinations(boxes.items(), 2):
        apart = abs(x - left) >= BOX[0] or abs(y - top) >= BOX[1]
        assert apart, (one, other)
    for first, second in combinations(layout.groups, 2):
        assert (
            first.x + first.width <= second.x
            or second.x + second.width <= first.x
            or first.y + first.height <= second.y
            or second.y + second.height <= first.y
        )
    assert layout.hubs == {"people"}
    homes = {name: n for n, group in enumerate(layout.groups) for name in group.boxes}
    for topic in TOPICS:
        assert len({homes[f"{topic}_{part}"] for part in PARTS[:6]}) == 1, topic
    linked = [group for group in layout.groups if group.lead]
    assert max(len(group.boxes) for group in linked) <= LARGEST
    assert 0.5 < layout.width / layout.height < 4, "about the shape of a screen"


def test_masters_stand_above_their_details():
    layout = lay_out(NAMES, ties()[: 5 * len(TOPICS)])
    boxes = {name: box for group in layout.groups for name, box in group.boxes.items()}
    assert all(boxes["stock_head"][1] < boxes[f"stock_{part}"][1] for part in PARTS[1:6])


def test_what_is_linked_with_a_hub_alone_does_not_stand_under_no_other():
    users = [f"user_{n}" for n in range(9)]
    links = [Tie(user, "hub") for user in users]
    layout = lay_out([*users, "hub", "lonely"], links)
    assert layout.hubs == {"hub"}
    homes = {name: n for n, group in enumerate(layout.groups) for name in group.boxes}
    assert len({homes[user] for user in users}) == 1
    assert homes["lonely"] not in {homes["user_0"], homes["hub"]}


def test_circles_of_references_end():
    lay_out(["a", "b", "c"], [Tie("a", "b"), Tie("b", "c"), Tie("c", "a")])


def test_an_object_is_found_by_name_and_shown_between_its_neighbours(sign_in, company):
    ada = sign_in(ADMIN)
    page = ada.get("/setup/map?object=Deal").text
    assert "Around Deal" in page
    at = dict(re.findall(r'data-node="(\w+)".*?<rect[^>]* x="(\d+)"', page))
    assert int(at["line"]) < int(at["deal"]) < int(at["firm"])
    assert ada.get("/setup/map?object=nothing").status_code == 404
    table = text_of(ada.get("/setup/map")).partition("Refers to")[2]
    assert "Line Deal" in table and "owns it" in table


def test_what_a_draft_adds_is_on_the_map(sign_in, company):
    bench = Workbench(open_session(company, ADMIN).context)
    bench.save(
        {
            ("object", "", "x__site"): {"label": {"en": "Site"}},
            ("field", "x__site", "x__firm"): {"type": "lookup", "to": "firm"},
        }
    )
    page = sign_in(ADMIN).get("/setup/map").text
    assert 'data-node="x__site"' in page
    assert 'data-from="x__site" data-to="firm"' in page
