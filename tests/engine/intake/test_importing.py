"""Imports say what is wrong at the cell, survive a kill, and can be taken back."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from engine.errors import AccessDenied, ApplyError, FlowError, InvalidRecord
from engine.intake import runs
from engine.intake.importing import ImportJob, start_import
from engine.intake.mapping import propose
from engine.intake.plan import ImportPlan, Target
from engine.intake.rejects import rejects_csv
from engine.intake.sources import SourceFile, open_source
from engine.intake.undo import start_undo
from engine.kernel.actor import system_actor
from engine.kernel.extension import Job
from engine.kernel.ids import new_id
from engine.kernel.query import Condition, Query
from engine.packages.package import Patch
from engine.session import customise
from tests.shops import enter, finish, work


def csv_file(*lines):
    return SourceFile("\n".join(lines).encode(), "file.csv")


def artists(prefix, count, start=1):
    rows = [f"{number},{prefix} {number}" for number in range(start, start + count)]
    return csv_file("Number,Name", *rows)


PLAN = ImportPlan(
    "chk__artist",
    {"Number": Target("chk__number"), "Name": Target("chk__name")},
    mode="upsert",
    key=("chk__number",),
)


def outcome(tenant, run):
    with tenant.database.reading() as conn:
        return runs.find_run(conn, run)


def rows(tenant, run, *states):
    with tenant.database.reading() as conn:
        return list(runs.read_rows(conn, run, *states))


def names(tenant, prefix):
    gate = enter(tenant).records("chk__artist")
    where = Condition("chk__name", "starts_with", prefix)
    return sorted(
        one["chk__name"] for one in gate.query(Query(("chk__name",), where, limit=1000)).records
    )


def test_a_rehearsal_says_what_would_happen_and_changes_nothing(shop):
    file = csv_file("Number,Name", "70001,Dry One", "70002,", "x,Dry Three", "70001,Dry Four")
    run = outcome(shop, finish(shop, replace(PLAN, dry=True), file))
    assert (run.state, run.created, run.failed) == ("done", 1, 3)
    found = {
        row.row: [p["column"] for p in row.problems] for row in rows(shop, run.id, runs.FAILED)
    }
    assert found == {3: ["Name"], 4: ["Number"], 5: ["Number"]}
    assert names(shop, "Dry") == []


def test_rejected_rows_come_back_as_a_file_that_can_be_corrected(shop):
    file = csv_file("Number,Name", "71001,Right", "71002,")
    run = finish(shop, PLAN, file)
    rejects = rejects_csv(("Number", "Name"), rows(shop, run, runs.FAILED), "zh")
    head, line = rejects.lstrip("\ufeff").splitlines()
    assert head == "Number,Name,原因"
    assert line.startswith("71002,,Name:")
    corrected = SourceFile(f"{head}\n71002,Righted,\n".encode(), "rejects.csv")
    again = outcome(shop, finish(shop, PLAN, corrected))
    assert (again.created, again.failed) == (1, 0)
    assert names(shop, "Right") == ["Right", "Righted"]


def test_an_import_can_be_taken_back_except_where_someone_worked_since(shop):
    finish(shop, PLAN, artists("Old", 3, 72001))
    run = finish(shop, PLAN, artists("New", 5, 72001))
    assert names(shop, "New") == [f"New {n}" for n in range(72001, 72006)]
    gate = enter(shop).records("chk__artist")
    (touched,) = gate.query(Query(("id",), Condition("chk__number", "eq", 72002))).records
    gate.update(touched.id, {"chk__name": "New 72002 by hand"})
    job = start_undo(enter(shop).context, run)
    work(shop)
    assert names(shop, "Old") == ["Old 72001", "Old 72003"]
    assert names(shop, "New") == ["New 72002 by hand"]
    result = enter(shop).job(job).result
    assert result["undone"] == 4
    (left,) = result["left"]
    assert left["fields"]["chk__name"] == {"before": "Old 72002", "now": "New 72002 by hand"}
    with pytest.raises(FlowError):
        start_undo(enter(shop).context, run)


def test_rows_may_refer_to_rows_further_down(shop):
    plan = ImportPlan(
        "user",
        {"Id": Target("import_ref"), "Name": Target("name"), "Mail": Target("email"),
         "Boss": Target("manager", "user.import_ref")},
        mode="upsert",
        key=("import_ref",),
    )  # fmt: skip
    file = csv_file(
        "Id,Name,Mail,Boss",
        "u1,Low,low@example.com,u2",
        "u2,High,high@example.com,",
        "u3,Lost,l@example.com,u9",
    )
    run = outcome(shop, finish(shop, plan, file))
    people = (
        enter(shop)
        .records("user")
        .query(
            Query(("name", "manager.name"), Condition("import_ref", "in", ["u1", "u2", "u3"]))
        )
    )
    assert {row["name"]: row["manager.name"] for row in people.records}["Low"] == "High"
    assert run.failed == 1
    (lost,) = rows(shop, run.id, runs.FAILED)
    assert lost.row == 4
    assert lost.problems[0]["column"] == "Boss"


def test_formulas_in_cells_are_kept_as_text(shop):
    finish(shop, PLAN, csv_file("Number,Name", '73001,"=HYPERLINK(""http://x"")"'))
    assert names(shop, "=HYPERLINK") == ['=HYPERLINK("http://x")']


def test_a_plan_that_cannot_work_is_refused_with_all_its_problems(shop):
    plan = ImportPlan(
        "chk__artist", {"Name": Target("chk__nmae")}, mode="upsert", key=("chk__number",)
    )
    with pytest.raises(InvalidRecord) as refused:
        start_import(enter(shop).context, plan, artists("x", 1))
    assert {problem.code for problem in refused.value.problems} == {
        "import.field",
        "import.key",
    }


def test_who_may_not_import_cannot(shop):
    here = enter(shop)
    nobody = replace(here.context.actor, system_reason="", permission_sets=())
    with pytest.raises(AccessDenied):
        start_import(replace(here.context, actor=nobody), PLAN, artists("x", 1))


def test_columns_find_their_fields_in_english_and_chinese(shop):
    obj = enter(shop).object("account")
    header = "客户名称,Phone,网址,Billing City,BillingPostalCode,负责人,Nonsense"
    (table,) = open_source(SourceFile(header.encode() + b"\nx,,,,,,\n", "f.csv"))
    found = {
        match.header: match.path
        for match in propose(table.headers, obj, enter(shop).context.model)
    }
    assert found["客户名称"] == "name"
    assert found["Phone"] == "phone"
    assert found["Billing City"] == "billing.city"
    assert found["BillingPostalCode"] == "billing.postal_code"
    assert found["负责人"] == "owner"
    assert found["Nonsense"] == ""


WORKER = """
import sys
from engine import runtime
from engine.jobs.run import run_next
from engine.tenancy.tenant import Tenant
tenant = Tenant(*sys.argv[1:4])
print("ready", flush=True)
while run_next(runtime.runtime(tenant), sys.argv[4]):
    pass
