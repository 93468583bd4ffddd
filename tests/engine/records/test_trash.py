"""The trash takes details along, gives back exactly what it took, and says what is in the way."""

from __future__ import annotations

import pytest

from engine.errors import AccessDenied, InvalidRecord, RecordNotFound
from engine.kernel.query import Query


@pytest.fixture
def job(workshop):
    job = workshop.records("anna", "job").create({"name": "J", "amount": 5})
    items = workshop.records("anna", "item")
    for title in ("a", "b", "c"):
        items.create({"title": title, "job": job.id})
    return job


def test_a_preview_counts_and_the_deletion_takes_exactly_that(workshop, job):
    jobs, items = workshop.records("anna", "job"), workshop.records("anna", "item")
    gone_before = items.query(Query()).records[0]
    items.delete(gone_before.id)
    visit = workshop.records("anna", "visit").create({"topic": "V", "job": job.id})
    preview = jobs.preview_delete(job.id)
    assert [(name, count) for name, _, count in preview.details] == [("item", 2)]
    assert [(name, count) for name, _, count in preview.cleared] == [("visit", 1)]
    deletion = jobs.delete(job.id)
    assert items.count().value == 0
    assert workshop.records("anna", "visit").get(visit.id)["job"] is None
    assert jobs.search("J").records == []
    assert [each.id for each in jobs.trash().records] == [job.id]
    assert jobs.restore(deletion) == 3
    assert items.count().value == 2, "what was deleted before stays in the trash"
    assert [each.id for each in jobs.search("J").records] == [job.id]
    assert [each.action for each in jobs.history(job.id)] == ["restore", "delete", "create"]


def test_a_reference_that_restricts_holds_the_record(workshop):
    clients = workshop.records("anna", "client")
    client = clients.create({"name": "A"})
    job = workshop.records("anna", "job").create({"name": "J", "client": client.id})
    preview = clients.preview_delete(client.id)
    assert [(name, count) for name, _, count in preview.blocking] == [("job", 1)]
    with pytest.raises(InvalidRecord) as refused:
        clients.delete(client.id)
    assert refused.value.problems[0].code == "record.in_use"
    workshop.records("anna", "job").delete(job.id)
    clients.delete(client.id)


def test_a_taken_value_is_in_the_way_of_a_restore(workshop):
    clients = workshop.records("anna", "client")
    deletion = clients.delete(clients.create({"name": "A", "code": "X"}).id)
    clients.create({"name": "B", "code": "x"})
    with pytest.raises(InvalidRecord) as refused:
        clients.restore(deletion)
    assert [each.field for each in refused.value.problems] == ["code"]


def test_a_detail_does_not_come_back_without_its_master(workshop, job):
    items, jobs = workshop.records("anna", "item"), workshop.records("anna", "job")
    deletion = items.delete(items.query(Query()).records[0].id)
    whole = jobs.delete(job.id)
    with pytest.raises(InvalidRecord) as refused:
        items.restore(deletion)
    assert refused.value.problems[0].code == "record.master_in_trash"
    jobs.restore(whole)
    assert items.restore(deletion) == 1


def test_nobody_restores_what_they_could_not_delete(workshop, job):
    deletion = workshop.records("anna", "job").delete(job.id)
    with pytest.raises(RecordNotFound):
        workshop.records("bert", "job").restore(deletion)
    with pytest.raises(AccessDenied):
        workshop.records("lena", "job").restore(deletion)


def test_only_a_purge_is_for_good(workshop, job):
    jobs = workshop.records("anna", "job")
    deletion = jobs.delete(job.id)
    with pytest.raises(AccessDenied):
        jobs.purge(deletion)
    assert workshop.records("admin", "job").purge(deletion) == 4
    with pytest.raises(RecordNotFound):
        jobs.restore(deletion)
    assert jobs.trash().records == []


