"""Rules about who sees what: unresolvable ones open nothing, overlapping ones multiply nothing."""

from __future__ import annotations

import pytest

from engine.access.grants import set_grants
from engine.errors import AccessDenied
from engine.kernel.query import Condition, Measure, Query

JOBS = 24


@pytest.fixture
def jobs(workshop):
    """Jobs of everybody in turn, and of nobody."""
    holders = [*workshop.people.values(), None]
    rows = [{"name": f"Job {n}", "owner": holders[n % len(holders)]} for n in range(JOBS)]
    made = workshop.records("system", "job").bulk_create(rows)
    return {each.id: row["owner"] for each, row in zip(made, rows, strict=True)}


def granted(workshop, who, *roles):
    with workshop.session("system").transaction() as inside:
        set_grants(inside.context, workshop.people[who], roles)


def seen(workshop, who):
    found = workshop.records(who, "job").query(Query(("name",), limit=100)).records
    return [record.id for record in found]


@pytest.mark.parametrize(("role", "what"), [("mate", "team"), ("leader", "manager")])
def test_who_has_no_team_manager_or_role_sees_nothing_by_them(workshop, jobs, role, what):
    granted(workshop, "emil", role)
    mine = [job for job, owner in jobs.items() if owner == workshop.people["emil"]]
    others = [owner for owner in jobs.values() if owner is None]
    assert mine and others, "blank is not equal to blank: neither of teams nor of owners"
    assert sorted(seen(workshop, "emil")) == sorted(mine), what
    granted(workshop, "emil")
    with pytest.raises(AccessDenied):
        seen(workshop, "emil")


def test_two_rules_over_many_records_count_each_record_once(workshop, jobs):
    granted(workshop, "lena", "leader", "mate", "worker")
    found = seen(workshop, "lena")
    names = ("lena", "anna", "bert", "fred", "carl")  # below her, or in her team, or both
    people = [workshop.people[name] for name in names]
    expected = [job for job, owner in jobs.items() if owner in people]
    assert sorted(found) == sorted(expected)
    gate = workshop.records("lena", "job")
    assert gate.count().value == len(expected)
    assert gate.aggregate((), (Measure("count"),)) == [{"count": len(expected)}]
    some = Condition("owner.team.name", "in", ("north", "south"))
    assert gate.count(some).value == len(
        [job for job in expected if jobs[job] != workshop.people["fred"]]
    )


def test_counting_stops_where_nobody_reads_on(workshop):
    rows = [{"name": f"Job {n}"} for n in range(1_200)]
    workshop.records("system", "job").bulk_create(rows)
    gate = workshop.records("admin", "job")
    capped, whole = gate.count(capped=True), gate.count()
    assert (capped.exact, whole.exact, whole.value) == (False, True, 1_200)
    assert capped.value <= 1_001
