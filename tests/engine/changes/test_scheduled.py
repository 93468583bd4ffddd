"""A change is applied at its time if it still is what was read; else its author is told why not."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest

from engine import changes, set_grants
from engine.errors import ApplyError, EngineError
from engine.jobs.queue import MAX_ATTEMPTS
from engine.packages.package import Patch
from engine.registry import catalogue
from engine.reviewed import Said, schedule_draft
from engine.session import open_session
from engine.storage.system import outbox
from tests.engine.changes.putting_off import (
    BODY,
    COLOUR,
    UNIQUE,
    bench,
    due_now,
    fields,
    heard,
    killed,
    latest,
    put_off,
    time_comes,
    tomorrow,
)
from tests.engine.changes.working import (
    ACTOR,
    applied,
    insert,
    planned,
    small,
    with_bodies,
    with_fields,
    work_off,
)
from tests.tenants import ADMIN, SELLER


def test_a_draft_is_applied_at_its_time_as_its_author(tenant):
    made = put_off(tenant)
    assert bench(tenant).draft is None, "it is not changed any more"
    work_off(tenant)
    assert "x__colour" not in fields(tenant)
    assert [each.id for each in open_session(tenant, ADMIN).scheduled()] == [made.id]
    time_comes(tenant)
    assert "x__colour" in fields(tenant)
    done, revision = latest(tenant), changes.revisions(tenant.database)[0]
    assert (done.state, done.rev) == ("applied", revision.rev)
    assert (revision.by, revision.message) == (ADMIN, "colours")
    time_comes(tenant)
    assert changes.revisions(tenant.database)[0].rev == revision.rev


def size_of(tenant):
    return open_session(tenant, "system:test").context.model.get("firm").fields.get("size")


def edited(tenant, message="theirs", **edits):
    """What another admin applies meanwhile, of the tenant's own."""
    planned_ = changes.plan_edits(tenant.database, catalogue(), changes.Edits(**edits))
    changes.apply(tenant.database, planned_, actor=ACTOR, message=message)


def labelled(word):
    return {**BODY, "label": {"en": word, "zh": "颜色"}}


def test_what_others_applied_meanwhile_stays_and_it_is_applied_over_that(tenant):
    made = put_off(tenant)
    applied(tenant, with_fields(small(), "firm", size={"type": "text"}), "sizes")
    edited(tenant, put={("field", "firm", "x__town"): BODY})
    time_comes(tenant)
    assert (latest(tenant).id, latest(tenant).state) == (made.id, "applied")
    assert "x__colour" in fields(tenant)
    assert size_of(tenant) is not None
    assert "x__town" in open_session(tenant, "system:test").context.model.get("firm").fields
    assert changes.revisions(tenant.database)[0].by == ADMIN


def test_two_who_add_fields_to_an_object_of_the_tenants_own_are_not_in_each_others_way(tenant):
    site, name = ("object", "", "x__site"), ("field", "x__site", "x__name")
    body = {"label": {"en": "Site"}, "plural": {"en": "Sites"}, "name_field": "x__name"}
    edited(tenant, put={site: body, name: {**BODY, "required": True}})
    bench(tenant).save({("field", "x__site", "x__town"): BODY})
    session = open_session(tenant, ADMIN)
    schedule_draft(session, tomorrow(), Said(bench(tenant).preview().plan.digest, "towns"))
    edited(tenant, put={("field", "x__site", "x__size"): BODY})
    time_comes(tenant)
    assert latest(tenant).state == "applied", str(latest(tenant).why)
    found = open_session(tenant, "system:test").context.model.get("x__site").fields
    assert {"x__name", "x__town", "x__size"} <= set(found)


def test_when_others_changed_the_same_it_is_not_applied_and_the_draft_is_back(tenant):
    edited(tenant, put={COLOUR: BODY})
    bench(tenant).save({COLOUR: labelled("Paint")})
    session = open_session(tenant, ADMIN)
    schedule_draft(session, tomorrow(), Said(bench(tenant).preview().plan.digest, "paints"))
    edited(tenant, "their shades", put={COLOUR: labelled("Shade")})
    time_comes(tenant)
    assert str(fields(tenant)["x__colour"].label) == "Shade"
    refused = latest(tenant)
    assert refused.state == "refused"
    assert "their shades" in str(refused.why) and "their shades" in refused.why.to("zh")
    assert "is “Shade” now, this says “Paint”" in str(refused.why)
    assert "此后他人更改了相同的内容" in refused.why.to("zh")
    [change] = bench(tenant).changes
    assert (change.key, change.wanted["label"]["en"]) == (COLOUR, "Paint")
    [notice] = open_session(tenant, ADMIN).notices()
    assert (notice.phase, notice.why) == ("refused", refused.why)
    assert heard(tenant, SELLER) == []


