"""People are told of a change that is to come and of one that came, each what they may read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import sqlalchemy as sa

from engine import changes, set_grants
from engine.changes import Workbench
from engine.kernel.component import Component
from engine.kernel.ids import derived_uid
from engine.reviewed import Said, schedule_draft
from engine.session import open_session
from engine.storage.system import user_setting
from tests.engine.changes.putting_off import (
    BODY,
    bench,
    heard,
    put_off,
    time_comes,
    tomorrow,
)
from tests.engine.changes.working import (
    applied,
    planned,
    small,
    with_bodies,
    with_fields,
)
from tests.tenants import ADMIN, RIVAL, SELLER


def test_who_may_read_a_field_only_from_then_on_does_not_learn_how_it_was_called(tenant):
    here = bench(tenant)
    selling = here.find(("permission_set", "", "selling"))
    deal = {**selling.body["objects"]["deal"], "fields": {"read": "all", "write": []}}
    margin = here.find(("field", "deal", "margin"))
    here.save(
        {
            selling.key: {**selling.body, "objects": {**selling.body["objects"], "deal": deal}},
            margin.key: {**margin.body, "label": {"en": "Gain", "zh": "收益"}},
        }
    )
    session = open_session(tenant, ADMIN)
    schedule_draft(session, tomorrow(), Said(bench(tenant).preview().plan.digest, "gain"))
    assert heard(tenant, ADMIN) == [("planned", ["“Margin” of “Deal” is called “Gain”"])]
    assert heard(tenant, SELLER) == []


def test_those_who_see_the_object_are_told_before_and_after(tenant):
    put_off(tenant)
    said = ["“Machine” gets the field “Colour”"]
    assert heard(tenant, ADMIN) == [("planned", said)]
    assert heard(tenant, SELLER, "zh") == [("planned", ["“机器”新增字段“颜色”"])]
    time_comes(tenant)
    [notice] = open_session(tenant, SELLER).notices()
    assert (notice.phase, [str(line) for line in notice.lines]) == ("applied", said)
    open_session(tenant, SELLER).dismiss_notice(notice.id)
    assert heard(tenant, SELLER) == []
    assert heard(tenant, RIVAL) == [("applied", said)]


def dismissed(tenant):
    """Give whose settings say of which notices that they were seen."""
    query = sa.select(user_setting.c.user, user_setting.c.key).order_by(user_setting.c.key)
    with tenant.database.reading() as conn:
        return [(user, key) for user, key in conn.execute(query) if key.startswith("notice:")]


def test_what_was_dismissed_is_kept_only_as_long_as_it_is_told(tenant):
    put_off(tenant)
    [planned_one] = open_session(tenant, SELLER).notices()
    for user in (SELLER, RIVAL):
        open_session(tenant, user).dismiss_notice(planned_one.id)
    open_session(tenant, SELLER).dismiss_notice("never told")
    assert {user for user, _key in dismissed(tenant)} == {SELLER, RIVAL}
    assert len(dismissed(tenant)) == 2
    time_comes(tenant)
    [applied_one] = open_session(tenant, SELLER).notices()
    open_session(tenant, SELLER).dismiss_notice(applied_one.id)
    assert (SELLER, f"notice:{planned_one.id}") not in dismissed(tenant)
    bench(tenant).save({("field", "machine", "x__shape"): BODY})
    session = open_session(tenant, ADMIN)
    said = Said(Workbench(session.context).preview().plan.digest, "shapes")
    schedule_draft(session, tomorrow(), said)
    assert dismissed(tenant) == [(SELLER, f"notice:{applied_one.id}")]


def test_a_notice_that_is_dismissed_twice_at_once_is_dismissed(tenant):
    put_off(tenant)
    [notice] = open_session(tenant, SELLER).notices()
    second = ThreadPoolExecutor(1)
    with tenant.database.writing() as conn:
        row = {"user": SELLER, "key": f"notice:{notice.id}", "value": True}
        conn.execute(user_setting.insert().values(row))
        going = second.submit(open_session(tenant, SELLER).dismiss_notice, notice.id)
        wait([going], timeout=0.3)
    going.result(timeout=20)
    assert heard(tenant, SELLER) == []


def test_who_may_not_read_the_field_is_told_nothing(tenant):
    margin = with_fields(small(), "deal", margin={"type": "percent"})
    context = open_session(tenant, ADMIN).context
    changes.schedule(context, planned(tenant, margin), tomorrow(), message="margins")
    assert heard(tenant, ADMIN) == [("planned", ["“Margin” of “Deal” is called “margin”"])]
    assert heard(tenant, SELLER) == []


def test_of_people_with_the_same_sets_none_is_told_what_only_some_will_see(tenant):
    company = small()
    body = {"label": {"en": "Rep"}, "permission_sets": ["selling"]}
    uid = derived_uid("", "role", "", "rep")
    rep = Component("role", "rep", "", body, company.name, uid)
    company = replace(company, components=(*company.components, rep))
    applied(tenant, company)
    with open_session(tenant, "system:test").transaction() as inner:
        set_grants(inner.context, RIVAL, ["rep"])
    promoted = with_bodies(company, rep.key, permission_sets=["selling", "leading"])
    promoted = with_bodies(promoted, ("field", "deal", "margin"), required=True)
    context = open_session(tenant, ADMIN).context
    changes.schedule(context, planned(tenant, promoted), tomorrow(), message="margins")
    assert heard(tenant, SELLER) == heard(tenant, RIVAL) == []
    time_comes(tenant)
    assert heard(tenant, SELLER) == []
    assert [phase for phase, _ in heard(tenant, RIVAL)] == ["applied"]