def reports_on(workshop, **values):
    """Make a report, one that follows it, and one that follows that."""
    reports = workshop.records("anna", "report")
    made = []
    for title in ("first", "second", "third"):
        follows = made[-1] if made else None
        made.append(reports.create({"title": title, "follows": follows, **values}).id)
        values = {}
    return made


def test_what_cascades_goes_along_and_comes_back(workshop):
    reports, visits = workshop.records("anna", "report"), workshop.records("anna", "visit")
    visit = visits.create({"topic": "V"})
    made = reports_on(workshop, visit=visit.id)
    reports.delete(made[2])
    stays = reports.create({"title": "elsewhere"})
    preview = visits.preview_delete(visit.id)
    assert [(name, count) for name, _, count in preview.details] == [("report", 2)]
    assert not preview.cleared
    deletion = visits.delete(visit.id)
    assert [each.id for each in reports.query(Query()).records] == [stays.id]
    assert visits.restore(deletion) == 3
    assert {each.id for each in reports.query(Query()).records} == {*made[:2], stays.id}
    assert reports.get(made[0])["visit"] == visit.id


@pytest.mark.parametrize("target", ["client", "job"])
def test_a_reference_to_one_of_several_objects_cascades(workshop, target):
    gate = workshop.records("anna", target)
    record = gate.create({"name": "R"})
    made = reports_on(workshop, about={"object": target, "id": str(record.id)})
    deletion = gate.delete(record.id)
    assert workshop.records("anna", "report").count().value == 0
    assert gate.restore(deletion) == 1 + len(made)
    assert workshop.records("anna", "report").get(made[0])["about"]["id"] == record.id


def test_a_record_may_hold_back_what_would_go_along(workshop):
    clients = workshop.records("anna", "client")
    client = clients.create({"name": "C"})
    reports_on(workshop, about={"object": "client", "id": str(client.id)})
    workshop.records("anna", "job").create({"name": "J", "client": client.id})
    with pytest.raises(InvalidRecord):
        clients.delete(client.id)
    assert workshop.records("anna", "report").count().value == 3


def test_records_that_go_along_with_each_other_are_deleted_once(workshop):
    made = reports_on(workshop)
    reports = workshop.records("anna", "report")
    assert all(each.ok for each in reports.bulk_delete([made[1], made[2], made[0]]))
    trash = {each.id: each["deletion"] for each in reports.trash().records}
    assert trash[made[1]] == trash[made[2]] != trash[made[0]]
    assert reports.restore(trash[made[0]]) == 1
    assert reports.restore(trash[made[1]]) == 2
    assert workshop.records("admin", "report").purge(reports.delete(made[0])) == 3


def test_many_deletions_come_back_or_go_for_good_row_by_row(workshop, job):
    jobs = workshop.records("anna", "job")
    others = [jobs.create({"name": name}).id for name in ("K", "L")]
    gone = [jobs.delete(each) for each in (job.id, *others)]
    back = jobs.bulk_restore([gone[0], job.id, gone[1]])
    assert [(each.row, each.id, each.ok) for each in back] == [
        (0, gone[0], True),
        (1, None, False),
        (2, gone[1], True),
    ]
    assert [problem.code for problem in back[1].problems] == ["record.no_deletion"]
    assert workshop.records("anna", "item").count().value == 3, "details come along"
    with pytest.raises(AccessDenied):
        jobs.bulk_purge([gone[2]])
    erased = workshop.records("admin", "job").bulk_purge([gone[2], gone[0]])
    assert [each.ok for each in erased] == [True, False]
    assert jobs.trash().records == []


def test_what_came_back_while_its_parent_was_in_the_trash_is_counted(workshop):
    clients, jobs = workshop.records("boss", "client"), workshop.records("boss", "job")
    client = clients.create({"name": "Hoover Dam"}).id
    job = jobs.create({"name": "Turbine", "client": client, "amount": 5}).id
    gone = jobs.delete(job), clients.delete(client)
    jobs.restore(gone[0])
    clients.restore(gone[1])
    found = clients.get(client)
    assert (found["jobs"], found["open_value"]) == (1, 5)
