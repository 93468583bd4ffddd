"""A change of very many records runs as a job that says what it could not do."""

from uuid import uuid4

from engine.kernel.query import Condition, Query
from engine.records.bulk_job import start_bulk
from tests.shops import enter, work


def made(shop, count):
    gate = enter(shop).records("chk__genre")
    start = uuid4().int % 10**12
    rows = [{"chk__number": start + n, "chk__name": f"Genre {n}"} for n in range(count)]
    return [result.id for result in gate.bulk_create(rows)]


def start(shop, action, ids, values):
    here = enter(shop)
    job = start_bulk(here.context, here.object("chk__genre"), action, ids, values)
    work(shop)
    return here.job(job)


def test_a_job_changes_every_record_it_may(shop):
    ids = made(shop, 700)
    ended = start(shop, "update", ids, {"chk__name": "Jazz"})
    assert (ended.state, ended.done, ended.result["done"]) == ("done", 700, 700)
    gate = enter(shop).records("chk__genre")
    assert gate.count(Condition("chk__name", "eq", "Jazz")).value == 700


def test_what_is_refused_is_listed_with_its_reason_in_both_languages(shop):
    ids = [*made(shop, 2), uuid4()]
    ended = start(shop, "update", ids, {"chk__name": "Blues"})
    assert ended.result["done"] == 2
    (refused,) = ended.result["refused"]
    assert refused["record"] == str(ids[2])
    assert refused["reasons"][0]["zh"]


def test_deleted_records_lie_in_the_trash(shop):
    ids = made(shop, 3)
    assert start(shop, "delete", ids, {}).result["done"] == 3
    found = enter(shop).records("chk__genre").query(Query(("id",), Condition("id", "in", ids)))
    assert not found.records


def test_a_job_hands_records_over(workshop):
    jobs = workshop.records("anna", "job")
    ids = [each.id for each in jobs.bulk_create([{"name": str(n)} for n in range(3)])]
    here = workshop.session("lena")
    owner = str(workshop.people["bert"])
    job = start_bulk(
        here.context, here.object("job"), "owner", [*ids, uuid4()], {"owner": owner}
    )
    work(workshop.tenant)
    ended = here.job(job)
    assert (ended.state, ended.result["done"], ended.result["refused_count"]) == ("done", 3, 1)
    assert jobs.count().value == 0
    assert workshop.records("bert", "job").count().value == 3
