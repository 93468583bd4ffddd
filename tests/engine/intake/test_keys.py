"""Imports find existing records by the same key by which the gate keeps them apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import InvalidRecord
from engine.intake import runs
from engine.intake.importing import start_import
from engine.intake.plan import ImportPlan, Target
from engine.intake.sources import SourceFile
from engine.kernel.query import Condition, Query
from tests.shops import enter, finish

FAMILIES = ImportPlan(
    "ebk__family",
    {"Name": Target("ebk__name"), "Text": Target("ebk__description")},
    mode="upsert",
    key=("ebk__name",),
)


def file(*lines):
    return SourceFile("\n".join(lines).encode(), "file.csv")


def outcome(tenant, run):
    with tenant.database.reading() as conn:
        return runs.find_run(conn, run), list(runs.read_rows(conn, run, runs.FAILED))


def families(tenant, *names):
    query = Query(("ebk__name", "ebk__description"), Condition("ebk__name", "same", names))
    found = enter(tenant).records("ebk__family").query(query).records
    return sorted((one["ebk__name"], one["ebk__description"]) for one in found)


def test_case_width_and_spacing_of_a_key_do_not_make_another_record(shop):
    finish(shop, FAMILIES, file("Name,Text", "Cargo One,first", "城市 Ｂ２,first"))
    again = file("Name,Text", "CARGO  one,second", "城市 b2,second")
    run, refused = outcome(shop, finish(shop, FAMILIES, again))
    assert (run.created, run.updated, refused) == (0, 2, [])
    assert families(shop, "cargo one", "城市 B2") == [
        ("Cargo One", "second"),
        ("城市 Ｂ２", "second"),
    ]


def test_two_rows_of_a_file_with_one_folded_key_are_told_apart_by_nobody(shop):
    double = file("Name,Text", "Twice,first", "ＴＷＩＣＥ,second")
    run, (refused,) = outcome(shop, finish(shop, FAMILIES, double))
    assert (run.created, refused.row, refused.problems[0]["code"]) == (1, 3, "import.double")


def test_a_row_without_a_key_never_means_the_record_that_has_none_either(shop):
    plan = ImportPlan(
        "ebk__family",
        {"Ref": Target("import_ref"), "Name": Target("ebk__name")},
        mode="upsert",
        key=("import_ref",),
    )
    gate = enter(shop).records("ebk__family")
    gate.create({"ebk__name": "Has no reference"})
    run, refused = outcome(shop, finish(shop, plan, file("Ref,Name", ",New without")))
    assert (run.created, run.updated, refused) == (1, 0, [])
    update = replace(plan, mode="update")
    run, (refused,) = outcome(shop, finish(shop, update, file("Ref,Name", ",New without")))
    assert (run.updated, refused.problems[0]["code"]) == (0, "import.key_unknown")


def test_references_find_unique_names_in_any_case(shop):
    finish(shop, FAMILIES, file("Name,Text", "Folding,x"))
    bikes = ImportPlan(
        "ebk__bike", {"Name": Target("ebk__name"), "Family": Target("ebk__family")}
    )
    run, refused = outcome(
        shop, finish(shop, bikes, file("Name,Family", "Fold 1,ＦＯＬＤＩＮＧ"))
    )
    assert (run.created, refused) == (1, [])


def test_a_key_of_several_values_is_refused_before_the_import_begins(shop):
    plan = ImportPlan(
        "account", {"City": Target("billing.city")}, mode="upsert", key=("billing.city",)
    )
    with pytest.raises(InvalidRecord) as refused:
        start_import(enter(shop).context, plan, file("City", "Berlin"))
    assert [problem.code for problem in refused.value.problems] == ["import.key"]
