"""Every change is explained and undone: differences, who and why, rollback, one component back."""

from __future__ import annotations

import pytest

from engine import changes
from engine.changes.history import differences
from engine.errors import ApplyError, RecordNotFound
from engine.kernel.actor import Actor
from engine.packages.package import Patch
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session
from engine.storage.columns import load_columns
from tests.engine.changes.working import (
    ACTOR,
    applied,
    apply,
    insert,
    read,
    small,
    with_bodies,
    with_fields,
    with_name,
)
from tests.tenants import ADMIN

COLOUR = {"colour": {"type": "text"}}
MACHINE = ("object", "", "machine")


def back(tenant, to, **options):
    return apply(tenant, changes.plan_rollback(tenant.database, catalogue(), to, **options))


def called(tenant, label, actor=ACTOR, why="call it otherwise"):
    patch = Patch(MACHINE, "/label/en", "set", label)
    plan = changes.plan_patches(tenant.database, catalogue(), [patch])
    return changes.apply(tenant.database, plan, actor=actor, message=why)


def label_of(tenant):
    return runtime(tenant).context(None, "test").model.objects["machine"].label.to("en")


def test_going_back_restores_what_was_said_as_a_new_revision(tenant):
    called(tenant, "Device")
    called(tenant, "Apparatus")
    revision = back(tenant, 2)
    assert (revision.rev, label_of(tenant)) == (4, "Device")
    first, *_, last = changes.revisions(tenant.database)
    assert last.digest == back(tenant, 1).digest
    assert first.digest == next(
        r.digest for r in changes.revisions(tenant.database) if r.rev == 2
    )
    assert label_of(tenant) == "Machine"


def test_going_back_to_the_present_is_an_empty_plan(tenant):
    called(tenant, "Device")
    assert changes.plan_rollback(tenant.database, catalogue(), 2).empty


def test_a_column_that_a_rollback_takes_away_returns_with_its_values(tenant):
    applied(tenant, with_fields(small(), "machine", **COLOUR))
    back(tenant, 1)
    assert "colour" not in runtime(tenant).context(None, "t").model.objects["machine"].fields
    with tenant.database.reading() as conn:
        rows = [row for row in load_columns(conn).rows() if row.physical == "colour"]
    assert [row.dead for row in rows] == [True]
    back(tenant, 2)
    insert(tenant, "machine", {"name": "a", "colour": "red"})
    assert read(tenant, "machine", "colour") == ["red"]


def test_a_package_installed_since_goes_with_the_rollback(tenant):
    called(tenant, "Device")
    back(tenant, 1)
    called(tenant, "Tool")
    assert label_of(tenant) == "Tool"
    back(tenant, 2)
    assert label_of(tenant) == "Device"


def test_a_revision_that_never_was_cannot_be_gone_back_to(tenant):
    with pytest.raises(RecordNotFound) as refused:
        back(tenant, 99)
    assert refused.value.code == "history.unknown"


def test_two_revisions_differ_by_property(tenant):
    called(tenant, "Device")
    applied(
        tenant,
        with_fields(
            small(),
            "deal",
            stage={
                "type": "select",
                "label": {"en": "Stage", "zh": "阶段"},
                "required": True,
                "audit": True,
                "default": "'open'",
                "options": [
                    {"id": "open", "label": {"en": "Begun", "zh": "进行中"}},
                    {"id": "won", "label": {"en": "Won", "zh": "赢单"}},
                    {"id": "paused", "label": {"en": "Paused"}},
                    {"id": "lost", "label": {"en": "Lost", "zh": "输单"}},
                ],
            },
            **COLOUR,
        ),
    )
    found = {each.full_name: each for each in changes.compare(tenant.database, 1, 3)}
    assert found["deal.colour"].sort == "added"
    assert [(p.pointer, p.before, p.after) for p in found["machine"].properties()] == [
        ("/label/en", "Machine", "Device")
    ]
    stage = {p.pointer: (p.before, p.after) for p in found["deal.stage"].properties()}
    assert stage["/options/open/label/en"] == ("Open", "Begun")
    assert stage["/options/paused"][0] is None
    assert set(stage) == {"/options/open/label/en", "/options/paused"}
    backwards = {each.full_name: each for each in changes.compare(tenant.database, 3, 1)}
    assert backwards["deal.colour"].sort == "deleted"
    assert backwards["machine"].properties()[0].after == "Machine"


def test_what_was_changed_and_changed_back_is_no_difference(tenant):
    called(tenant, "Device")
    called(tenant, "Machine")
    assert changes.compare(tenant.database, 1, 3) == []


