"""What an actor may not read is nowhere: not in values, filters, sorts, sums, history or errors."""

from __future__ import annotations

import pytest

from engine.errors import InvalidRecord, StaleRecord
from engine.kernel.query import Condition, Group, Measure, Query, Sort, Where

HIDDEN = ("cost", "margin", "client.city", "client.rating", "city", "owner.identity")


@pytest.fixture
def job(workshop):
    client = workshop.records("admin", "client").create({"name": "Acme", "city": "Hidden City"})
    values = {"name": "Job", "amount": 10, "cost": 7, "client": client.id}
    return workshop.records("admin", "job").create(values)


@pytest.mark.parametrize("path", HIDDEN)
def test_every_question_about_it_is_answered_as_if_it_were_not_there(workshop, job, path):
    jobs = workshop.records("emil", "job")
    questions = [
        lambda: jobs.get(job.id, (path,)),
        lambda: jobs.query(Query(fields=(path,))),
        lambda: jobs.query(Query(where=Condition(path, "gt", 5))),
        lambda: jobs.query(Query(where=Condition(path, "is_blank"))),
        lambda: jobs.query(Query(where=Where(f"is_blank({path})"))),
        lambda: jobs.query(Query(sort=(Sort(path),))),
        lambda: jobs.query(Query(totals=(Measure("sum", path),))),
        lambda: jobs.count(Condition(path, "eq", "7")),
        lambda: jobs.aggregate((Group(path),), (Measure("count"),)),
        lambda: jobs.aggregate((), (Measure("max", path),)),
    ]
    for ask in questions:
        with pytest.raises(InvalidRecord) as refused:
            ask()
        (problem,) = refused.value.problems
        assert (problem.code, problem.field) == ("query.unknown_field", path)


def test_it_is_not_in_what_comes_without_asking(workshop, job):
    jobs = workshop.records("emil", "job")
    workshop.records("admin", "job").update(job.id, {"cost": 8, "amount": 11})
    seen = [
        jobs.get(job.id).values,
        jobs.query(Query()).records[0].values,
        next(iter(jobs.stream(Query()))).values,
        jobs.history(job.id)[0].changes,
        jobs.history(job.id)[1].changes,
    ]
    with pytest.raises(StaleRecord) as stale:
        jobs.update(job.id, {"name": "x"}, row_version=1)
    for values in [*seen, stale.value.theirs]:
        assert {"cost", "margin", "city"}.isdisjoint(values), values
        assert "amount" in values


def test_writing_it_is_refused_like_a_field_that_does_not_exist(workshop, job):
    with pytest.raises(InvalidRecord) as refused:
        workshop.records("emil", "job").update(job.id, {"cost": 1, "kost": 1})
    assert {each.code for each in refused.value.problems} == {"record.unknown_field"}
    assert workshop.records("admin", "job").get(job.id)["cost"] == 7
