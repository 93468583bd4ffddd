"""Which records are computed anew after a change of metadata: all whose roll-ups it decides."""

from __future__ import annotations

from typing import Any

import pytest

from engine import changes
from engine.changes import Edits
from engine.registry import catalogue
from engine.session import plan_edits
from tests.engine.changes.working import apply, work_off
from tests.engine.records.funds import differing, fund_of, rollup


def _decimal(expr: str, *, store: bool = False) -> dict[str, Any]:
    return {"type": "formula", "returns": "decimal", "expr": expr, "store": store}


def _put(workshop, of: str, name: str, body: dict[str, Any]) -> None:
    """Declare a field otherwise, save beside it, and do what is left to jobs."""
    key = ("field", of, name)
    edits = Edits(put={key: {"label": {"en": name}, **body}})
    apply(workshop.tenant, plan_edits(workshop.tenant, edits))


WEIGHT = {"x__kilos": {"type": "decimal", "digits": 4}, "x__shelf": {"type": "integer"}}


def test_a_sum_that_is_to_be_rounded_otherwise(workshop):
    fund, gifts = fund_of(workshop, {"x__sum": rollup("sum", "x__kilos", digits=2)}, WEIGHT)
    gifts.create({"x__name": "G", "x__fund": fund, "x__kilos": "1.005"})
    _put(workshop, "x__fund", "x__sum", rollup("sum", "x__kilos", digits=4))
    work_off(workshop.tenant)
    workshop.records("system", "x__gift").create(
        {"x__name": "H", "x__fund": fund, "x__kilos": "0.001"}
    )
    assert differing(workshop) == {}


@pytest.mark.parametrize("where", ["x__double > 7", "x__quadruple > 14"])
def test_a_condition_over_a_formula_that_is_computed_when_read(workshop, where):
    formulas = {
        "x__double": _decimal("x__kilos * 2"),
        "x__quadruple": _decimal("x__double * 2"),
    }
    kept = {"x__n": rollup("count", where=where)}
    fund, gifts = fund_of(workshop, kept, {**WEIGHT, **formulas})
    gift = gifts.create({"x__name": "G", "x__fund": fund, "x__kilos": 3}).id
    _put(workshop, "x__gift", "x__double", _decimal("x__kilos * 3"))
    workshop.records("system", "x__gift").update(gift, {"x__shelf": 1})
    work_off(workshop.tenant)
    assert workshop.records("system", "x__fund").get(fund)["x__n"] == 1


def test_a_stored_formula_over_one_that_is_computed_when_read(workshop):
    formulas = {
        "x__double": _decimal("x__kilos * 2"),
        "x__more": _decimal("x__double + 1", store=True),
    }
    kept = {"x__sum": rollup("sum", "x__more")}
    fund, gifts = fund_of(workshop, kept, {**WEIGHT, **formulas})
    gifts.create({"x__name": "G", "x__fund": fund, "x__kilos": 5})
    _put(workshop, "x__gift", "x__double", _decimal("x__kilos * 3"))
    work_off(workshop.tenant)
    assert workshop.records("system", "x__fund").get(fund)["x__sum"] == 16


@pytest.mark.parametrize("then", ["integer", "currency"])
def test_a_condition_over_a_value_that_gets_another_type(workshop, then):
    kept = {"x__n": rollup("count", where="x__kilos > 2")}
    more = {**WEIGHT, "x__price": {"type": "currency"}}
    fund, gifts = fund_of(workshop, kept, more)
    gift = {"x__name": "G", "x__fund": fund, "x__kilos": "2.4", "currency": "USD"}
    made = gifts.create(gift).id
    _put(workshop, "x__gift", "x__kilos", {"type": then})
    workshop.records("system", "x__gift").update(made, {"x__shelf": 1})
    work_off(workshop.tenant)
    assert differing(workshop) == {}
    assert workshop.records("system", "x__fund").get(fund)["x__n"] == 0


def test_the_roll_ups_of_an_object_that_comes_back(workshop):
    fund, gifts = fund_of(workshop, {"x__n": rollup("count")}, WEIGHT)
    gift = gifts.create({"x__name": "G", "x__fund": fund}).id
    database = workshop.tenant.database
    with_it = changes.revisions(database)[0].rev
    away = Edits(delete=[("field", "x__gift", "x__fund"), ("object", "", "x__fund")])
    apply(workshop.tenant, plan_edits(workshop.tenant, away))
    workshop.records("system", "x__gift").delete(gift)
    apply(workshop.tenant, changes.plan_rollback(database, catalogue(), with_it))
    work_off(workshop.tenant)
    assert workshop.records("system", "x__fund").get(fund)["x__n"] == 0


def test_a_change_that_decides_no_roll_up_computes_none_anew(workshop):
    kept = {"x__n": rollup("count", where="x__kilos > 2")}
    fund, gifts = fund_of(workshop, kept, WEIGHT)
    gifts.create({"x__name": "G", "x__fund": fund, "x__kilos": 5})
    key = ("field", "x__gift", "x__shelf")
    edits = Edits(put={key: {"label": {"en": "Shelf"}, "type": "decimal"}})
    planned = plan_edits(workshop.tenant, edits)
    assert "rebuild" not in {step.action for step in planned.steps}
