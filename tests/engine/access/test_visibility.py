"""Who sees which record: the gate against a brute-force judge, on random worlds, on every path."""

from __future__ import annotations

import random
from dataclasses import dataclass
from uuid import UUID

import pytest

from engine.errors import AccessDenied, InvalidRecord, RecordNotFound
from engine.kernel.query import Condition, Group, Measure, Query, Sort
from tests.workshops import PEOPLE, Workshop

SCOPES = {
    "admin": {"client": "all", "job": "all", "item": "all", "report": "all"},
    "worker": {"client": "own", "job": "own", "item": "own", "report": "own"},
    "leader": {
        "client": "subordinates",
        "job": "subordinates",
        "item": "subordinates",
        "report": "subordinates",
    },
    "mate": {"client": "team", "job": "team", "item": "team", "report": "team"},
    "auditor": {"client": "all", "job": "all", "item": "all", "report": "all"},
    "clerk": {"client": "all", "job": "all", "item": "all"},
    "planner": {"client": "own", "job": "all", "item": "all", "report": "own"},
    "nobody": {},
}


@dataclass(frozen=True)
class Judge:
    """Decides by looking at people one by one, knowing nothing of SQL."""

    owners: dict[UUID, str | None]

    def below(self, who: str) -> set[str]:
        found = {who}
        while True:
            more = {name for name, (_, boss, _) in PEOPLE.items() if boss in found} - found
            if not more:
                return found
            found |= more

    def mates(self, who: str) -> set[str]:
        team = PEOPLE[who][2]
        return {name for name, (_, _, other) in PEOPLE.items() if team and other == team}

    def sees(self, who: str, obj: str, record: UUID) -> bool:
        scope = SCOPES[PEOPLE[who][0]].get(obj, "none")
        owner = self.owners[record]
        return {
            "none": False,
            "own": owner == who,
            "subordinates": owner in self.below(who),
            "team": owner in self.below(who) | self.mates(who),
            "all": True,
        }[scope]


def a_world(workshop: Workshop, seed: int):
    chance = random.Random(seed)
    names = [*PEOPLE, None]
    owners: dict[UUID, str | None] = {}

    def many(obj: str, rows: list[dict[str, object]]) -> list[UUID]:
        results = workshop.records("system", obj).bulk_create(rows)
        assert all(each.ok for each in results), results
        return [each.id for each in results]

    def owned(obj: str, rows: list[dict[str, object]]) -> list[UUID]:
        holders = [chance.choice(names) for _ in rows]
        for row, holder in zip(rows, holders, strict=True):
            row["owner"] = workshop.people.get(holder)
        ids = many(obj, rows)
        owners.update(zip(ids, holders, strict=True))
        return ids

    clients = owned("client", [{"name": f"Client {n}"} for n in range(12)])
    points = {}
    rows = [
        {
            "name": f"Widget {n}",
            "client": chance.choice([*clients, None]),
            "amount": n,
            "stage": chance.choice(["new", "doing"]),
        }
        for n in range(30)
    ]
    jobs = owned("job", rows)
    points.update({job: row["client"] for job, row in zip(jobs, rows, strict=True)})
    rows = [{"title": f"Item {n}", "job": chance.choice(jobs)} for n in range(30)]
    items = many("item", rows)
    points.update({item: row["job"] for item, row in zip(items, rows, strict=True)})
    return Judge(owners), clients, jobs, items, points


@pytest.mark.parametrize("seed", [1, 2])
def test_every_path_shows_exactly_what_the_judge_allows(workshop, seed):
    judge, _, jobs, items, points = a_world(workshop, seed)
    for who in PEOPLE:
        gate = workshop.records(who, "job")
        allowed = {job for job in jobs if judge.sees(who, "job", job)}
        if PEOPLE[who][0] == "nobody":
            with pytest.raises(AccessDenied):
                gate.query(Query())
            continue
        query = Query(
            fields=("name", "client"), limit=100, count="exact", sort=(Sort("client"),)
        )
        page = gate.query(query)
        assert {record.id for record in page.records} == allowed, who
        assert page.count.value == len(allowed)
        assert gate.count().value == len(allowed)
        assert gate.count(capped=True).value == len(allowed)
        found = {record.id for record in gate.search("widget", limit=100).records}
        assert found == allowed
        grouped = gate.aggregate(
            (Group("stage"),), (Measure("count"), Measure("sum", "amount"))
        )
        assert sum(row["count"] for row in grouped) == len(allowed)
        for record in page.records:
            client = points[record.id]
            shown = client is not None and judge.sees(who, "client", client)
            assert ("client" in record.labels) == shown, (who, record)
        for job in jobs[:8]:
            if job in allowed:
                assert gate.get(job, ("name",)).id == job
            else:
                with pytest.raises(RecordNotFound):
                    gate.get(job)
        through = gate.query(
            Query(
                fields=("name",), limit=100, where=Condition("client.name", "starts_with", "C")
            )
        )
        assert {record.id for record in through.records} == {
            job
            for job in allowed
            if points[job] is not None and judge.sees(who, "client", points[job])
        }
        details = workshop.records(who, "item").query(Query(fields=("title",), limit=100))
        assert {record.id for record in details.records} == {
            item for item in items if points[item] in allowed
        }


