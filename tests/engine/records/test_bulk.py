"""Many rows at once: each has its own result, and the wrong ones spoil nothing."""

from __future__ import annotations

import gc
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa

from engine.errors import AccessDenied, InvalidRecord
from engine.kernel.query import Condition, Query


def test_wrong_rows_are_told_apart_and_the_others_are_saved(workshop):
    rows = [{"name": f"Client {n}", "code": f"C{n % 1150}"} for n in range(1200)]
    rows[7]["rating"] = "very good"
    rows[600] = {"code": "X600"}
    results = workshop.records("anna", "client").bulk_create(rows)
    wrong = {each.row: each.problems[0].code for each in results if not each.ok}
    assert [each.row for each in results] == list(range(1200))
    assert wrong.pop(7) == "value.unreadable"
    assert wrong.pop(600) == "record.required"
    assert wrong == {n: "record.not_unique" for n in range(1150, 1200) if n != 1157}
    assert workshop.records("anna", "client").count().value == 1200 - 2 - 49


def test_a_rule_refuses_each_of_the_rows_that_are_alike(workshop):
    rows = [{"name": str(n), "stage": ("done", "paused", "doing")[n % 3]} for n in range(30)]
    results = workshop.records("anna", "job").bulk_create(rows)
    codes = [[problem.code for problem in each.problems] for each in results]
    assert codes == [["rule.done_needs_amount"], ["option.retired"], []] * 10


def test_formulas_of_rows_that_are_alike_come_out_alike(workshop):
    jobs = workshop.records("anna", "job")
    rows = [{"name": str(n), "amount": 5 + n % 2, "cost": 3} for n in range(30)]
    made = [jobs.get(each.id)["margin"] for each in jobs.bulk_create(rows)]
    assert made == [Decimal(2 + n % 2) for n in range(30)]


def test_python_looks_for_garbage_again_after_a_chunk(workshop):
    clients = workshop.records("anna", "client")
    assert not clients.bulk_create([{"name": "", "code": "A"}])[0].ok
    assert gc.isenabled()
    gc.disable()
    try:
        assert clients.bulk_create([{"name": "B"}])[0].ok
        assert not gc.isenabled(), "whoever switched it off wants it so"
    finally:
        gc.enable()


def test_a_database_learns_that_many_rows_came_in(workshop):
    """SQLite plans by guesses until it has looked; PostgreSQL looks by itself."""
    workshop.records("anna", "client").bulk_create(
        [{"name": f"Client {n}"} for n in range(1001)]
    )
    database = workshop.records("anna", "client").context.database
    if database.dialect == "sqlite":
        counted = sa.text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'client'")
        with database.reading() as conn:
            rows = [int(row.stat.split()[0]) for row in conn.execute(counted)]
        assert max(rows, default=0) > 900


def test_bulk_update_answers_for_hidden_foreign_and_stale_rows(workshop):
    jobs = workshop.records("anna", "job")
    mine = [jobs.create({"name": str(n)}).id for n in range(3)]
    foreign = workshop.records("bert", "job").create({"name": "Bert's"}).id
    results = jobs.bulk_update(
        [
            {"id": str(mine[0]), "name": "zero", "amount": "5"},
            {"id": foreign, "name": "taken"},
            {"id": mine[1], "name": "one", "row_version": 7},
            {"id": uuid4(), "name": "nobody"},
            {"name": "without id"},
            {"id": mine[2], "stage": "done"},
        ]
    )
    assert [each.problems[0].code if each.problems else "ok" for each in results] == [
        "ok",
        "record.not_found",
        "record.stale",
        "record.not_found",
        "record.not_found",
        "rule.done_needs_amount",
    ]
    assert jobs.get(mine[0])["amount"] == Decimal(5)
    assert jobs.get(mine[1])["name"] == "1"


def test_upsert_creates_once_and_then_changes(workshop):
    clients = workshop.records("anna", "client")
    first = clients.bulk_upsert(
        "code", [{"code": "a", "name": "1"}, {"code": "A", "name": "2"}]
    )
    assert [(each.ok, each.created) for each in first] == [(True, True), (True, False)]
    assert clients.get(first[0].id)["name"] == "2"
    record, created = clients.upsert("code", {"code": "a", "city": "Bonn"})
    assert (record["name"], record["city"], created) == ("2", "Bonn", False)
    clients.delete(record.id)
    assert clients.upsert("code", {"code": "a", "name": "New"})[1], "the trash is not seen"


