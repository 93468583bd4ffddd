"""A change at a set time gives nobody by then what its author did not see it give."""

from __future__ import annotations

from engine import open_session, set_grants
from engine.access.actors import system_rights
from engine.changes import Workbench
from engine.reviewed import Said, apply_draft, schedule_draft
from tests.engine.changes.putting_off import bench, latest, time_comes, tomorrow
from tests.tenants import ADMIN, LEADER

SETUP, PEOPLE = ("permission_set", "", "x__setup"), ("permission_set", "", "x__people")
CLERK, HEAD = ("role", "", "x__clerk"), ("role", "", "x__head")


def labelled(name, **more):
    return {"label": {"en": name}, **more}


def apply(tenant, user, bodies):
    session = open_session(tenant, user)
    work = Workbench(session.context)
    work.save(bodies)
    return apply_draft(tenant, session, Said(work.preview().plan.digest, "now"))


def prepared(tenant):
    """The leader may change settings, not people; tomorrow a set gets the right to these."""
    bodies = {
        SETUP: labelled("Setup", system=["customise"]),
        PEOPLE: labelled("People"),
        CLERK: labelled("Clerk", permission_sets=["x__setup"]),
        HEAD: labelled("Head", permission_sets=["x__people"]),
    }
    apply(tenant, ADMIN, bodies)
    with open_session(tenant, "system:tests").transaction() as inner:
        set_grants(inner.context, LEADER, ["x__clerk"])
    bench(tenant).save({PEOPLE: labelled("People", system=["manage_users"])})
    digest = bench(tenant).preview().plan.digest
    schedule_draft(open_session(tenant, ADMIN), tomorrow(), Said(digest, "people"))


def test_nobody_has_a_right_given_to_their_role_by_what_somebody_else_put_off(tenant):
    prepared(tenant)
    apply(tenant, LEADER, {CLERK: labelled("Clerk", permission_sets=["x__setup", "x__people"])})
    time_comes(tenant)
    context = open_session(tenant, LEADER).context
    assert system_rights(context.model, context.actor.permission_sets) == {"customise"}
    refused = latest(tenant)
    assert refused.state == "refused"
    assert "manage_users" in str(refused.why) and "Clerk" in str(refused.why)
    assert bench(tenant).draft.change(PEOPLE), "its author has it back"


def test_rights_that_were_read_are_given_also_when_others_changed_something_else(tenant):
    prepared(tenant)
    apply(tenant, LEADER, {CLERK: labelled("Clerks", permission_sets=["x__setup"])})
    time_comes(tenant)
    assert latest(tenant).state == "applied", str(latest(tenant).why)
    model = open_session(tenant, ADMIN).context.model
    assert "manage_users" in system_rights(model, ["x__people"])
