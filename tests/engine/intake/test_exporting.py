"""A large list leaves as a file made in the background, and only for those who may take it."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from engine.errors import AccessDenied
from engine.intake.exporting import start_export
from engine.intake.mapping import proposed_columns
from engine.intake.plan import ImportPlan
from engine.intake.sources import SourceFile, open_source
from engine.kernel.query import AllOf, AnyOf, Condition, NotOf, Query, Sort, Where
from engine.kernel.query_json import query_from_json, query_to_json
from engine.storage.files import files_of
from tests.shops import enter, finish, work

QUERY = Query(
    ("chk__number", "chk__name"),
    Condition("chk__name", "starts_with", "Out"),
    (Sort("chk__number", True),),
)


@pytest.fixture(scope="module")
def listed(shop):
    rows = [{"chk__number": 50_000 + n, "chk__name": f"Out {n}"} for n in range(450)]
    rows[0]["chk__name"] = "Out =1+1"
    rows[1]["chk__name"] = "Out\n上海, 北京"
    enter(shop).records("chk__playlist").bulk_create(rows)
    return shop


def exported(shop, query, form):
    here = enter(shop)
    job = start_export(here.context, here.object("chk__playlist"), query, form)
    work(shop)
    ended = here.job(job)
    assert ended.state == "done", ended.error
    return ended, files_of(here.context).get(ended.result["file"])


def test_a_csv_export_holds_every_record_in_the_asked_order(listed):
    ended, data = exported(listed, QUERY, "csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["Number", "Name"]
    assert [row[0] for row in rows[1:]] == [str(50_449 - n) for n in range(450)]
    assert rows[-2][1] == "Out 上海, 北京"
    assert (ended.done, ended.total, ended.result["name"]) == (450, 450, "chk__playlist.csv")


def test_an_xlsx_export_opens_with_the_same_cells(listed):
    _, data = exported(listed, replace(QUERY, sort=(Sort("chk__number"),)), "xlsx")
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet.max_row == 451
    assert sheet["B2"].value == "Out =1+1"


def test_who_may_not_export_starts_nothing(listed):
    here = enter(listed)
    nobody = replace(here.context.actor, system_reason="", permission_sets=())
    context = replace(here.context, actor=nobody)
    with pytest.raises(AccessDenied):
        start_export(context, here.object("chk__playlist"), QUERY, "csv")


def test_a_question_survives_its_wait_in_the_outbox():
    where = AllOf((
        AnyOf((Condition("a", "in", (1, "x")), NotOf(Condition("b.c", "is_blank")))),
        Where("amount > 1"),
        Condition("d", "between", (Decimal("1.50"), None)),
    ))  # fmt: skip
    query = Query(("a", "b.c"), where, (Sort("a", True),), search="上海")
    raw = json.loads(json.dumps(query_to_json(query)))
    again = query_from_json(raw)
    assert query_to_json(again) == raw
    assert again.fields == query.fields
    assert again.sort == query.sort
    assert again.search == "上海"


def test_what_was_exported_is_imported_again_as_it_was(shop):
    """A value of several parts leaves in one cell, and comes back from it."""
    address = {"street": "1 Harbour Rd", "city": "Oslo", "country": "NO"}
    gate = enter(shop).records("chk__customer")
    values = {"chk__number": 91_001, "chk__name": "Ann Lee"}
    made = gate.create({**values, "chk__address": address})
    here, fields = enter(shop), ("chk__number", "chk__name", "chk__address")
    query = Query(fields, Condition("chk__number", "eq", 91_001))
    job = start_export(here.context, here.object("chk__customer"), query, "csv")
    work(shop)
    file = SourceFile(files_of(here.context).get(here.job(job).result["file"]), "customers.csv")
    gate.update(made.id, {"chk__address": None})
    (table,) = open_source(file)
    columns = proposed_columns(table, here.object("chk__customer"), here.context.model)
    finish(shop, ImportPlan("chk__customer", columns, "upsert", ("chk__number",)), file)
    found = gate.get(made.id)["chk__address"]
    assert {name: found[name] for name in address} == address