def test_what_a_package_below_says_by_now_counts_as_well(tenant):
    context = open_session(tenant, ADMIN).context
    patch = Patch(("field", "machine", "power"), "/label/en", "set", "Force", "own", "x")
    mine = changes.plan_edits(tenant.database, catalogue(), changes.Edits(patches=[patch]))
    changes.schedule(context, mine, tomorrow(), message="force")
    power = with_bodies(small(), ("field", "machine", "power"), label={"en": "Watts"})
    applied(tenant, power, "watts")
    time_comes(tenant)
    assert latest(tenant).state == "refused"
    assert "“Watts”" in str(latest(tenant).why) and "“Force”" in str(latest(tenant).why)


def test_what_others_did_already_is_not_done_again(tenant):
    put_off(tenant)
    edited(tenant, put={COLOUR: BODY})
    time_comes(tenant)
    refused = latest(tenant)
    assert refused.state == "refused"
    assert "part of it has been done since" in str(refused.why)
    assert "其中一部分此后已完成" in refused.why.to("zh")


def test_whole_packages_that_others_changed_are_not_merged_and_what_came_is_named(tenant):
    applied(tenant, with_fields(small(), "firm", size={"type": "text"}), "sizes")
    context = open_session(tenant, ADMIN).context
    coming = with_fields(small(), "machine", weight={"type": "text"})
    changes.schedule(context, planned(tenant, coming), tomorrow(), message="weights")
    shaped = with_fields(small(), "firm", size={"type": "text"}, shape={"type": "text"})
    applied(tenant, shaped, "shapes")
    time_comes(tenant)
    assert latest(tenant).state == "refused"
    assert "shapes" in str(latest(tenant).why) and "sizes" not in str(latest(tenant).why)


def test_a_package_is_applied_over_what_the_tenant_made_of_its_own_meanwhile(tenant):
    context = open_session(tenant, ADMIN).context
    coming = with_fields(small(), "machine", weight={"type": "text"})
    gone = [("field", "machine", "power")]
    plan = planned(tenant, coming, delete=gone)
    words = plan.confirmation
    changes.schedule(context, plan, tomorrow(), message="weights", confirm=words)
    edited(tenant, put={COLOUR: BODY})
    time_comes(tenant)
    assert latest(tenant).state == "applied", str(latest(tenant).why)
    assert {"x__colour", "weight"} <= set(fields(tenant))
    assert "power" not in fields(tenant)


def test_when_what_others_did_makes_another_plan_of_it_it_is_not_applied(tenant):
    [record] = insert(tenant, "machine", {"name": "a", "power": 5})
    edited(tenant, put={COLOUR: BODY})
    bench(tenant).delete(COLOUR)
    session = open_session(tenant, ADMIN)
    schedule_draft(session, tomorrow(), Said(bench(tenant).preview().plan.digest, "away"))
    applied(tenant, with_fields(small(), "firm", size={"type": "text"}), "sizes")
    open_session(tenant, "system:test").records("machine").update(record, {"x__colour": "red"})
    time_comes(tenant)
    assert latest(tenant).state == "refused"
    assert "would do something else" in str(latest(tenant).why)
    assert "x__colour" in fields(tenant)


def test_when_the_data_make_another_plan_of_it_it_is_not_applied(tenant):
    insert(tenant, "firm", {"name": "Acme"})
    unique = planned(tenant, with_fields(small(), "firm", name=UNIQUE))
    context = open_session(tenant, "system:night").context
    changes.schedule(context, unique, tomorrow(), message="unique")
    insert(tenant, "firm", {"name": "ACME"})
    time_comes(tenant)
    refused = latest(tenant)
    assert (refused.state, refused.actor) == ("refused", "night")
    assert "cannot be unique" in str(refused.why)


