"""Roll-ups stay right when others save, restore or nest saves while a save is on its way."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from engine.kernel.extension import Stage
from engine.records import Records
from tests.engine.records.funds import NAME, differing, fund_of, furnish, rollup

TAGGED = {"x__tags": {"type": "tags"}, "x__pieces": {"type": "integer"}}


def _while_open(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Future[Any]:
    """Let somebody else do something and come to where they must wait, if anywhere."""
    found = pool.submit(work)
    time.sleep(0.3)
    return found


def test_tags_that_somebody_else_set_meanwhile_are_seen(workshop):
    kept = {"x__n": rollup("count", where="'a' in x__tags and x__pieces > 1")}
    fund, gifts = fund_of(workshop, kept, TAGGED)
    gift = gifts.create({"x__name": "G", "x__fund": fund}).id
    with ThreadPoolExecutor(1) as pool:
        with workshop.session("system").transaction() as session:
            session.records("x__gift").update(gift, {"x__tags": ["a"]})
            theirs = _while_open(pool, lambda: gifts.update(gift, {"x__pieces": 2}))
        theirs.result()
    assert differing(workshop) == {}


def test_what_comes_back_at_the_same_time_as_its_parent_is_counted(workshop):
    fund, gifts = fund_of(workshop, {"x__n": rollup("count")}, TAGGED)
    gift = gifts.create({"x__name": "G", "x__fund": fund}).id
    below, above = gifts.delete(gift), workshop.records("system", "x__fund").delete(fund)
    with ThreadPoolExecutor(1) as pool:
        with workshop.session("system").transaction() as session:
            session.records("x__fund").restore(above)
            theirs = _while_open(pool, lambda: gifts.restore(below))
        theirs.result()
    assert workshop.records("system", "x__fund").get(fund)["x__n"] == 1


class Wrap:
    """Puts a ribbon around every gift that is changed, before the gift is written."""

    name, stage, order = "wrap", Stage.BEFORE, 1

    def run(self, context, obj, changes):
        if obj.name == "x__gift":
            for each in changes:
                if each.action == "update":
                    Records(context, "x__ribbon").create({"x__name": "R", "x__gift": each.id})


def test_what_a_hook_saves_before_the_record_is_written_is_not_forgotten(workshop):
    ribbons = {"object": "x__ribbon", "via": "x__gift"}
    furnish(
        workshop,
        {
            "x__fund": {
                "x__name": NAME,
                "x__pieces": rollup("sum", "x__pieces", where="x__ribbons > 0"),
            },
            "x__gift": {
                "x__name": NAME,
                "x__fund": {"type": "lookup", "to": "x__fund"},
                "x__pieces": {"type": "integer"},
                "x__ribbons": {"type": "rollup", "from": ribbons, "agg": {"fn": "count"}},
            },
            "x__ribbon": {"x__name": NAME, "x__gift": {"type": "lookup", "to": "x__gift"}},
        },
    )
    fund = workshop.records("system", "x__fund").create({"x__name": "F"}).id
    gifts = workshop.records("system", "x__gift")
    gift = gifts.create({"x__name": "G", "x__fund": fund, "x__pieces": 2}).id
    context = gifts.context
    hooks = replace(context.extensions, hooks=(*context.extensions.hooks, Wrap()))
    Records(replace(context, extensions=hooks), "x__gift").update(gift, {"x__pieces": 5})
    assert differing(workshop) == {}
    assert workshop.records("system", "x__fund").get(fund)["x__pieces"] == 5
