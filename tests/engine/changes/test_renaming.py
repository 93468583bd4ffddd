"""Renaming touches no row, everything that names a thing follows, and old names go on answering."""

from __future__ import annotations

import pytest

from engine import changes
from engine.changes import Edits, StepClass
from engine.changes.stored_packages import load_packages
from engine.errors import MetadataError
from engine.kernel.query import Condition, Query, Where
from engine.packages.canonical import digest
from engine.packages.package import Patch
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session
from engine.storage import ddl
from tests.engine.changes.working import (
    applied,
    apply,
    insert,
    planned,
    read,
    small,
    with_bodies,
    with_name,
)

TOOL = ("object", "", "x__tool")
SIZE = ("field", "x__tool", "x__size")
AREA = ("field", "x__tool", "x__area")
LIST = ("list_view", "x__tool", "x__all")
TEXT = {"type": "text", "label": {"en": "Name"}}


def edited(tenant, **edits):
    return apply(tenant, changes.plan_edits(tenant.database, catalogue(), Edits(**edits)))


def tools(tenant):
    """An object of the tenant's own: a size, an area computed from it, a list view, one record."""
    edited(
        tenant,
        put={
            TOOL: {"label": {"en": "Tool"}, "default_access": "write"},
            ("field", "x__tool", "x__name"): TEXT,
            SIZE: {"type": "decimal", "label": {"en": "Size"}},
            AREA: {"type": "formula", "returns": "decimal", "expr": "x__size * x__size"},
            LIST: {
                "label": {"en": "All"},
                "where": "x__size > 1 and x__name != 'x__size'",
                "columns": ["x__name", {"id": "x__s", "field": "x__size"}],
                "sort": [{"field": "x__size"}],
            },
        },
    )
    return insert(tenant, "x__tool", {"x__name": "saw", "x__size": 3})


def found(tenant, kind, of, name):
    return runtime(tenant).context(None, "test").model.find(kind, name, of)


def test_an_admin_builds_an_object_of_their_own(tenant):
    tools(tenant)
    obj = open_session(tenant, "system:test").object("x__tool")
    assert [n for n in obj.fields if n.startswith("x__")] == ["x__name", "x__size", "x__area"]
    assert read(tenant, "x__tool", "x__name") == ["saw"]


def test_a_renamed_field_is_followed_by_all_that_name_it(tenant):
    [saw] = tools(tenant)
    plan = changes.plan_edits(tenant.database, catalogue(), Edits(rename={SIZE: "x__length"}))
    assert {step.cls for step in plan.steps} == {StepClass.META}
    apply(tenant, plan)
    view = found(tenant, "list_view", "x__tool", "x__all").body
    assert view["where"] == "x__length > 1 and x__name != 'x__size'"
    assert view["columns"] == ["x__name", {"id": "x__s", "field": "x__length"}]
    assert view["sort"] == [{"field": "x__length"}]
    record = open_session(tenant, "system:test").records("x__tool").get(saw)
    assert (record["x__length"], record["x__area"]) == (3, 9)
    with tenant.database.reading() as conn:
        assert "x__size" in ddl.physical_columns(conn, "x__tool")


def test_an_old_name_goes_on_answering(tenant):
    [saw] = tools(tenant)
    edited(tenant, rename={SIZE: "x__length", TOOL: "x__device"})
    gate = open_session(tenant, "system:test").records("x__tool")
    gate.update(saw, {"x__size": "4"})
    query = Query(("x__size",), Condition("x__size", "eq", "4"))
    assert [record["x__size"] for record in gate.query(query).records] == [4]
    query = Query(("id",), where=Where("x__size > 3 and x__name == 'saw'"))
    assert [record.id for record in gate.query(query).records] == [saw]
    edited(
        tenant,
        put={("field", "x__device", "x__size"): TEXT},
        anew=[("field", "x__device", "x__size")],
    )
    gate = open_session(tenant, "system:test").records("x__device")
    assert gate.get(saw)["x__size"] is None
    assert gate.get(saw)["x__length"] == 4


def test_a_renamed_object_takes_everything_along_and_comes_back(tenant):
    tools(tenant)
    edited(tenant, rename={TOOL: "x__device"})
    assert found(tenant, "list_view", "x__device", "x__all") is not None
    assert read(tenant, "x__device", "x__size") == [3]
    apply(tenant, changes.plan_rollback(tenant.database, catalogue(), 2))
    assert read(tenant, "x__tool", "x__size") == [3]