def test_a_change_is_taken_back_and_its_draft_with_it(tenant):
    made = put_off(tenant)
    session = open_session(tenant, ADMIN)
    bench(tenant).save({("field", "firm", "x__size"): BODY})
    assert session.cancel_scheduled(made.id).state == "cancelled"
    assert [change.key[2] for change in bench(tenant).changes] == ["x__size"], "still at work"
    assert {(draft.name, draft.changes[0].key[2]) for draft in bench(tenant).mine} == {
        ("colours", "x__colour"),
        ("", "x__size"),
    }
    time_comes(tenant)
    assert "x__colour" not in fields(tenant)
    with pytest.raises(EngineError) as refused:
        session.cancel_scheduled(made.id)
    assert refused.value.code == "scheduled.over"


@pytest.mark.slow
def test_a_draft_is_not_lost_when_a_worker_is_killed_while_it_gives_it_back(tenant):
    put_off(tenant)
    edited(tenant, put={COLOUR: labelled("Shade")})
    for statement in count(1):
        going_on = killed(tenant, statement)
        held = [change.key for draft in bench(tenant).mine for change in draft.changes]
        assert held == ([] if latest(tenant).state == "waiting" else [COLOUR])
        if not going_on:
            break
    assert latest(tenant).state == "refused"


def test_who_is_to_be_told_is_told_also_when_it_was_a_fault_of_ours(tenant, monkeypatch):
    put_off(tenant)
    monkeypatch.setattr("engine.changes.due.planned_again", lambda *_: 1 / 0)
    time_comes(tenant)
    assert latest(tenant).state == "waiting", "it is tried again"
    due_now(tenant)
    with tenant.database.writing() as conn:
        conn.execute(outbox.update().values(attempts=MAX_ATTEMPTS - 1))
    work_off(tenant)
    assert latest(tenant).state == "refused"
    assert [change.key for change in bench(tenant).changes] == [COLOUR]


def test_who_lost_the_right_meanwhile_changes_nothing(tenant):
    with open_session(tenant, "system:test").transaction() as inner:
        bea = inner.records("user").create({"name": "Bea", "active": True}).id
        set_grants(inner.context, bea, ["admin"])
    put_off(tenant, bea)
    with open_session(tenant, "system:test").transaction() as inner:
        set_grants(inner.context, bea, ["seller"])
    time_comes(tenant)
    assert latest(tenant).state == "refused"
    assert "may not change settings any more" in str(latest(tenant).why)
    assert "x__colour" not in fields(tenant)


def test_what_cannot_be_applied_is_not_put_off(tenant):
    context = open_session(tenant, ADMIN).context
    insert(tenant, "machine", {"name": "a", "power": 5})
    lossy = planned(tenant, small(), delete=[("field", "machine", "power")])
    with pytest.raises(ApplyError) as refused:
        changes.schedule(context, lossy, tomorrow(), message="no")
    assert refused.value.code == "apply.unconfirmed"
    with pytest.raises(EngineError) as refused:
        changes.schedule(context, lossy, datetime(2020, 1, 1, tzinfo=UTC), message="no")
    assert refused.value.code == "scheduled.past"
    made = changes.schedule(
        context, lossy, tomorrow(), message="yes", confirm=lossy.confirmation
    )
    assert made.state == "waiting"


def test_what_is_kept_is_what_was_read_and_not_what_records_made_of_it_since(tenant):
    context = open_session(tenant, ADMIN).context
    read = planned(tenant, small(), delete=[("field", "machine", "power")])
    insert(tenant, "machine", {"name": "a", "power": 5})
    with pytest.raises(ApplyError) as refused:
        changes.schedule(context, read, tomorrow(), message="gone", confirm=read.confirmation)
    assert refused.value.code == "apply.stale"
    assert not open_session(tenant, ADMIN).scheduled()


@pytest.mark.slow
def test_a_worker_killed_at_any_statement_neither_forgets_nor_applies_twice(tenant):
    put_off(tenant)
    before = changes.revisions(tenant.database)[0].rev
    for statement in count(1, 3):
        going_on = killed(tenant, statement)
        applied_already = changes.revisions(tenant.database)[0].rev > before
        assert (latest(tenant).state == "applied") == applied_already, statement
        if applied_already and not going_on:
            break
    assert changes.revisions(tenant.database)[0].rev == before + 1
    assert "x__colour" in fields(tenant)
