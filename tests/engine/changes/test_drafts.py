"""Admins collect changes in drafts; nothing is in force, and nothing is lost, before they apply."""

from __future__ import annotations

import threading

import pytest

from engine import Said, Workbench, apply_draft, open_session, set_grants
from engine.errors import AccessDenied, ApplyError
from tests.tenants import ADMIN, SELLER

DEAL = ("object", "", "deal")
AMOUNT = ("field", "deal", "amount")
STAGE = ("field", "deal", "stage")
SITE = ("object", "", "x__site")
NAME = ("field", "x__site", "x__name")
SIZE = ("field", "x__site", "x__size")


def bench_of(tenant, user=ADMIN):
    return Workbench(open_session(tenant, user).context)


@pytest.fixture
def second_admin(tenant):
    with open_session(tenant, "system:tests").transaction() as inner:
        made = inner.records("user").create({"name": "Bea Admin"})
        set_grants(inner.context, made.id, ["admin"])
    return made.id


def relabelled(bench, key, **label):
    body = bench.find(key).body
    bench.save({key: {**body, "label": {**body["label"], **label}}})


def applied(tenant, user=ADMIN, message="as agreed", **options):
    session = open_session(tenant, user)
    digest = Workbench(session.context).preview().plan.digest
    return apply_draft(tenant, session, Said(digest, message, **options))


def site(bench):
    bench.save(
        {
            SITE: {"label": {"en": "Site"}, "name_field": "x__name", "default_access": "write"},
            NAME: {"type": "text", "label": {"en": "Name"}},
            SIZE: {"type": "integer", "label": {"en": "Size"}},
        }
    )


def test_a_draft_is_kept_and_nothing_is_in_force_before_it_is_applied(tenant):
    site(bench_of(tenant))
    bench = bench_of(tenant)
    assert [c.sort for c in bench.changes] == ["added", "added", "added"]
    assert bench.find(SIZE).body["type"] == "integer"
    assert open_session(tenant, ADMIN).context.model.get("x__site") is None
    revision = applied(tenant)
    assert revision.message == "as agreed"
    assert bench_of(tenant).draft is None
    record = open_session(tenant, ADMIN).records("x__site").create({"x__size": 3})
    assert record["x__size"] == 3


def test_fields_stand_in_the_order_in_which_they_were_thought_of(tenant):
    site(bench_of(tenant))
    bench = bench_of(tenant)
    more = {("field", "x__site", name): {"type": "text"} for name in ("x__z", "x__m", "x__a")}
    bench.save(more)
    relabelled(bench, NAME, en="Called")
    names = ["x__name", "x__size", "x__z", "x__m", "x__a"]
    assert [one.key[2] for one in bench.of_kind("field", "x__site")] == names
    applied(tenant)
    fields = open_session(tenant, ADMIN).context.model.get("x__site").fields
    assert [name for name in fields if name.startswith("x__")] == names


def test_what_a_package_declares_is_changed_by_patches_and_can_be_as_before(tenant):
    before = bench_of(tenant).find(STAGE).body
    first = before["options"][0]["id"]
    body = {**before, "help": {"en": "How far we are"}}
    body["options"] = [
        before["options"][1],
        {**before["options"][0], "label": {"en": "Fresh"}},
        *before["options"][2:],
        {"id": "x__asleep", "label": {"en": "Asleep"}},
    ]
    bench_of(tenant).save({STAGE: body})
    applied(tenant)
    after = bench_of(tenant).find(STAGE).body
    assert [o["id"] for o in after["options"]][1] == first
    assert after["options"][1]["label"]["en"] == "Fresh"
    assert after["options"][-1]["id"] == "x__asleep"
    assert after["help"] == {"en": "How far we are"}
    relabelled(bench_of(tenant), AMOUNT, en="Worth")
    applied(tenant)
    assert bench_of(tenant).find(STAGE).body == after


def test_what_is_wrong_is_said_with_its_place_and_nothing_changes(tenant):
    bench = bench_of(tenant)
    bench.save({NAME: {"type": "text"}, SIZE: {"type": "lookup", "to": "nowhere"}})
    found = bench.preview()
    assert found.plan is None
    assert {p.file for p in found.problems} >= {"field/x__site/x__size"}
    with pytest.raises(Exception, match="x__site"):
        apply_draft(tenant, open_session(tenant, ADMIN), Said("", "impossible"))
    assert bench_of(tenant).changes


def test_two_admins_see_each_others_drafts_and_merge_what_does_not_clash(tenant, second_admin):
    relabelled(bench_of(tenant), AMOUNT, en="Worth")
    bea = bench_of(tenant, second_admin)
    assert [draft.by for draft in bea.touching(AMOUNT)] == [ADMIN]
    relabelled(bea, AMOUNT, zh="价值")
    assert [draft.by for draft in bea.preview().others] == [ADMIN]
    applied(tenant)
    applied(tenant, second_admin)
    label = bench_of(tenant).find(AMOUNT).body["label"]
    assert (label["en"], label["zh"]) == ("Worth", "价值")


