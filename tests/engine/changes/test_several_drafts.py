"""An admin keeps several drafts apart, sees where drafts meet, and makes one of two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from engine import open_session
from tests.engine.changes.test_drafts import (
    AMOUNT,
    NAME,
    SITE,
    SIZE,
    STAGE,
    applied,
    bench_of,
    relabelled,
    second_admin,
    site,
)
from tests.tenants import ADMIN

__all__ = ["second_admin"]


def test_drafts_are_kept_apart_and_only_the_one_at_work_is_applied(tenant):
    relabelled(bench_of(tenant), AMOUNT, en="Worth")
    bench = bench_of(tenant)
    bench.begin("Spring")
    assert bench.find(AMOUNT).sort == "", "a new draft is empty"
    relabelled(bench, STAGE, en="Step")
    first, spring = sorted(bench.mine, key=lambda each: each.name)
    assert (first.name, spring.name) == ("", "Spring")
    applied(tenant)
    model = open_session(tenant, ADMIN).context.model
    assert model.get("deal").fields["stage"].label.to("en") == "Step"
    assert model.get("deal").fields["amount"].label.to("en") == "Amount"
    bench = bench_of(tenant)
    assert [each.id for each in bench.mine] == [first.id], "what is applied is over"
    assert bench.find(AMOUNT).body["label"]["en"] == "Worth", "the other one is at work again"
    bench.call(first.id, "Words")
    bench.begin("Empty")
    bench.switch(first.id)
    assert bench_of(tenant).draft.name == "Words"
    bench.discard(first.id)
    assert bench_of(tenant).find(AMOUNT).sort == ""


def test_nobody_touches_the_draft_of_somebody_else(tenant, second_admin):
    relabelled(bench_of(tenant), AMOUNT, en="Worth")
    hers = bench_of(tenant).draft
    bea = bench_of(tenant, second_admin)
    bea.discard(hers.id)
    bea.call(hers.id, "Mine")
    bea.switch(hers.id)
    assert bench_of(tenant).draft.name == "" and bench_of(tenant).changes
    assert bea.draft is None and bea.draft_called(hers.id).changes == hers.changes


def test_where_drafts_meet_is_said_before_either_is_applied_and_they_are_made_one(
    tenant, second_admin
):
    relabelled(bench_of(tenant), AMOUNT, en="Worth", zh="价值")
    relabelled(bench_of(tenant), STAGE, en="Step")
    bea = bench_of(tenant, second_admin)
    relabelled(bea, AMOUNT, en="Price")
    [meeting] = bea.preview().meetings
    assert meeting.draft.by == ADMIN
    [clash] = meeting.clashes
    assert [(c.pointer, c.base, c.mine, c.theirs) for c in clash.conflicts] == [
        ("/label/en", "Amount", "Price", "Worth")
    ]
    bea.absorb(meeting.draft, {})
    assert bea.find(AMOUNT).body["label"] == {"en": "Price", "zh": "价值"}
    assert bea.find(STAGE).body["label"]["en"] == "Step"
    assert bench_of(tenant).changes, "Ada keeps hers"
    bea.absorb(meeting.draft, {AMOUNT: ["/label/en"]})
    assert bea.find(AMOUNT).body["label"]["en"] == "Worth"
    applied(tenant, second_admin)
    assert bench_of(tenant).preview().clashes == [], "what Ada wants is so by now"


def test_one_s_own_draft_is_over_when_it_went_into_another(tenant):
    relabelled(bench_of(tenant), AMOUNT, en="Worth")
    bench = bench_of(tenant)
    first = bench.draft
    bench.begin("Spring")
    bench.delete(AMOUNT)
    [clash] = bench.meets(first).clashes
    assert clash.conflicts[0].mine is None, "one deletes what the other changes"
    bench.absorb(first, {AMOUNT: [""]})
    assert bench.find(AMOUNT).body["label"]["en"] == "Worth"
    assert [each.name for each in bench.mine] == ["Spring"]


def test_what_is_put_into_a_draft_while_it_is_applied_stays_in_it(tenant):
    relabelled(bench_of(tenant), AMOUNT, en="Worth")
    reading = bench_of(tenant)
    draft = reading.draft
    relabelled(bench_of(tenant), AMOUNT, zh="价值")  # in another window
    relabelled(bench_of(tenant), STAGE, en="Step")
    reading.close(draft)
    left = {each.key: each for each in bench_of(tenant).changes}
    assert set(left) == {AMOUNT, STAGE}
    assert left[AMOUNT].base["label"]["en"] == left[AMOUNT].wanted["label"]["en"] == "Worth"
    assert left[AMOUNT].wanted["label"]["zh"] == "价值"
    bench_of(tenant).close(bench_of(tenant).draft)
    assert bench_of(tenant).draft is None


def test_what_is_renamed_and_all_that_names_it_are_edited_in_one_draft(tenant):
    bench = bench_of(tenant)
    site(bench)
    double = ("field", "x__site", "x__double")
    view = ("list_view", "x__site", "x__all")
    bench.save(
        {
            double: {"type": "formula", "label": {"en": "Double"}, "returns": "decimal",
                     "expr": "x__size * 2"},
            view: {"label": {"en": "All"}, "columns": ["x__name", "x__size"]},
        }
    )  # fmt: skip
    applied(tenant)
    bench = bench_of(tenant)
    bench.rename(SIZE, "x__width")
    relabelled(bench, SIZE, en="Width")
    relabelled(bench, double, en="Twice")
    bench.save({double: {**bench.find(double).body, "expr": "x__size * 2 + 1"}})
    relabelled(bench, view, en="Every one")
    relabelled(bench, SITE, en="Place")
    relabelled(bench, NAME, en="Called")
    assert bench.preview().problems == ()
    applied(tenant)
    model = open_session(tenant, ADMIN).context.model
    fields = model.get("x__site").fields
    assert fields["x__width"].label.to("en") == "Width" and "x__size" not in fields
    assert model.find("field", "x__double", "x__site").body["expr"] == "x__width * 2 + 1"
    assert model.find("list_view", "x__all", "x__site").body["columns"] == [
        "x__name",
        "x__width",
    ]
    assert model.get("x__site").label.to("en") == "Place"


def test_requests_that_begin_at_once_begin_one_draft(tenant):
    keys = [AMOUNT, STAGE, ("field", "deal", "margin"), ("field", "deal", "notes")]
    ready = Barrier(len(keys))

    def edit(key):
        bench = bench_of(tenant)
        assert bench.draft is None
        ready.wait(10)
        relabelled(bench, key, en=f"At once {key[2]}")

    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(edit, keys))
    [draft] = bench_of(tenant).mine
    assert {change.key for change in draft.changes} == set(keys)