def test_a_component_knows_who_changed_it_and_why(tenant):
    ada = Actor(user_id=ADMIN, name="Ada Admin", permission_sets=("everything",))
    called(tenant, "Device", actor=ada, why="the shop floor says device")
    called(tenant, "Tool")
    told = changes.changes_of(tenant.database, MACHINE)
    assert [(revision.rev, revision.by) for revision, _ in told] == [
        (3, None),
        (2, ADMIN),
        (1, None),
    ]
    assert (told[1][0].actor, told[1][0].message) == ("Ada Admin", "the shop floor says device")
    assert told[1][1].properties()[0].after == "Device"


def test_a_renamed_component_keeps_its_history(tenant):
    applied(tenant, with_fields(small(), "machine", **COLOUR))
    grown = with_fields(small(), "machine", **COLOUR)
    applied(tenant, with_name(grown, ("field", "machine", "colour"), "paint"))
    [difference] = differences(tenant.database, 3)
    assert (difference.sort, difference.was, difference.full_name) == (
        "renamed",
        "machine.colour",
        "machine.paint",
    )
    told = changes.changes_of(tenant.database, ("field", "machine", "paint"))
    assert [revision.rev for revision, _ in told] == [3, 2]


def test_one_component_comes_back_and_the_rest_stays(tenant):
    called(tenant, "Device")
    applied(tenant, with_fields(small(), "machine", **COLOUR))
    plan = changes.plan_restore(tenant.database, catalogue(), MACHINE, 1)
    apply(tenant, plan)
    assert label_of(tenant) == "Machine"
    assert "colour" in runtime(tenant).context(None, "test").model.objects["machine"].fields


def test_a_deleted_object_comes_back_whole_with_its_records(tenant):
    insert(tenant, "machine", {"name": "Press"})
    trimmed = with_bodies(
        small(),
        ("permission_set", "", "everything"),
        ("permission_set", "", "selling"),
        objects={},
    )
    applied(tenant, trimmed)
    applied(tenant, trimmed, delete=[MACHINE])
    assert "machine" not in runtime(tenant).context(None, "test").model.objects
    apply(tenant, changes.plan_restore(tenant.database, catalogue(), MACHINE, 1))
    assert read(tenant, "machine", "name") == ["Press"]


SITE, OLD = ("object", "", "x__site"), ("field", "x__site", "x__old")
NAMED = ("field", "x__site", "x__name")
TEXT = {"type": "text", "label": {"en": "Name"}}
HEAD = {"label": {"en": "Site"}, "plural": {"en": "Sites"}, "name_field": "x__name"}


def edited(tenant, **edits):
    plan = changes.plan_edits(tenant.database, catalogue(), changes.Edits(**edits))
    return apply(tenant, plan).rev


def restoring(tenant, key, rev):
    return changes.plan_restore(tenant.database, catalogue(), key, rev)


def test_a_field_does_not_come_back_without_its_object_nor_in_another_of_that_name(tenant):
    made = edited(tenant, put={SITE: HEAD, NAMED: TEXT, OLD: TEXT})
    open_session(tenant, "system:test").records("x__site").create(
        {"x__name": "a", "x__old": "keep"}
    )
    edited(tenant, delete=[SITE, NAMED, OLD])
    with pytest.raises(ApplyError) as refused:
        restoring(tenant, OLD, made)
    assert refused.value.code == "history.parent_gone"
    assert "拥有“Name”的对象“x__site”已被删除" in refused.value.problems[0].text.to("zh")
    anew = edited(tenant, put={SITE: HEAD, NAMED: TEXT}, anew=[SITE, NAMED])
    with pytest.raises(ApplyError) as refused:
        restoring(tenant, OLD, made)
    assert refused.value.code == "history.parent_gone"
    with pytest.raises(ApplyError) as refused:
        restoring(tenant, SITE, made)
    assert refused.value.code == "history.name_taken"
    edited(tenant, rename={SITE: "x__place"})
    apply(tenant, restoring(tenant, SITE, made))
    assert read(tenant, "x__site", "x__old") == ["keep"]
    assert read(tenant, "x__place", "x__name") == []
    assert anew < changes.revisions(tenant.database)[0].rev


def test_a_field_comes_back_in_its_object_that_has_another_name_by_now(tenant):
    made = edited(tenant, put={SITE: HEAD, NAMED: TEXT, OLD: TEXT})
    open_session(tenant, "system:test").records("x__site").create(
        {"x__name": "a", "x__old": "keep"}
    )
    edited(tenant, delete=[OLD])
    edited(tenant, rename={SITE: "x__place"})
    apply(tenant, restoring(tenant, OLD, made))
    assert read(tenant, "x__place", "x__old") == ["keep"]


def test_a_component_that_was_not_there_cannot_come_back(tenant):
    applied(tenant, with_fields(small(), "machine", **COLOUR))
    with pytest.raises(RecordNotFound) as refused:
        key = ("field", "machine", "colour")
        changes.plan_restore(tenant.database, catalogue(), key, 1)
    assert refused.value.code == "history.no_component"
