"""What a vendor ships meets what a tenant made of it: names, options, properties, layouts."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import pytest

from engine import changes
from engine.changes import Edits, StepClass
from engine.changes.conflicts import Side
from engine.errors import MetadataError
from engine.packages import record_bases, resolve
from engine.packages.package import Package, Patch
from engine.packages.patching import MISSING, look_up, steps_of
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session
from tests.engine.changes.customising import first_version, tenant_package, vendor
from tests.engine.changes.test_upgrade import upgraded
from tests.engine.changes.working import (
    applied,
    apply,
    insert,
    planned,
    read,
    small,
    with_bodies,
    with_fields,
)
from tests.engine.packages.folders import folder, read_package

KNOWN = catalogue()
COLOUR = ("field", "machine", "x__colour")
TEXT = {"type": "text", "label": {"en": "Colour"}}
STAGE = ("field", "deal", "stage")


def edited(tenant, **edits):
    return apply(tenant, changes.plan_edits(tenant.database, KNOWN, Edits(**edits)))


def test_a_vendor_may_add_the_field_that_a_tenant_called_alike(tenant):
    edited(tenant, put={COLOUR: TEXT})
    [press] = insert(tenant, "machine", {"name": "Press", "x__colour": "red"})
    second = with_fields(small(), "machine", colour=TEXT)
    plan = planned(tenant, replace(second, version="2.0.0"))
    assert (plan.conflicts, plan.blocked, plan.lossy) == ((), (), ())
    apply(tenant, plan)
    gate = open_session(tenant, "system:tests").records("machine")
    gate.update(press, {"colour": "blue"})
    found = gate.get(press)
    assert (found["x__colour"], found["colour"]) == ("red", "blue")
    fields = open_session(tenant, "system:tests").object("machine").fields
    labels = [fields[name].label.to("en") for name in ("colour", "x__colour")]
    assert labels == ["Colour", "Colour"], "people may call two things alike"


def test_a_tenant_cannot_take_a_name_that_a_vendor_may_need(tenant):
    with pytest.raises(MetadataError) as refused:
        edited(tenant, put={("field", "machine", "colour"): TEXT})
    assert {problem.code for problem in refused.value.problems} == {"name.namespace"}


def test_an_option_of_the_vendor_arrives_in_a_list_that_the_tenant_edited(tenant):
    ours = [
        Patch(STAGE, "/options/open/label/en", "set", "Running"),
        Patch(STAGE, "/options/x__hold", "add", {"id": "x__hold", "label": {"en": "Hold"}}),
        Patch(STAGE, "/options/lost/active", "set", False),
    ]
    apply(tenant, changes.plan_patches(tenant.database, KNOWN, ours))
    [held] = insert(tenant, "deal", {"name": "Pump", "stage": "x__hold"})
    field = next(c for c in small().components if c.key == STAGE)
    review = {"id": "review", "label": {"en": "Review", "zh": "评审"}}
    options = [field.body["options"][0], review, *field.body["options"][1:]]
    second = replace(with_bodies(small(), STAGE, options=options), version="2.0.0")
    plan = planned(tenant, second)
    assert plan.conflicts == ()
    apply(tenant, plan)
    found = open_session(tenant, "system:tests").object("deal").fields["stage"].choices
    assert [(o.id, o.label.to("en"), o.active) for o in found] == [
        ("open", "Running", True),
        ("review", "Review", True),
        ("won", "Won", True),
        ("lost", "Lost", False),
        ("x__hold", "Hold", True),
    ]
    gate = open_session(tenant, "system:tests").records("deal")
    assert gate.get(held)["stage"] == "x__hold"
    assert (
        gate.create({"name": "New", "stage": "review", "currency": "EUR"})["stage"] == "review"
    )


@dataclass(frozen=True)
class Property:
    """A property of a field: what the vendor says first and next, and the tenant."""

    body: Mapping[str, Any]
    pointer: str
    said: tuple[Any, Any, Any]

    def field(self, value: Any) -> dict[str, Any]:
        body = deepcopy(dict(self.body))
        *way, last = steps_of(self.pointer)
        if value is not MISSING:
            look_up(body, way)[last] = value
        return body


CLASSES = {
    "locked": Property(
        {"type": "formula", "returns": "decimal", "expr": "1 + 1"},
        "/store",
        (True, False, False),
    ),
    "vendor": Property({"type": "text", "label": {"zh": "Z"}}, "/label/en", ("A", "B", "C")),
    "seed": Property({"type": "text", "help": {"zh": "Z"}}, "/help/en", ("A", "B", "C")),
    "tighten": Property({"type": "text"}, "/max_length", (80, 60, 70)),
    "merge": Property(
        {"type": "select", "options": [{"id": "a", "label": {"zh": "Z"}}]},
        "/options/a/label/en",
        ("A", "B", "C"),
    ),
}
OURS, THEIRS, FIRST = "ours", "theirs", "as it was installed"
CASES: Mapping[str, Mapping[str, tuple[str, int]]] = {
    "the vendor left it": {
        "locked": (FIRST, 0), "vendor": (OURS, 0), "seed": (OURS, 0), "tighten": (OURS, 0), "merge": (OURS, 0),
    },
    "the vendor says the same": {
        "locked": (THEIRS, 0), "vendor": (OURS, 0), "seed": (OURS, 0), "tighten": (OURS, 0), "merge": (OURS, 0),
    },
    "both changed it": {
        "locked": (THEIRS, 0), "vendor": (OURS, 1), "seed": (OURS, 0), "tighten": (THEIRS, 1), "merge": (OURS, 1),
    },
    "only the vendor changed it": {
        "locked": (THEIRS, 0), "vendor": (THEIRS, 0), "seed": (FIRST, 0), "tighten": (THEIRS, 0), "merge": (THEIRS, 0),
    },
    "the vendor took the property away": {
        "locked": (THEIRS, 0), "vendor": (OURS, 1), "seed": (OURS, 0), "tighten": (OURS, 0), "merge": (OURS, 1),
    },
    "the vendor took the field away": {
        "locked": (FIRST, 0), "vendor": (OURS, 0), "seed": (OURS, 0), "tighten": (OURS, 0), "merge": (OURS, 0),
    },
}  # fmt: skip
"""Who wins, and how many disagreements are listed, by case and class of the property."""


def shipped(root, version: str, field: Mapping[str, Any] | None) -> Package:
    files = first_version()
    if field is not None:
        files["objects/order.yaml"]["fields"]["it"] = field
    return vendor(root / version, version, files)


@pytest.mark.parametrize("held", CLASSES)
@pytest.mark.parametrize("case", CASES)
def test_a_property_that_two_change_is_merged_by_its_class(case, held, tmp_path):
    it = CLASSES[held]
    first, theirs, ours = it.said
    coming = {
        "the vendor left it": it.field(first),
        "the vendor says the same": it.field(ours),
        "the vendor took the property away": it.field(MISSING),
        "the vendor took the field away": None,
    }.get(case, it.field(theirs))
    old = shipped(tmp_path, "1.0.0", it.field(first))
    new = shipped(tmp_path, "2.0.0", coming)
    mine = tenant_package(tmp_path, {})
    if case != "only the vendor changed it":
        patch = Patch(
            ("field", "order", "it"), it.pointer, "set", ours, package="ours", namespace="x"
        )
        mine = replace(mine, patches=(patch,))
    if held == "locked" and mine.patches:
        with pytest.raises(MetadataError) as refused:
            resolve((old, mine), KNOWN)
        assert {problem.code for problem in refused.value.problems} == {"overlay.locked"}
        mine = replace(mine, patches=())
    packages = {each.name: each for each in record_bases((old, mine), KNOWN, {})}
    _, merged = upgraded(packages, new)
    found = resolve(tuple(merged.packages.values()), KNOWN).find("field", "it", "order")
    winner, conflicts = CASES[case][held]
    gone = MISSING if "property" in case else theirs
    expected = {OURS: ours, FIRST: first, THEIRS: gone}[winner]
    assert look_up(found.body, steps_of(it.pointer)) == expected
    assert len(merged.conflicts) == conflicts
    assert [each.winner for each in merged.conflicts] == [
        Side.THEIRS if winner is THEIRS else Side.OURS
    ] * conflicts
    assert found.body.get("deprecated", False) is (case == "the vendor took the field away")
    if case == "the vendor says the same":
        settled = held in ("locked", "vendor", "tighten", "merge")
        assert bool(merged.packages["ours"].patches) is not settled


HEAD = """
label: {en: Panels}
type: template
namespace: pnl
version: "%s"
requires: {small: ">=1"}
"""
LAYOUT = {
    "1.0.0": "sections: [{id: pnl__main, items: [name, stage]}, {id: pnl__money, items: [amount]}]\n",
    "2.0.0": "sections: [{id: pnl__all, columns: 2, items: [amount, name, firm, stage, notes]}]\n",
}


def test_a_template_may_swap_layouts_and_nothing_else(tenant, tmp_path):
    versions = [
        read_package(
            folder(
                tmp_path / version,
                "panels",
                {"package.yaml": HEAD % version, "layouts/deal/pnl__default.yaml": said},
            ),
            KNOWN,
        )
        for version, said in LAYOUT.items()
    ]
    insert(tenant, "deal", {"name": "Pump", "notes": "as it was"})
    applied(tenant, versions[0])
    before = runtime(tenant).context(None, "test")
    plan = planned(tenant, versions[1])
    assert {step.cls for step in plan.steps} == {StepClass.META}
    assert {change.after.component.kind for change in plan.changes} == {"layout", "package"}
    assert plan.map_rows == ()
    apply(tenant, plan)
    after = runtime(tenant).context(None, "test")
    assert after.columns.digest == before.columns.digest
    [section] = after.model.find("layout", "pnl__default", "deal").body["sections"]
    assert section["items"] == ["amount", "name", "firm", "stage", "notes"]
    assert read(tenant, "deal", "notes") == ["as it was"]
