"""The real input: a Salesforce export, and a music shop of eleven tables, to the last cent."""

import gzip
from decimal import Decimal

import pytest

from engine.errors import InvalidRecord
from engine.intake import runs
from engine.intake.sources import SourceFile
from engine.intake.sources.salesforce import read_plan
from engine.kernel.query import AllOf, Condition, Measure, Query
from tests.shops import DATA, enter, load

EBIKES = {
    "Account": "account/ebk__accounts",
    "Product_Family__c": "ebk__family/ebk__families",
    "Product__c": "ebk__bike/ebk__bikes",
}
CHINOOK = [
    ("chk__genre/chk__genres", 25),
    ("chk__media_type/chk__media_types", 5),
    ("chk__artist/chk__artists", 275),
    ("chk__album/chk__albums", 347),
    ("chk__track/chk__tracks", 3503),
    ("user/chk__employees", 8),
    ("chk__customer/chk__customers", 59),
    ("chk__invoice/chk__invoices", 412),
    ("chk__invoice_line/chk__invoice_lines", 2240),
    ("chk__playlist/chk__playlists", 18),
    ("chk__playlist_track/chk__playlist_tracks", 8715),
]


def outcome(tenant, run):
    with tenant.database.reading() as conn:
        return runs.find_run(conn, run)


@pytest.fixture(scope="module")
def bikes(shop):
    """The shop after the whole Salesforce plan was loaded in its order."""
    plan = SourceFile((DATA / "ebikes" / "sample-data-plan.json").read_bytes(), "plan")
    loaded = {}
    for kind, files in read_plan(plan):
        for name in files:
            file = SourceFile((DATA / "ebikes" / name).read_bytes(), name)
            loaded[kind] = outcome(shop, load(shop, EBIKES[kind], file, batch="bikes"))
    return shop, loaded


def test_all_23_records_of_the_salesforce_export_arrive(bikes):
    _, loaded = bikes
    assert {kind: (run.created, run.failed) for kind, run in loaded.items()} == {
        "Account": (3, 0),
        "Product_Family__c": (4, 0),
        "Product__c": (16, 0),
    }


def test_every_bike_belongs_to_the_family_that_its_reference_named(bikes):
    shop, _ = bikes
    fields = ("ebk__name", "ebk__family.ebk__name", "ebk__msrp")
    found = enter(shop).records("ebk__bike").query(Query(fields, limit=100)).records
    assert {row["ebk__name"].split()[0].title() for row in found} == {
        row["ebk__family.ebk__name"] for row in found
    }
    fuse = next(row for row in found if row["ebk__name"] == "FUSE X1")
    assert fuse["ebk__msrp"] == Decimal(2500)


def test_loading_the_same_export_again_adds_nothing(bikes):
    shop, _ = bikes
    file = SourceFile((DATA / "ebikes" / "Accounts.json").read_bytes(), "Accounts.json")
    again = outcome(shop, load(shop, EBIKES["Account"], file))
    assert (again.created, again.updated, again.failed) == (0, 3, 0)
    names = ("Wheelworks", "Northern Trail Cycling", "Trailblazers")
    assert enter(shop).records("account").count(Condition("name", "in", names)).value == 3


@pytest.fixture(scope="module")
def music(shop):
    """The shop after all eleven tables of Chinook were loaded."""
    packed = gzip.decompress((DATA / "chinook" / "chinook.json.gz").read_bytes())
    file = SourceFile(packed, "chinook.json")
    return shop, {path: outcome(shop, load(shop, path, file)) for path, _ in CHINOOK}


@pytest.mark.slow
def test_every_row_of_all_eleven_tables_arrives(music):
    _, loaded = music
    assert [(path, run.created, run.failed) for path, run in loaded.items()] == [
        (path, count, 0) for path, count in CHINOOK
    ]


@pytest.mark.slow
def test_invoices_add_up_to_the_cent_and_to_their_lines(music):
    shop, _ = music
    sums = (Measure("sum", "chk__total"), Measure("sum", "chk__line_total"), Measure("count"))
    (row,) = enter(shop).records("chk__invoice").aggregate((), sums)
    assert sorted(map(str, row.values())) == sorted(["2328.600000", "2328.600000", "412"])
    apart = Condition("chk__difference", "ne", 0)
    assert enter(shop).records("chk__invoice").count(apart).value == 0


@pytest.mark.slow
def test_a_total_that_is_not_the_sum_of_its_lines_is_refused(music):
    shop, _ = music
    gate = enter(shop).records("chk__invoice")
    first = gate.query(Query(("chk__total",), Condition("chk__number", "eq", 1))).records[0]
    with pytest.raises(InvalidRecord) as refused:
        gate.update(first.id, {"chk__total": "1.99"})
    (problem,) = refused.value.problems
    assert problem.field == "chk__total"
    assert problem.text.to("zh") == "合计必须等于各行之和"


@pytest.mark.slow
def test_the_employee_hierarchy_is_the_reporting_line(music):
    shop, _ = music
    fields = ("name", "manager.name", "import_ref")
    where = AllOf((Condition("import_ref", "not_blank"),))
    people = enter(shop).records("user").query(Query(fields, where, limit=20)).records
    assert {row["name"]: row["manager.name"] for row in people} == {
        "Adams": None,
        "Edwards": "Adams",
        "Peacock": "Edwards",
        "Park": "Edwards",
        "Johnson": "Edwards",
        "Mitchell": "Adams",
        "King": "Mitchell",
        "Callahan": "Mitchell",
    }


@pytest.mark.slow
def test_customers_belong_to_the_employee_who_supports_them(music):
    shop, _ = music
    groups = enter(shop).records("chk__customer")
    page = groups.query(Query(("owner.name",), limit=100))
    assert {row["owner.name"] for row in page.records} == {"Peacock", "Park", "Johnson"}
