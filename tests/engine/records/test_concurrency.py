"""Many people at once: nothing is lost, nothing mixed, nothing twice."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.errors import InvalidRecord, StaleRecord
from engine.kernel.query import Query, Sort
from tests.engine.records.funds import NAME, furnish


def test_eight_threads_on_400_records_lose_and_mix_nothing(workshop):
    rows = [{"name": f"Job {n}", "hours": n} for n in range(400)]
    results = workshop.records("anna", "job").bulk_create(rows)
    ids = [each.id for each in results]

    def change(part: int) -> None:
        jobs = workshop.records("anna", "job")
        for number in range(part, 400, 8):
            jobs.update(ids[number], {"name": f"Changed {number}", "notes": f"by {part}"})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(8)))
    query = Query(("name", "hours", "notes"), sort=(Sort("hours"),), limit=500)
    found = workshop.records("anna", "job").query(query).records
    assert [record.id for record in found] == ids
    for number, record in enumerate(found):
        expected = {"name": f"Changed {number}", "hours": number, "notes": f"by {number % 8}"}
        assert dict(record.values) == expected
        assert record.row_version == 2


def test_of_two_who_want_the_same_code_one_gets_it(workshop):
    def create(number: int) -> str:
        try:
            workshop.records("anna", "client").create({"name": str(number), "code": "ONE"})
        except InvalidRecord as refused:
            return refused.problems[0].code
        return "created"

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(create, range(8)))
    assert outcomes == {"created": 1, "record.not_unique": 7}


def test_of_eight_who_saw_the_same_version_one_saves(workshop):
    job = workshop.records("anna", "job").create({"name": "Start"})

    def save(number: int) -> str:
        try:
            workshop.records("anna", "job").update(job.id, {"name": str(number)}, row_version=1)
        except StaleRecord as stale:
            assert stale.mine == {"name": str(number)}
            assert stale.theirs["row_version"] == 2
            return "stale"
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(save, range(8)))
    assert outcomes == {"saved": 1, "stale": 7}


def test_numbers_are_given_once_and_without_gaps(workshop):
    def create(part: int) -> list[str]:
        jobs = workshop.records("anna", "job")
        return [str(jobs.create({"name": f"{part}.{n}"})["number"]) for n in range(5)]

    with ThreadPoolExecutor(8) as pool:
        given = sorted(number for numbers in pool.map(create, range(8)) for number in numbers)
    assert [number[-4:] for number in given] == [f"{n:04d}" for n in range(1, 41)]


def test_of_eight_who_upsert_the_same_key_one_creates_and_the_others_update(workshop):
    def save(number: int) -> bool:
        clients = workshop.records("anna", "client")
        return clients.upsert("code", {"code": "ONE", "name": str(number)})[1]

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(save, range(8))) == [False] * 7 + [True]


@pytest.mark.parametrize("theirs", [["a"], ["b"], []])
def test_of_two_who_set_tags_at_once_the_later_is_kept(workshop, theirs):
    furnish(workshop, {"x__gift": {"x__name": NAME, "x__tags": {"type": "tags"}}})
    gifts = workshop.records("system", "x__gift")
    gift = gifts.create({"x__name": "G", "x__tags": ["old"] if not theirs else None}).id
    with ThreadPoolExecutor(1) as pool:
        with workshop.session("system").transaction() as session:
            session.records("x__gift").update(gift, {"x__tags": ["a"]})
            later = pool.submit(gifts.update, gift, {"x__tags": theirs})
            time.sleep(0.3)
        later.result()
    assert list(gifts.get(gift)["x__tags"] or ()) == theirs