def test_an_import_reference_tells_records_apart(workshop):
    jobs = workshop.records("anna", "job")
    rows = [{"import_ref": f"old-{n}", "name": f"Job {n}"} for n in range(3)]
    assert all(each.created for each in jobs.bulk_upsert("import_ref", rows))
    again = jobs.bulk_upsert("import_ref", [{**row, "hours": 2} for row in rows])
    assert [each.created for each in again] == [False] * 3
    assert jobs.count(Condition("hours", "eq", 2)).value == 3


def test_bulk_delete_and_change_of_owner_answer_row_by_row(workshop):
    clients, jobs = workshop.records("lena", "client"), workshop.records("lena", "job")
    people = workshop.people
    client = workshop.records("anna", "client").create({"name": "A"})
    hers = workshop.records("anna", "job").create({"name": "J", "client": client.id})
    other = workshop.records("lena", "job").create({"name": "K", "client": client.id})
    (result,) = clients.change_owner([client.id], people["bert"], with_children=["job"])
    assert result.ok
    assert clients.get(client.id)["owner"] == people["bert"]
    assert jobs.get(hers.id)["owner"] == people["bert"]
    assert jobs.get(other.id)["owner"] == people["lena"]
    results = jobs.bulk_delete([other.id, hers.id])
    assert [(each.ok, each.problems[0].code if each.problems else "") for each in results] == [
        (True, ""),
        (False, "record.may_not_delete"),
    ]


def test_an_export_streams_everything_and_needs_its_own_right(workshop):
    rows = [{"name": f"Job {n:04d}"} for n in range(1203)]
    workshop.records("anna", "job").bulk_create(rows)
    names = [each["name"] for each in workshop.records("anna", "job").stream(Query(("name",)))]
    assert sorted(names) == [row["name"] for row in rows]
    with pytest.raises(AccessDenied):
        list(workshop.records("fred", "job").stream(Query(("name",))))


def test_a_change_of_owner_of_very_many_is_made_of_short_transactions(workshop):
    anna, bert = workshop.people["anna"], workshop.people["bert"]
    clients, jobs = workshop.records("system", "client"), workshop.records("system", "job")
    rows = [{"name": f"C{n}", "owner": anna} for n in range(600)]
    ids = [each.id for each in clients.bulk_create(rows)]
    jobs.bulk_create(
        [{"name": f"J{n}", "client": ids[n % 300], "owner": anna} for n in range(900)]
    )
    commits: list[object] = []
    sa.event.listen(workshop.tenant.database.engine, "commit", commits.append)
    results = clients.change_owner([*ids, uuid4()], bert, ["job"])
    assert [each.row for each in results] == list(range(601))
    assert [each.row for each in results if not each.ok] == [600]
    assert jobs.count(Condition("owner", "eq", str(bert))).value == 900
    assert len(commits) >= 1500 / 500, "a record and its children make up to 500 rows together"


def test_an_unknown_child_refuses_the_whole_change_of_owner(workshop):
    clients = workshop.records("anna", "client")
    client = clients.create({"name": "A"})
    with pytest.raises(InvalidRecord):
        clients.change_owner([client.id], workshop.people["bert"], ["rate"])
    assert clients.get(client.id)["owner"] == workshop.people["anna"]


def test_two_rows_about_one_record_follow_each_other(workshop):
    jobs = workshop.records("anna", "job")
    job = jobs.create({"name": "Turbine", "amount": 1, "cost": 1})
    rows = [{"id": job.id, "amount": 10}, {"name": "of none"}, {"id": job.id, "cost": 4}]
    results = jobs.bulk_update(rows)
    assert [(each.row, each.ok) for each in results] == [(0, True), (1, False), (2, True)]
    found = jobs.get(job.id)
    assert (found["margin"], found.row_version) == (Decimal(6), 3)
