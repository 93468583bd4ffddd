"""A plan says in numbers what it would meet, and nobody loses values without saying so."""

from __future__ import annotations

import gzip

import orjson
import pytest
import sqlalchemy as sa

from engine import changes
from engine.changes import Edits, StepClass
from engine.errors import ApplyError
from engine.packages.package import Patch
from engine.registry import catalogue, extensions
from engine.runtime import runtime
from engine.storage.system import file_blob, meta_revision
from engine.text import text
from tests.engine.changes.working import (
    ACTOR,
    applied,
    apply,
    files_of,
    insert,
    planned,
    read,
    small,
    with_bodies,
    with_fields,
    with_name,
)

POWER = ("field", "machine", "power")
MACHINE = ("object", "", "machine")
STAGE = ("field", "deal", "stage")
RIGHTS = (("permission_set", "", "everything"), ("permission_set", "", "selling"))


def steps(plan, cls):
    return [step for step in plan.steps if step.cls is cls]


def exported(tenant):
    """What the newest revision exported, line by line, with its description."""
    with tenant.database.reading() as conn:
        query = sa.select(meta_revision.c.exports).order_by(meta_revision.c.rev.desc()).limit(1)
        [said] = conn.scalar(query)
        kept = conn.execute(sa.select(file_blob.c.name, file_blob.c.sha256)).one()
    assert (kept.name, kept.sha256) == (said["name"], said["sha256"])
    raw = gzip.decompress(files_of(tenant).get(said["sha256"]))
    return said, [orjson.loads(line) for line in raw.splitlines()]


def test_deleting_a_filled_field_counts_its_values_and_asks(tenant):
    ids = insert(tenant, "machine", {"name": "a", "power": 5}, {"name": "b"})
    plan = planned(tenant, small(), delete=[POWER])
    [lossy] = plan.lossy
    assert (lossy.lost, lossy.object, lossy.field) == (1, "machine", "power")
    assert plan.confirmation == f"machine {plan.digest[:8]}"
    for typed in ("", "machine", f"deal {plan.digest[:8]}"):
        with pytest.raises(ApplyError) as refused:
            changes.apply(tenant.database, plan, actor=ACTOR, message="no", confirm=typed)
        assert refused.value.code == "apply.unconfirmed"
        assert plan.confirmation in str(refused.value.hint)
    apply(tenant, plan)
    said, lines = exported(tenant)
    assert (said["object"], said["field"], said["rows"]) == ("machine", "power", 1)
    assert lines == [{"id": str(ids[0]), "power": "5.000000"}] or lines == [
        {"id": str(ids[0]), "power": "5"}
    ]


def test_deleting_an_empty_field_loses_nothing(tenant):
    insert(tenant, "machine", {"name": "a"})
    plan = planned(tenant, small(), delete=[POWER])
    assert (plan.lossy, plan.confirmation) == ((), "")


def test_without_a_place_for_the_export_nothing_is_lost(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5})
    plan = planned(tenant, small(), delete=[POWER])
    with pytest.raises(ApplyError) as refused:
        changes.apply(
            tenant.database, plan, actor=ACTOR, message="no", confirm=plan.confirmation
        )
    assert refused.value.code == "files.nowhere"
    assert read(tenant, "machine", "power") == [5]


def test_a_deleted_object_is_counted_once(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5}, {"name": "b"})
    trimmed = with_bodies(small(), *RIGHTS, objects={})
    applied(tenant, trimmed)
    plan = planned(tenant, trimmed, delete=[MACHINE])
    assert [(step.kind, step.lost) for step in plan.lossy] == [("object", 2)]
    apply(tenant, plan)
    _, lines = exported(tenant)
    assert [line["name"] for line in lines] == ["a", "b"]


def test_values_longer_than_a_shrunk_limit_are_counted_and_kept(tenant):
    insert(tenant, "deal", {"name": "a", "notes": "x" * 30}, {"name": "b", "notes": "short"})
    shorter = with_fields(small(), "deal", notes={"type": "long_text", "max_length": 10})
    plan = planned(tenant, shorter)
    assert [(step.field, step.lost) for step in plan.lossy] == [("notes", 1)]
    apply(tenant, plan)
    assert read(tenant, "deal", "notes") == ["x" * 30, "short"]
    assert [len(line["notes"]) for line in exported(tenant)[1]] == [30]


def test_records_on_a_retired_or_removed_option_are_counted(tenant):
    insert(tenant, "deal", *({"name": "a", "stage": s} for s in ("open", "won", "won", "lost")))
    options = [
        {"id": "open", "label": {"en": "Open", "zh": "进行中"}},
        {"id": "won", "label": {"en": "Won", "zh": "赢单"}, "active": False},
    ]
    plan = planned(tenant, with_bodies(small(), STAGE, options=options))
    assert [(step.field, step.lost) for step in plan.lossy] == [("stage", 1)]
    retired = [s for s in steps(plan, StepClass.META) if "retired" in str(s.text)]
    assert [step.rows for step in retired] == [2]


