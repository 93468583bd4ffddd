"""Lists are sorted by whatever may be shown in them."""

from __future__ import annotations

import pytest

from engine.changes import Edits
from engine.kernel.actor import system_actor
from engine.kernel.query import Query, Sort
from engine.session import apply, plan_edits


@pytest.mark.parametrize("expr", ["is_blank(urgent)", "not is_blank(urgent)", "true", "7"])
def test_a_formula_that_is_the_same_for_all_sorts_nothing(workshop, expr):
    """A database takes a number in an order for a column: that of the first was sorted by."""
    returns = "integer" if expr == "7" else "boolean"
    body = {"type": "formula", "returns": returns, "expr": expr, "label": {"en": "Same"}}
    planned = plan_edits(workshop.tenant, Edits(put={("field", "job", "x__same"): body}))
    apply(workshop.tenant, planned, actor=system_actor("tests"), message="formula")
    jobs = workshop.records("system", "job")
    for name in ("c", "a", "b"):
        jobs.create({"name": name})
    for descending in (False, True):
        sort = (Sort("x__same", descending), Sort("name"))
        page = jobs.query(Query(fields=("name",), sort=sort, limit=2))
        rest = jobs.query(Query(fields=("name",), sort=sort, limit=2, after=page.next))
        found = [each["name"] for each in (*page.records, *rest.records)]
        assert found == ["a", "b", "c"]