"""


@pytest.mark.slow
def test_an_import_killed_again_and_again_makes_every_row_once(shop, monkeypatch):
    from datetime import timedelta

    import sqlalchemy as sa

    from engine.kernel.context import utc_now
    from engine.storage.system.work import outbox

    count = 4000
    started = start_import(enter(shop).context, PLAN, artists("Kill", count, 80001))
    for attempt in range(6):
        command = [
            sys.executable,
            "-c",
            WORKER,
            shop.name,
            shop.dsn,
            shop.schema,
            f"w{attempt}",
        ]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ.copy())
        assert worker.stdout is not None
        worker.stdout.readline()
        if attempt < 5:
            time.sleep(0.15 + 0.2 * attempt)
            worker.send_signal(signal.SIGKILL)
        worker.wait(120)
        with shop.database.writing() as conn:  # the lease of the dead worker runs out
            conn.execute(sa.update(outbox).values(lease=utc_now() - timedelta(seconds=1)))
    run = outcome(shop, started.run)
    assert (run.state, run.done, run.created, run.failed) == ("done", count, count, 0)
    gate = enter(shop).records("chk__artist")
    assert gate.count(Condition("chk__name", "starts_with", "Kill")).value == count
    assert enter(shop).job(started.job).state == "done"


def test_an_import_goes_on_after_the_metadata_changed_under_it(shop):
    stale = enter(shop).context
    started = start_import(stale, PLAN, artists("Moved", 5, start=91_000))
    patch = Patch(("object", "", "chk__artist"), "/label/en", "set", f"Artist {new_id()}")
    customise(shop, [patch], actor=system_actor("tests"), message="rename")
    payload = {"run": str(started.run)}
    job = Job(started.job, "import", str(started.run), payload, 1, lambda *_: True)
    with pytest.raises(ApplyError):
        ImportJob().run(stale, job)
    assert outcome(shop, started.run).state == "running"
    work(shop)
    run = outcome(shop, started.run)
    assert (run.state, run.created, run.failed) == ("done", 5, 0)


def test_usual_headers_find_the_name_and_the_parts_of_an_address(shop):
    obj = enter(shop).object("account")
    found = propose(
        ["Account name", "Web site", "Town", "账单地址：城市"], obj, enter(shop).context.model
    )
    assert [(one.path, one.sure) for one in found[:2]] == [("name", True), ("website", True)]
    assert (found[2].path.endswith(".city"), found[2].sure) == (True, False)


def test_a_rehearsal_knows_rows_further_down_and_in_other_chunks(shop):
    plan = ImportPlan(
        "user",
        {"Id": Target("import_ref"), "Name": Target("name"), "Mail": Target("email"),
         "Boss": Target("manager", "user.import_ref")},
        mode="upsert",
        key=("import_ref",),
        dry=True,
    )  # fmt: skip
    file = csv_file(
        "Id,Name,Mail,Boss",
        "d1,Low,dlow@example.com,d2",
        "d2,High,dhigh@example.com,",
        "d3,Lost,dlost@example.com,d9",
    )
    run = outcome(shop, finish(shop, plan, file))
    assert (run.created, run.failed) == (2, 1)
    (lost,) = rows(shop, run.id, runs.FAILED)
    assert (lost.row, lost.problems[0]["column"]) == (4, "Boss")


def test_a_row_whose_reference_is_wrong_leaves_nothing_behind(shop):
    plan = ImportPlan(
        "user",
        {"Id": Target("import_ref"), "Name": Target("name"), "Mail": Target("email"),
         "Boss": Target("manager", "user.import_ref")},
        mode="upsert",
        key=("import_ref",),
    )  # fmt: skip
    file = csv_file("Id,Name,Mail,Boss", "w1,Astray,astray@example.com,w9")
    run = outcome(shop, finish(shop, plan, file))
    assert (run.created, run.failed) == (0, 1)
    where = Condition("import_ref", "eq", "w1")
    assert enter(shop).records("user").query(Query(("name",), where)).records == []


def test_a_stopped_import_takes_back_rows_that_still_waited_for_others(shop):
    plan = ImportPlan(
        "user",
        {"Id": Target("import_ref"), "Name": Target("name"), "Mail": Target("email"),
         "Boss": Target("manager", "user.import_ref")},
        mode="upsert",
        key=("import_ref",),
    )  # fmt: skip
    file = csv_file("Id,Name,Mail,Boss", "s1,Waits,s1@example.com,s2", "s2,B,s2@example.com,")
    started = start_import(enter(shop).context, plan, file)
    enter(shop).cancel_job(started.job)
    payload = {"run": str(started.run)}
    job = Job(started.job, "import", str(started.run), payload, 1, lambda *_: False)
    ImportJob().run(enter(shop).context, job)
    assert outcome(shop, started.run).state == "cancelled"
    start_undo(enter(shop).context, started.run)
    work(shop)
    where = Condition("import_ref", "in", ["s1", "s2"])
    assert enter(shop).records("user").query(Query(("name",), where)).records == []


def test_a_reference_is_looked_for_among_the_records_it_points_to(shop):
    plan = ImportPlan("user", {"Boss": Target("manager", "chk__artist.chk__name")})
    with pytest.raises(InvalidRecord) as refused:
        start_import(enter(shop).context, plan, csv_file("Boss", "x"))
    assert [problem.code for problem in refused.value.problems] == ["import.resolve"]


def test_a_row_with_a_wrong_reference_is_told_its_other_problems_too(shop):
    columns = {"Name": Target("name"), "Mail": Target("email"), "Rep": Target("owner")}
    file = csv_file("Name,Mail,Rep", "Twice,not-a-mail,Nobody At All")
    run = finish(shop, ImportPlan("account", columns, dry=True), file)
    (row,) = rows(shop, run, runs.FAILED)
    assert {problem["column"] for problem in row.problems} == {"Mail", "Rep"}


def test_an_undo_says_what_others_hold_back_and_leaves_it(shop):
    run = finish(
        shop,
        ImportPlan("account", {"Name": Target("name")}),
        csv_file("Name", "Undone", "Held back"),
    )
    here = enter(shop)
    where = Condition("name", "eq", "Held back")
    (held,) = here.records("account").query(Query(("id",), where)).records
    values = {"name": "Deal", "account": held.id, "close_date": "2027-01-01"}
    deal = here.records("opportunity").create(values).id
    job = start_undo(here.context, run)
    work(shop)
    result = here.job(job).result
    assert (result["undone"], result["left_count"]) == (1, 1)
    assert result["left"][0]["record"] == str(held.id)
    assert "Opportunit" in result["left"][0]["why"]["en"]
    assert here.records("account").get(held.id)["name"] == "Held back"
    here.records("opportunity").delete(deal)


def test_a_plan_finds_its_columns_whatever_their_case(shop):
    run = outcome(shop, finish(shop, PLAN, csv_file("NUMBER,name ", "98001,Cased")))
    assert (run.state, run.created, names(shop, "Cased")) == ("done", 1, ["Cased"])
