"""Every night goes what nobody needs any more: old trash, abandoned imports, ended jobs, answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.errors import RecordNotFound
from engine.intake.imports import Imports
from engine.intake.plan import ImportPlan, Target
from engine.intake.sources import SourceFile
from engine.kernel.actor import system_actor
from engine.kernel.context import utc_now
from engine.kernel.ids import new_id
from engine.kernel.query import Query
from engine.packages.package import Patch
from engine.runtime import runtime
from engine.session import customise, open_session
from engine.storage import outbox
from engine.storage.files import files_of
from engine.storage.idempotency import answer_once
from engine.storage.system.content import file_blob, import_row, import_run
from engine.storage.system.trace import deletion, idempotency
from engine.storage.system.work import job
from tests.shops import enter, finish, work

DEALS = ImportPlan("deal", {"Name": Target("name")})


def file(*names):
    return SourceFile("\n".join(("Name", *names)).encode(), "deals.csv")


@pytest.fixture(autouse=True)
def place_for_files(tmp_path, monkeypatch):
    monkeypatch.setenv("KEEL_FILES", (tmp_path / "files").as_uri())


def age(tenant, table, column, days, *conditions):
    then = utc_now() - timedelta(days=days)
    with tenant.database.writing() as conn:
        conn.execute(sa.update(table).where(*conditions).values({column: then}))


def night(tenant):
    """Do all that is done every day."""
    with tenant.database.writing() as conn:
        for each in runtime(tenant).extensions.schedules:
            outbox.put(conn, each.topic, f"night {new_id()}", {}, 0, None)
    work(tenant)


def count(tenant, table):
    with tenant.database.reading() as conn:
        return conn.scalar(sa.select(sa.func.count()).select_from(table))


def binned(tenant, name):
    gate = enter(tenant).records("deal")
    return gate.delete(gate.create({"name": name}).id)


def test_the_bin_is_emptied_of_what_lay_in_it_for_thirty_days(tenant):
    old, fresh = binned(tenant, "Old"), binned(tenant, "Fresh")
    age(tenant, deletion, "at", 31, deletion.c.id == old)
    night(tenant)
    gate = enter(tenant).records("deal")
    assert [each["name"] for each in gate.trash().records] == ["Fresh"]
    with pytest.raises(RecordNotFound):
        gate.restore(old)
    assert gate.restore(fresh) == 1


def test_an_object_says_how_long_its_bin_keeps_and_zero_is_for_ever(tenant):
    for days, left in ((0, 1), (90, 1), (5, 0)):
        patch = Patch(("object", "", "deal"), "/trash_days", "set", days)
        customise(tenant, [patch], actor=system_actor("tests"), message=f"{days} days")
        if days == 0:
            gone = binned(tenant, "Kept")
            age(tenant, deletion, "at", 60, deletion.c.id == gone)
        night(tenant)
        assert len(enter(tenant).records("deal").trash().records) == left


def test_drafts_go_after_a_week_with_files_that_nothing_else_means(tenant):
    here = enter(tenant)
    desk, store = Imports(here.context), files_of(here.context)
    old = desk.upload("deal", file("Abandoned"))
    both = [desk.upload("deal", file("Twice")) for _ in range(2)]
    kept = desk.upload("deal", file("Attached"))
    digests = {run: desk.find(run).file for run in (old, both[0], kept)}
    with tenant.database.writing() as conn:
        row = {"id": new_id(), "sha256": digests[kept], "size": 1, "name": "x", "type": "x"}
        conn.execute(sa.insert(file_blob).values(**row, created_at=utc_now()))
    age(tenant, import_run, "created_at", 8, import_run.c.id.in_([old, both[0], kept]))
    night(tenant)
    assert [run.id for run in desk.all()] == [both[1]]
    with pytest.raises(FileNotFoundError):
        store.get(digests[old])
    assert store.get(digests[both[0]])
    assert store.get(digests[kept])


def test_after_thirty_days_an_import_is_remembered_without_its_rows(tenant):
    nameless = SourceFile(b"Name,Note\nOne,\n,nameless\nTwo,", "deals.csv")
    run = finish(tenant, DEALS, nameless)
    desk = Imports(enter(tenant).context)
    night(tenant)
    assert count(tenant, import_row) == 3
    age(tenant, import_run, "created_at", 31)
    night(tenant)
    assert count(tenant, import_row) == 0
    found = desk.find(run)
    assert (found.created, found.failed, found.file) == (2, 1, "")
    with pytest.raises(RecordNotFound):
        desk.rejects(found, "en")
    names = [each["name"] for each in enter(tenant).records("deal").query(Query()).records]
    assert sorted(names) == ["One", "Two"]


def test_a_rehearsal_that_led_to_nothing_goes_like_a_draft(tenant):
    finish(tenant, replace(DEALS, dry=True), file("Rehearsed"))
    age(tenant, import_run, "created_at", 8)
    night(tenant)
    assert count(tenant, import_run) == 0


def test_ended_jobs_and_answers_are_forgotten_in_time(tenant, admin):
    session = open_session(tenant, admin)
    from engine.intake.exporting import start_export

    exported = start_export(session.context, session.object("deal"), Query(("name",)), "csv")
    finish(tenant, DEALS, file("Recent"))
    digest = session.job(exported).result["file"]
    now = utc_now()
    answer_once(tenant.database, ("k", admin), "d", now - timedelta(hours=23), lambda: b"1")
    answer_once(tenant.database, ("l", admin), "d", now - timedelta(hours=25), lambda: b"1")
    age(tenant, job, "finished_at", 31, job.c.id == exported)
    night(tenant)
    with tenant.database.reading() as conn:
        assert list(conn.scalars(sa.select(idempotency.c.key))) == ["k"]
        assert exported not in set(conn.scalars(sa.select(job.c.id)))
        assert count(tenant, job) == 1
    with pytest.raises(FileNotFoundError):
        files_of(session.context).get(digest)
