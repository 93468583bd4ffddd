"""What an actor may not read is nowhere: not in values, filters, sorts, sums, history or errors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.access.inputs import hidden_inputs
from engine.errors import ExpressionError, InvalidRecord, StaleRecord
from engine.kernel.query import Condition, Group, Measure, Query, Sort, Where
from engine.records import Records
from engine.records.everywhere import search_everywhere

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


@pytest.mark.parametrize("path", HIDDEN)
def test_an_expression_does_not_know_it(workshop, job, path):
    jobs = workshop.records("emil", "job")
    answers = []
    for asked in (path, "nowhere", path[:-1]):
        with pytest.raises(ExpressionError) as refused:
            jobs.query(Query(where=Where(f"{asked} == 5")))
        answers.append(refused.value)
    assert [answer.code for answer in answers] == ["expression.unknown_name"] * 3
    assert path not in str(answers[2].hint.to("en") if answers[2].hint else "")


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


def test_a_hidden_field_cannot_be_guessed_by_searching_for_it(workshop):
    values = {"name": "Acme Works", "code": "SECRET77"}
    client = workshop.records("admin", "client").create(values)
    job = workshop.records("admin", "job").create({"name": "Turbine", "client": client.id})
    set_of = {"anna": 0, "dora": 1, "emil": 1}
    for who, hits in set_of.items():
        found = workshop.records(who, "client").search("secret77").records
        assert len(found) == hits, who
    blind = workshop.session("emil").context
    actor = replace(blind.actor, permission_sets=("people", "names_only"))
    names_only = replace(blind, actor=actor)
    clients = Records(names_only, "client")
    assert [each.id for each in clients.search("acme wor").records] == [client.id]
    assert clients.search("secret77").records == []
    assert clients.search("acme secret77").records == []
    assert search_everywhere(names_only, "secret77", 10) == []
    assert [hit.id for hit in search_everywhere(names_only, "acme", 10)] == [client.id]
    assert [hit.id for hit in search_everywhere(blind, "acme", 10)] == [job.id, client.id]


def test_a_narrow_viewer_finds_old_records_behind_many_hidden_ones(workshop):
    mine = workshop.records("anna", "job").create({"name": "Turbine"})
    rows = [{"name": f"Turbine {n}", "owner": workshop.people["bert"]} for n in range(30)]
    workshop.records("system", "job").bulk_create(rows)
    hits = search_everywhere(workshop.session("anna").context, "turbine", 5)
    assert [hit.id for hit in hits] == [mine.id]


def test_a_roll_up_of_what_is_told_apart_by_something_hidden_is_hidden(workshop):
    model = workshop.records("admin", "client").context.model

    def all_but(*hidden):
        return lambda of: frozenset(model.objects[of].fields) - set(hidden)

    assert hidden_inputs(model, "client", all_but()) == frozenset()
    told = hidden_inputs(model, "client", all_but("stage"))
    assert "open_value" in told
    assert told.isdisjoint({"jobs", "average"})
