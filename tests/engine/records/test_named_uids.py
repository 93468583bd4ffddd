"""What rows store by uid, so that a renamed object or record type keeps its records."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine.kernel.actor import system_actor
from engine.kernel.query import Condition, Group, Measure, Query, Sort, Where
from engine.packages import read_package
from engine.registry import catalogue
from engine.session import install_package
from engine.storage import ddl
from tests.workshops import WORKSHOP


@pytest.fixture
def report(workshop):
    client = workshop.records("anna", "client").create({"name": "C"})
    return workshop.records("anna", "report").create(
        {"title": "R", "about": f"client:{client.id}"}
    )


def stored(workshop, name, field, part=""):
    context = workshop.session("system").context
    table = context.columns.table(context.model.objects[name])
    column = sa.type_coerce(table.column(field, part), sa.Text())
    with workshop.tenant.database.reading() as connection:
        return connection.scalars(sa.select(column)).all()


def renamed(workshop, tmp_path, moves, words):
    """Install the workshop again with files moved and words replaced in all of them."""
    for path in WORKSHOP.rglob("*.yaml"):
        home = str(path.relative_to(WORKSHOP))
        for old, new in moves.items():
            home = home.replace(old, new)
        target = tmp_path / "workshop" / home
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        for old, new in words.items():
            text = text.replace(old, new)
        target.write_text(text, "utf-8")
    package = read_package(tmp_path / "workshop", catalogue())
    install_package(workshop.tenant, package, system_actor("tests"))


def test_rows_hold_uids_and_everybody_reads_names(workshop, report):
    uid = workshop.session("system").object("client").uid
    assert stored(workshop, "report", "about", "object") == [str(uid)]
    assert report["about"]["object"] == "client"
    reports = workshop.records("anna", "report")
    assert reports.get(report.id, ("about.object",))["about.object"] == "client"
    for found in (
        Condition("about.object", "eq", "client"),
        Condition("about.object", "in", ["client", "job"]),
        Condition("about.object", "ne", "job"),
        Condition("about.object", "starts_with", "cli"),
        Where("about.object == 'client'"),
        Where("about.object in ('client', 'team')"),
    ):
        assert reports.count(found).value == 1, found
    assert reports.count(Condition("about.object", "eq", "job")).value == 0
    assert reports.count(Where("about.object == 'job'")).value == 0
    assert next(iter(reports.stream(Query(("about",)))))["about"]["object"] == "client"


def test_many_rows_are_written_by_uid_too(workshop, report):
    reports = workshop.records("anna", "report")
    about = str(report["about"]["id"])
    rows = [{"title": str(n), "about": f"client:{about}"} for n in range(20)]
    ids = [each.id for each in reports.bulk_create(rows)]
    reports.bulk_update(
        [{"id": each, "about": {"object": "client", "id": about}} for each in ids]
    )
    assert len(set(stored(workshop, "report", "about", "object"))) == 1


def test_a_renamed_object_keeps_its_references(workshop, report, tmp_path):
    words = {
        "to: [client, job]": "to: [customer, job]",
        "to: client,": "to: customer,",
        "  client: {read": "  customer: {read",
        "label: {en: Client, zh: 客户}\nplural": "renamed_from: [client]\nlabel: {en: Client, zh: 客户}\nplural",
    }
    renamed(workshop, tmp_path, {"objects/client.yaml": "objects/customer.yaml"}, words)
    reports = workshop.records("anna", "report")
    found = reports.get(report.id)
    assert found["about"]["object"] == "customer"
    assert found.labels["about"] == "C"
    assert reports.count(Condition("about.object", "eq", "customer")).value == 1
    deletion = workshop.records("anna", "customer").delete(report["about"]["id"])
    assert reports.count().value == 0
    assert workshop.records("anna", "customer").restore(deletion) == 2


def test_a_renamed_record_type_keeps_its_records(workshop, tmp_path):
    visit = workshop.records("anna", "visit").create({"topic": "V", "record_type": "short"})
    uid = workshop.session("system").context.model.find("record_type", "short", "visit").uid
    assert stored(workshop, "visit", "record_type") == [str(uid)]
    moves = {"record_types/visit/short.yaml": "record_types/visit/brief.yaml"}
    renamed(
        workshop, tmp_path, moves, {"active: true\n": "active: true\nrenamed_from: [short]\n"}
    )
    visits = workshop.records("anna", "visit")
    assert visits.get(visit.id)["record_type"] == "brief"
    assert visits.count(Condition("record_type", "eq", "brief")).value == 1
    assert visits.count(Where("record_type == 'brief'")).value == 1
    ordered = visits.query(Query(("topic",), sort=(Sort("record_type"),)))
    assert [each.id for each in ordered.records] == [visit.id]
    (row,) = visits.aggregate((Group("record_type"),), (Measure("count"),))
    assert row["record_type"] == "brief"
    with workshop.tenant.database.reading() as connection:
        name = ddl.qualified(connection, "v_visit")
        seen = connection.exec_driver_sql(f"SELECT record_type FROM {name}").scalars().all()
    assert seen == ["brief"], "tools outside read the name of today too"