@pytest.mark.parametrize("seed", [4, 5])
def test_what_is_read_through_other_records_is_what_the_judge_allows(workshop, seed):
    judge, clients, jobs, _, _ = a_world(workshop, seed)
    chance = random.Random(seed)
    rows = []
    for n in range(60):
        about = chance.choice(
            [None, ("client", chance.choice(clients)), ("job", chance.choice(jobs))]
        )
        rows.append(
            {
                "title": f"Report {n}",
                "owner": workshop.people.get(chance.choice([*PEOPLE, None])),
                "about": about and f"{about[0]}:{about[1]}",
                "origin": chance.choice([None, None, chance.choice(jobs)]),
            }
        )
    results = workshop.records("system", "report").bulk_create(rows)
    names = {person: name for name, person in workshop.people.items()}
    made = {each.id: row for each, row in zip(results, rows, strict=True)}
    judge.owners.update({each: names.get(row["owner"]) for each, row in made.items()})

    def sees(who, record):
        row = made[record]
        kind, _, about = (row["about"] or "").partition(":")
        return (
            judge.sees(who, "report", record)
            or (bool(about) and judge.sees(who, kind, UUID(about)))
            or (not about and bool(row["origin"]) and judge.sees(who, "job", row["origin"]))
        )

    for who, (role, _, _) in PEOPLE.items():
        gate = workshop.records(who, "report")
        if "report" not in SCOPES[role]:
            with pytest.raises(AccessDenied):
                gate.query(Query())
            continue
        allowed = {record for record in made if sees(who, record)}
        page = gate.query(Query(("title",), limit=100, count="exact"))
        assert {each.id for each in page.records} == allowed, who
        assert (page.count.value, len(page.records)) == (len(allowed), len(allowed))
        assert {each.id for each in gate.search("report", limit=100).records} == allowed
        for record in made:
            may_change = role != "auditor" and judge.sees(who, "report", record)
            if record not in allowed:
                with pytest.raises(RecordNotFound):
                    gate.get(record)
            elif not may_change and role not in ("auditor", "admin"):
                with pytest.raises(AccessDenied):
                    gate.update(record, {"title": "taken over"})


def test_names_of_hidden_clients_do_not_come_out_of_groups(workshop):
    judge, *_ = a_world(workshop, 3)
    rows = workshop.records("fred", "job").aggregate((Group("client"),), (Measure("count"),))
    for row in rows:
        client = row["client"]
        if client is not None:
            assert (row["client.label"] is not None) == judge.sees("fred", "client", client)


def test_changing_needs_the_scope_of_changing(workshop):
    job = workshop.records("anna", "job").create({"name": "Mine"})
    with pytest.raises(AccessDenied):
        workshop.records("fred", "job").update(job.id, {"name": "Yours"})
    with pytest.raises(AccessDenied):
        workshop.records("lena", "job").delete(job.id)
    with pytest.raises(RecordNotFound):
        workshop.records("bert", "job").update(job.id, {"name": "Yours"})
    with pytest.raises(AccessDenied):
        workshop.records("emil", "client").create({"name": "Not by clerks"})
    assert workshop.records("lena", "job").update(job.id, {"name": "Ours"})["name"] == "Ours"


def test_a_detail_needs_the_right_to_change_its_master(workshop):

    job = workshop.records("anna", "job").create({"name": "Mine"})
    with pytest.raises(InvalidRecord):
        workshop.records("fred", "item").create({"title": "Sneaked in", "job": job.id})
    item = workshop.records("anna", "item").create({"title": "Fine", "job": job.id})
    with pytest.raises(AccessDenied):
        workshop.records("fred", "item").update(item.id, {"title": "Changed"})


def test_a_moved_manager_takes_the_view_along(workshop):
    job = workshop.records("anna", "job").create({"name": "Anna's"})
    people = workshop.people
    users = workshop.records("admin", "user")
    users.update(people["lena"], {"manager": people["dora"]})
    with pytest.raises(RecordNotFound):
        workshop.records("boss", "job").get(job.id)
    users.update(people["lena"], {"manager": people["boss"]})
    assert workshop.records("boss", "job").get(job.id).id == job.id
    users.update(people["anna"], {"manager": people["carl"]})
    with pytest.raises(RecordNotFound):
        workshop.records("lena", "job").get(job.id)
    assert workshop.records("carl", "job").get(job.id).id == job.id