def test_a_clash_shows_both_values_and_waits_for_a_choice(tenant, second_admin):
    relabelled(bench_of(tenant), AMOUNT, en="Worth")
    relabelled(bench_of(tenant, second_admin), AMOUNT, en="Price")
    applied(tenant)
    bea = bench_of(tenant, second_admin)
    [clash] = bea.preview().clashes
    [conflict] = clash.conflicts
    assert (conflict.pointer, conflict.mine, conflict.theirs) == ("/label/en", "Price", "Worth")
    with pytest.raises(ApplyError) as refused:
        applied(tenant, second_admin)
    assert refused.value.code == "draft.clash"
    assert bench_of(tenant).find(AMOUNT).body["label"]["en"] == "Worth"
    bea.settle(AMOUNT, [])
    applied(tenant, second_admin)
    assert bench_of(tenant).find(AMOUNT).body["label"]["en"] == "Price"


def test_a_clash_can_be_settled_for_the_other(tenant, second_admin):
    relabelled(bench_of(tenant), AMOUNT, en="Worth")
    relabelled(bench_of(tenant, second_admin), AMOUNT, en="Price")
    applied(tenant)
    bea = bench_of(tenant, second_admin)
    bea.settle(AMOUNT, ["/label/en"])
    assert bench_of(tenant, second_admin).draft is None


def test_a_plan_that_was_read_is_the_one_that_is_applied(tenant):
    session = open_session(tenant, ADMIN)
    relabelled(bench_of(tenant), AMOUNT, en="Worth")
    site(bench_of(tenant))
    with pytest.raises(ApplyError) as refused:
        apply_draft(tenant, session, Said("something else", "no"))
    assert refused.value.code == "draft.moved"


def test_own_fields_are_renamed_deleted_and_come_back_by_choice(tenant):
    site(bench_of(tenant))
    applied(tenant)
    bench_of(tenant).rename(SIZE, "x__area")
    applied(tenant)
    area = ("field", "x__site", "x__area")
    assert bench_of(tenant).find(area) and not bench_of(tenant).find(SIZE)
    bench_of(tenant).delete(area)
    assert bench_of(tenant).find(area).sort == "deleted"
    plan = bench_of(tenant).preview().plan
    applied(tenant, confirm=plan.confirmation)
    bench = bench_of(tenant)
    bench.save({area: {"type": "integer", "label": {"en": "Area"}}})
    assert [p.code for p in bench.preview().problems] == ["uid.reused"]
    bench.reuse(area, "anew")
    assert bench.preview().plan is not None


def saved(bench, source):
    """Save what YAML says, or give what is wrong with it."""
    body, problems = bench.typed(AMOUNT, source)
    if not problems:
        bench.save({AMOUNT: body})
    return problems


def test_yaml_is_an_edit_like_any_other(tenant):
    bench = bench_of(tenant)
    written = bench.as_yaml(AMOUNT, bench.find(AMOUNT).body)
    assert saved(bench, written) == []
    assert not bench.changes
    [problem] = saved(bench, written + "colour: red\n")
    assert problem.code == "shape.unknown_key" and problem.line > 1
    assert saved(bench, written + "notes: agreed with finance\n") == []
    assert bench_of(tenant).find(AMOUNT).sort == "changed"


def test_dropped_changes_are_forgotten(tenant):
    bench = bench_of(tenant)
    site(bench)
    bench.drop([SIZE])
    assert bench_of(tenant).find(SIZE) is None
    bench.drop()
    assert bench_of(tenant).draft is None


def test_nobody_without_the_right_has_a_workbench(tenant):
    with pytest.raises(AccessDenied):
        bench_of(tenant, SELLER)


def test_what_is_read_and_changed_in_one_go_overtakes_nobody(tenant):
    """Also where the draft begins with it."""
    key, together = ("field", "deal", "amount"), threading.Barrier(4, timeout=10)

    def note(number):
        together.wait()
        bench = bench_of(tenant)
        with bench.holding():
            body = bench.find(key).body
            bench.save({key: {**body, "notes": body.get("notes", "") + str(number)}})

    threads = [threading.Thread(target=note, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bench_of(tenant).find(key).body["notes"]) == list("0123")


def test_taking_in_another_draft_overtakes_no_other_window(tenant):
    key = ("field", "deal", "amount")
    theirs = bench_of(tenant)
    body = theirs.find(key).body
    theirs.begin("second")
    theirs.save({key: {**body, "label": {"en": "Worth", "zh": "金额"}}})
    other = theirs.draft
    bench_of(tenant).begin("first")
    window = bench_of(tenant)
    assert window.draft.name == "first"
    bench_of(tenant).save({key: {**body, "notes": "net"}})
    window.absorb(other, {})
    found = bench_of(tenant).find(key).body
    assert (found["notes"], found["label"]["en"]) == ("net", "Worth")
