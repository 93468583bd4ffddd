"""What people save between a plan and its being applied is not passed over by it."""

from __future__ import annotations

import pytest

from engine.errors import ApplyError
from engine.session import open_session
from tests.engine.changes.working import applied, apply, planned, small, with_fields

CODE = with_fields(small(), "machine", code={"type": "text"})
NUMBER = with_fields(small(), "machine", code={"type": "decimal"})
UNIQUE = with_fields(small(), "machine", code={"type": "text", "unique": True})

FORMULA = {"type": "formula", "expr": "name", "returns": "text", "store": True}
COMPUTED = with_fields(small(), "machine", code=FORMULA)


def gate(tenant, name="machine"):
    return open_session(tenant, "system:test").records(name)


@pytest.mark.parametrize(
    ("coming", "gone"),
    [(NUMBER, ()), (UNIQUE, ()), (CODE, [("field", "machine", "code")])],
    ids=["another type", "unique", "gone"],
)
def test_a_plan_that_found_no_values_is_refused_when_some_came(tenant, coming, gone):
    applied(tenant, CODE)
    plan = planned(tenant, coming, delete=gone)
    record = gate(tenant).create({"name": "m", "code": "12"}).id
    with pytest.raises(ApplyError) as refused:
        apply(tenant, plan)
    assert refused.value.code == "apply.stale"
    assert gate(tenant).get(record)["code"] == "12"


def test_values_that_will_be_computed_are_not_written_over_unseen(tenant):
    applied(tenant, CODE)
    record = gate(tenant).create({"name": "m"}).id
    plan = planned(tenant, COMPUTED)
    gate(tenant).update(record, {"code": "12"})
    with pytest.raises(ApplyError) as refused:
        apply(tenant, plan)
    assert refused.value.code == "apply.stale"
    [step] = planned(tenant, COMPUTED).lossy
    assert step.lost == 1


def test_a_plan_is_applied_when_what_came_does_not_concern_it(tenant):
    applied(tenant, CODE)
    plan = planned(tenant, NUMBER)
    gate(tenant, "firm").create({"name": "f"})
    gate(tenant).create({"name": "m"})
    apply(tenant, plan)
    assert gate(tenant).create({"name": "m", "code": "1.5"})["code"] == 1.5