def test_an_object_is_renamed_together_with_the_field_that_names_its_records(tenant):
    [saw] = tools(tenant)
    name = ("field", "x__tool", "x__name")
    said = {"label": {"en": "Tool"}, "default_access": "write", "name_field": "x__name"}
    edited(tenant, put={TOOL: said})
    edited(tenant, rename={TOOL: "x__device", name: "x__title"})
    body = found(tenant, "object", "", "x__device").body
    assert (body["name_field"], body["renamed_from"]) == ("x__title", ["x__tool"])
    gate = open_session(tenant, "system:test").records("x__device")
    assert gate.get(saw)["x__title"] == "saw"


def test_what_the_tenant_built_follows_when_a_package_renames(tenant):
    patch = Patch(("field", "deal", "notes"), "/label/en", "set", "Remarks")
    edited(
        tenant,
        patches=[patch],
        put={
            ("list_view", "deal", "x__noted"): {
                "label": {"en": "Noted"},
                "where": "notes != '' and firm.phone != ''",
                "columns": ["name", "notes"],
            }
        },
    )
    package = with_name(small(), ("field", "deal", "notes"), "remarks")
    package = with_name(package, ("field", "firm", "phone"), "telephone")
    searched = with_bodies(
        package,
        ("object", "", "firm"),
        search=["name", "email", "telephone"],
    )
    applied(tenant, searched)
    view = found(tenant, "list_view", "deal", "x__noted").body
    assert view["where"] == "remarks != '' and firm.telephone != ''"
    assert view["columns"] == ["name", "remarks"]
    obj = open_session(tenant, "system:test").object("deal")
    assert obj.fields["remarks"].label.to("en") == "Remarks"
    with tenant.database.reading() as conn:
        [kept] = load_packages(conn)["own"].patches
    assert kept.base == digest("Notes")
    assert kept.target == ("field", "deal", "remarks")
    assert planned(tenant, searched).empty


def test_what_a_patch_says_in_expressions_follows_too(tenant):
    stage = ("field", "deal", "stage")
    when = "firm.phone != '' and notes == 'firm.phone'"
    edited(tenant, patches=[Patch(stage, "/visible_when", "set", when)])
    package = with_name(small(), ("field", "firm", "phone"), "telephone")
    package = with_bodies(
        package, ("object", "", "firm"), search=["name", "email", "telephone"]
    )
    applied(tenant, package)
    body = found(tenant, *stage).body
    assert body["visible_when"] == "firm.telephone != '' and notes == 'firm.phone'"


def test_a_name_that_was_had_asks_which_is_meant(tenant):
    tools(tenant)
    note = ("field", "x__tool", "x__note")
    edited(tenant, put={note: TEXT})
    insert(tenant, "x__tool", {"x__name": "file", "x__note": "old"})
    edited(tenant, delete=[note])
    with pytest.raises(MetadataError) as refused:
        edited(tenant, put={note: TEXT})
    assert [problem.code for problem in refused.value.problems] == ["uid.reused"]
    edited(tenant, put={note: TEXT}, revive=[note])
    assert read(tenant, "x__tool", "x__note") == [None, "old"]
    edited(tenant, delete=[note])
    edited(tenant, put={note: TEXT}, anew=[note])
    assert read(tenant, "x__tool", "x__note") == [None, None]


def test_what_a_package_made_keeps_its_name(tenant):
    with pytest.raises(MetadataError) as refused:
        edited(tenant, rename={("field", "machine", "power"): "x__strength"})
    assert refused.value.problems[0].code == "rename.not_own"


def test_names_and_generations_are_read_back_into_the_package(tenant):
    tools(tenant)
    edited(tenant, rename={SIZE: "x__length"})
    edited(tenant, put={SIZE: TEXT}, anew=[SIZE])
    with tenant.database.reading() as conn:
        entries = load_packages(conn)["own"].ledger.entries
    told = {(e.name, e.generation, e.was) for e in entries if e.kind == "field"}
    assert ("x__length", 0, ("x__size",)) in told
    assert ("x__size", 1, ()) in told


def test_a_renamed_option_keeps_what_records_store(tenant):
    insert(tenant, "deal", {"name": "Pump", "stage": "open"})
    options = [
        {"id": "begun", "key": "open", "label": {"en": "Begun"}},
        {"id": "won", "label": {"en": "Won"}},
        {"id": "lost", "label": {"en": "Lost"}, "active": False},
    ]
    applied(tenant, with_bodies(small(), ("field", "deal", "stage"), options=options))
    assert read(tenant, "deal", "stage") == ["open"]
    field = open_session(tenant, "system:test").object("deal").fields["stage"]
    assert [(o.id, o.label.to("en"), o.active) for o in field.choices] == [
        ("open", "Begun", True),
        ("won", "Won", True),
        ("lost", "Lost", False),
    ]