def test_a_lookup_that_holds_values_cannot_point_elsewhere(tenant):
    [firm] = insert(tenant, "firm", {"name": "Acme"})
    moved = with_fields(small(), "deal", firm={"type": "lookup", "to": "machine"})
    assert not planned(tenant, moved).blocked
    insert(tenant, "deal", {"name": "a", "firm": firm})
    assert [step.rows for step in planned(tenant, moved).blocked] == [1]


def test_who_loses_rights_is_counted(tenant):
    objects = dict(next(c for c in small().components if c.key == RIGHTS[1]).body["objects"])
    deal = {**objects["deal"], "create": "no", "fields": {"read": ["name"], "write": ["name"]}}
    plan = planned(tenant, with_bodies(small(), RIGHTS[1], objects={**objects, "deal": deal}))
    [lost] = [step for step in plan.steps if step.kind == "access"]
    assert (lost.object, lost.rows) == ("deal", 2)
    assert "creating, " in str(lost.text)
    assert "“交易”的权限：新建、" in lost.text.to("zh")


def test_what_uses_a_renamed_field_is_named(tenant):
    renamed = with_name(small(), ("field", "deal", "close_date"), "ends_on")
    body = next(c for c in renamed.components if c.key == ("object", "", "deal")).body
    index = [{"id": "by_stage", "fields": ["stage", "ends_on"]}]
    renamed = with_bodies(
        renamed, ("object", "", "deal"), **{**body, "rate_date": "ends_on", "indexes": index}
    )
    [step] = [s for s in planned(tenant, renamed).steps if s.field == "ends_on"]
    assert [str(detail) for detail in step.details] == ["used by 1: object “Deal”"]
    assert str(step.text).endswith("“Close date” of “Deal”: close_date becomes ends_on")
    assert "“交易”的" in step.text.to("zh")


def test_usages_name_every_place(tenant):
    model = runtime(tenant).context(None, "test").model
    found = changes.usages(model, catalogue(), ("field", "deal", "margin"))
    assert {each.component.name for each in found} == {"selling"}
    found = changes.usages(model, catalogue(), ("object", "", "firm"))
    assert {each.component.name for each in found} >= {
        "selling",
        "everything",
        "firm",
        "parent",
    }


def test_a_new_field_that_nobody_may_read_says_so(tenant):
    edits = Edits(
        put={
            ("object", "", "x__tool"): {"label": {"en": "Tool"}},
            ("field", "x__tool", "x__name"): {"type": "text", "label": {"en": "Name"}},
        }
    )
    plan = changes.plan_edits(tenant.database, catalogue(), edits)
    [step] = [s for s in plan.steps if s.kind == "field" and s.field == "x__name" and s.details]
    assert "no permission set" in str(step.details[0])


def test_steps_say_what_they_lock_and_for_how_long(tenant):
    insert(tenant, "machine", {"name": "a"})
    plan = planned(tenant, with_fields(small(), "machine", colour={"type": "text"}))
    [column] = [
        s
        for s in plan.steps
        if s.action == "column" and s.field == "colour" and "sort" not in s.physical
    ]
    assert (column.lock, column.seconds) == ("table", 0.005)
    assert {step.lock for step in steps(plan, StepClass.META)} == {"none"}


def test_the_digest_does_not_change_because_people_work(tenant):
    grown = with_fields(small(), "machine", colour={"type": "text"})
    before = planned(tenant, grown)
    insert(tenant, "machine", {"name": "a", "power": 5})
    assert planned(tenant, grown).digest == before.digest
    assert planned(tenant, small(), delete=[POWER]).digest != before.digest


def test_probes_of_other_rooms_are_asked(tenant):
    from dataclasses import replace

    class Letters:
        name = "letters"

        def probe(self, context, step):
            if step.field == "power":
                yield text("3 letters print it", "3 封信函打印它")

    context = runtime(tenant).context(None, "test")
    context = replace(context, extensions=replace(extensions(), probes=(Letters(),)))
    patch = Patch(POWER, "/label/en", "set", "Strength")
    plan = changes.plan_patches(tenant.database, catalogue(), [patch])
    told = changes.probed(plan, context)
    assert [str(d) for step in told.steps for d in step.details] == ["3 letters print it"]
    assert told.digest == plan.digest


def test_metadata_cannot_take_the_rights_of_the_last_admin(tenant):
    everything = next(c for c in small().components if c.name == "everything")
    system = [right for right in everything.body["system"] if right != "manage_users"]
    plan = planned(tenant, with_bodies(small(), everything.key, system=system))
    assert [step.kind for step in plan.blocked] == ["access"]
    with pytest.raises(ApplyError) as refused:
        apply(tenant, plan)
    assert refused.value.code == "apply.blocked"
    less = [right for right in everything.body["system"] if right != "purge"]
    assert not planned(tenant, with_bodies(small(), everything.key, system=less)).blocked
