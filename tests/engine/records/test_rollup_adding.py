"""Roll-ups that a save adds to are what counting everything anew would give.

KEEL_TEST_EXAMPLES says how many saves are made on each database (60 without it), KEEL_TEST_SEED
which.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from engine.changes import Edits
from engine.kernel.query import Query
from engine.packages.package import Patch
from engine.session import plan_edits
from tests.engine.changes.working import apply
from tests.engine.records.funds import NAME, PICK, differing, fund_of, furnish, rollup
from tests.statements import sent_to

SAVES = int(os.environ.get("KEEL_TEST_EXAMPLES", "60"))
MOST = 12
"""Gifts, so that sums often change their sign and the greatest its owner."""
SEED = int(os.environ.get("KEEL_TEST_SEED", "5"))


OBJECTS = {
    "x__region": {
        "x__name": NAME,
        "x__all": {
            "type": "rollup",
            "from": {"object": "x__fund", "via": "x__region"},
            "agg": {"fn": "sum", "field": "x__money"},
        },
    },
    "x__fund": {
        "x__name": NAME,
        "x__region": {"type": "lookup", "to": "x__region"},
        "x__gifts": rollup("count"),
        "x__large": rollup("count", where="x__is_large and x__kind != 'x__c'"),
        "x__money": rollup("sum", "x__amount", where="x__kind == 'x__a'"),
        "x__weight": rollup("sum", "x__kilos", digits=2),
        "x__last": rollup("max", "x__day", where="x__kind == 'x__b'"),
        "x__first": rollup("min", "x__at"),
        "x__most": rollup("max", "x__pieces"),
        "x__lightest": rollup("min", "x__kilos", digits=2),
    },
    "x__gift": {
        "x__name": NAME,
        "x__fund": {"type": "lookup", "to": "x__fund"},
        "x__kind": PICK,
        "x__amount": {"type": "currency"},
        "x__kilos": {"type": "decimal", "digits": 4},
        "x__pieces": {"type": "integer"},
        "x__day": {"type": "date"},
        "x__at": {"type": "datetime"},
        "x__is_large": {"type": "formula", "returns": "boolean", "expr": "x__amount > 100"},
    },
}


@pytest.fixture
def funds(workshop):
    """Two funds in a region, and the gate to gifts."""
    furnish(workshop, OBJECTS)
    region = workshop.records("system", "x__region").create({"x__name": "North"}).id
    gate = workshop.records("system", "x__fund")
    return [gate.create({"x__name": name, "x__region": region}).id for name in "ab"]


def counted(gifts: list[Any]) -> dict[str, Any]:
    """What a fund must show of its gifts, counted by hand."""

    def of(name: str, kind: str = "") -> list[Any]:
        kept = [gift for gift in gifts if not kind or gift["x__kind"] == kind]
        return [gift[name] for gift in kept if gift[name] is not None]

    def dollars(gift: Any) -> Decimal:
        return gift["x__amount"] * (Decimal("0.5") if gift["currency"] == "USD" else 1)

    money = [dollars(g) for g in gifts if g["x__kind"] == "x__a" and g["x__amount"] is not None]
    large = [
        g for g in gifts if (g["x__amount"] or 0) > 100 and g["x__kind"] in ("x__a", "x__b")
    ]
    blank = [g for g in gifts if (g["x__amount"] or 0) > 100 and g["x__kind"] is None]
    least = min(of("x__kilos"), default=None)
    return {
        "x__gifts": len(gifts),
        "x__large": len(large) + len(blank),
        "x__money": _rounded(sum(money, Decimal(0))),
        "x__weight": _rounded(sum(of("x__kilos"), Decimal(0))),
        "x__last": max(of("x__day", "x__b"), default=None),
        "x__first": min(of("x__at"), default=None),
        "x__most": max(of("x__pieces"), default=None),
        "x__lightest": None if least is None else _rounded(least),
    }


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


class Giving:
    """Saves gifts at random, as people and imports do."""

    def __init__(self, workshop, funds, dice):
        self.gate, self.funds, self.dice = workshop.records("system", "x__gift"), funds, dice
        self.gone: list[Any] = []

    def next(self) -> None:
        makers = [self._create, self._create, self._change, self._change, self._trash]
        if len(self.all()) > MOST:
            makers = [self._trash]
        self.dice.choice(makers)()

    def all(self) -> list[Any]:
        return list(self.gate.query(Query(limit=500)).records)

    def _create(self) -> None:
        rows = [{"x__name": "G", **self._values()} for _ in range(self.dice.choice((1, 1, 9)))]
        assert all(each.ok for each in self.gate.bulk_create(rows))

    def _change(self) -> None:
        found = [each.id for each in self.all()]
        some = self.dice.sample(found, min(len(found), self.dice.choice((1, 1, 5))))
        if some and self.dice.random() < 0.2:
            some.append(some[0])  # twice in one batch
        rows = [{"id": each, **self._some(self._values())} for each in some]
        assert all(each.ok for each in self.gate.bulk_update(rows))

    def _trash(self) -> None:
        if self.gone and self.dice.random() < 0.5:
            self.gate.restore(self.gone.pop())
        elif found := self.all():
            self.gone.append(self.gate.delete(self.dice.choice(found).id))

    def _some(self, values: dict[str, Any]) -> dict[str, Any]:
        names = self.dice.sample(sorted(values), self.dice.randint(1, 3))
        return {name: values[name] for name in names}

    def _values(self) -> dict[str, Any]:
        dice = self.dice
        amounts = ("0.01", "99.5", "-40", "120", "-99.5", "0")
        kilos = (None, "0.005", "0.005", "-0.005", "0.01", "-0.01", "0.02", "-1", "1")
        moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=dice.randrange(90))
        return {
            "x__fund": dice.choice((*self.funds, *self.funds, None)),
            "x__kind": dice.choice(("x__a", "x__b", "x__c", None)),
            "x__amount": dice.choice((*amounts, None)),
            "currency": dice.choice(("EUR", "EUR", "EUR", "USD")),
            "x__kilos": dice.choice(kilos),
            "x__pieces": dice.choice((None, *range(-2, 9))),
            "x__day": dice.choice((None, date(2026, 1, 1) + timedelta(dice.randrange(60)))),
            "x__at": dice.choice((None, moment)),
        }


def test_after_any_save_roll_ups_are_as_counted_by_hand(workshop, funds):
    giving = Giving(workshop, funds, random.Random(SEED))
    gate = workshop.records("system", "x__fund")
    region = workshop.records("system", "x__region")
    for turn in range(SAVES):
        giving.next()
        gifts, total = giving.all(), Decimal(0)
        for fund in funds:
            wanted = counted([gift for gift in gifts if gift["x__fund"] == fund])
            found = gate.get(fund)
            assert {name: found[name] for name in wanted} == wanted, turn
            total += wanted["x__money"]
        above = region.query(Query()).records[0]
        assert above["x__all"] == total, turn


def test_one_more_record_asks_about_no_other(workshop, funds):
    gifts = workshop.records("system", "x__gift")
    first = {"x__name": "G", "x__fund": funds[0], "x__kind": "x__b", "x__amount": 7}
    days = {"x__day": "2026-01-01", "x__at": "2026-01-01T10:00:00Z", "x__pieces": 2}
    made = gifts.create({**first, **days, "x__kilos": "1.5"})
    with sent_to(workshop.tenant.database) as asked:
        gifts.create({**first, **days, "x__kilos": "2.5"})
        gifts.update(made.id, {"x__amount": 8, "x__pieces": 4})
    assert asked
    assert not [each for each in asked if "GROUP BY" in each]


def test_a_roll_up_follows_a_formula_that_is_only_computed_when_read(workshop, funds):
    gifts = workshop.records("system", "x__gift")
    gift = gifts.create({"x__name": "G", "x__fund": funds[0], "x__amount": 100}).id
    gifts.update(gift, {"x__amount": 101})
    assert workshop.records("system", "x__fund").get(funds[0])["x__large"] == 1


def test_a_record_that_is_given_away_twice_in_one_batch_counts_once(workshop):
    given = {
        "x__fund": {"x__name": NAME, "x__owned": rollup("count", where="not is_blank(owner)")},
        "x__gift": {"x__name": NAME, "x__fund": {"type": "lookup", "to": "x__fund"}},
    }
    furnish(workshop, given, owner="user")
    fund = workshop.records("system", "x__fund").create({"x__name": "F"}).id
    gifts = workshop.records("system", "x__gift")
    gift = gifts.create({"x__name": "G", "x__fund": fund, "owner": None}).id
    before = workshop.records("system", "x__fund").get(fund)["x__owned"]
    gifts.change_owner([gift, gift], workshop.people["anna"])
    after = workshop.records("system", "x__fund").get(fund)["x__owned"]
    assert (before, after) == (0, 1)


def test_a_roll_up_that_leads_back_to_what_it_counts_is_asked_anew(workshop):
    """A new member moves the team, that its leader, and that the union, which counts them all."""
    ring = {
        "x__team": {
            "x__name": NAME,
            "x__led_by": {"type": "lookup", "to": "x__member"},
            "x__size": {
                "type": "rollup",
                "from": {"object": "x__member", "via": "x__team"},
                "agg": {"fn": "count"},
            },
        },
        "x__member": {
            "x__name": NAME,
            "x__team": {"type": "lookup", "to": "x__team"},
            "x__union": {"type": "lookup", "to": "x__union"},
            "x__led": {
                "type": "rollup",
                "from": {"object": "x__team", "via": "x__led_by"},
                "agg": {"fn": "sum", "field": "x__size"},
            },
        },
        "x__union": {
            "x__name": NAME,
            "x__members": {
                "type": "rollup",
                "from": {"object": "x__member", "via": "x__union", "where": "x__led >= 0"},
                "agg": {"fn": "count"},
            },
        },
    }
    furnish(workshop, ring)
    teams, members, unions = (
        workshop.records("system", name) for name in ("x__team", "x__member", "x__union")
    )
    union = unions.create({"x__name": "U"}).id
    leader = members.create({"x__name": "L", "x__union": union})
    team = teams.create({"x__name": "T", "x__led_by": leader.id}).id
    members.create({"x__name": "M", "x__union": union, "x__team": team})
    assert members.get(leader.id)["x__led"] == 1
    assert unions.get(union)["x__members"] == 2


MONEY = {
    "x__amount": {"type": "currency"},
    "x__twice": {"type": "formula", "returns": "currency", "expr": "x__amount * 2"},
    "x__half": {
        "type": "formula", "returns": "currency", "expr": "x__amount / 2", "store": True,
    },
}  # fmt: skip


@pytest.mark.parametrize(
    "where", ["x__amount > 60", "x__half > 30", "x__twice > 120", "x__amount.base > 60"]
)
def test_a_condition_reads_an_amount_as_the_database_does(workshop, where):
    _, gifts = fund_of(workshop, {"x__n": rollup("count", where=where)}, MONEY)
    fund = workshop.records("system", "x__fund").query(Query()).records[0].id
    gift = {"x__name": "G", "x__fund": fund, "x__amount": 100}
    dollars = gifts.create({**gift, "currency": "USD"}).id
    assert differing(workshop) == {}
    gifts.create({**gift, "currency": "EUR"})
    gifts.update(dollars, {"x__amount": 130})
    assert differing(workshop) == {}


def test_a_roll_up_follows_who_saved_last_and_when(workshop):
    kept = {
        "x__last": rollup("max", "updated_at"),
        "x__saved": rollup("sum", "x__pieces", where="row_version > 1"),
        "x__mine": rollup("count", where="created_by == updated_by"),
    }
    whole = {"type": "integer"}
    fund, gifts = fund_of(workshop, kept, {"x__pieces": whole, "x__shelf": whole})
    gift = gifts.create({"x__name": "G", "x__fund": fund, "x__pieces": 4}).id
    gifts.update(gift, {"x__shelf": 1})
    assert differing(workshop) == {}
    workshop.records("admin", "x__gift").update(gift, {"x__pieces": 5})
    assert differing(workshop) == {}


def test_a_condition_that_the_companys_zone_decides_heals_at_the_next_save(workshop):
    kept = {"x__n": rollup("count", where="year(date_of(x__at)) == 2026")}
    fund, gifts = fund_of(workshop, kept, {"x__at": {"type": "datetime"}})
    gift = {"x__name": "G", "x__fund": fund, "x__at": "2025-12-31T23:30:00Z"}
    gifts.create(gift)
    zone = Patch(("settings", "", "company"), "/zone", "set", "America/New_York")
    apply(workshop.tenant, plan_edits(workshop.tenant, Edits(patches=[zone])))
    workshop.records("system", "x__gift").create(gift)
    assert differing(workshop) == {}
