"""Demonstration data: days counted from the install, references by key, safe to run twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from engine.errors import InvalidRecord
from engine.intake.demo import load_demo
from engine.intake.demo_tables import Calendar
from engine.kernel.query import Query
from engine.session import open_session
from engine.tenancy.tenant import Tenant

FILES = {
    "user.csv": "import_ref,name,email,manager\n"
    "u1,Nora,nora@example.com,u2\nu2,Omar,omar@example.com,\n",
    "firm.csv": "import_ref,name,parent,owner\nf1,Daughter,f2,u1\nf2,Mother,,u2\n",
    "deal.csv": "import_ref,name,firm,close_date,met_at,amount,owner,created_at\n"
    "d1,Pumps,f1,+12,-3 09:30,1200,u1,-40\n",
    "line.csv": "import_ref,title,deal,quantity\nl1,Pump,d1,2\n",
    "logins.csv": "import_ref,login,roles\nu1,nora,seller\nu2,omar,leader\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "demo"
    made.mkdir()
    for name, content in FILES.items():
        (made / name).write_text(content, "utf-8")
    return made


def test_a_company_comes_with_its_people_and_their_rights(tenant: Tenant, folder: Path) -> None:
    setup = open_session(tenant, "system:demo data")
    demo = load_demo(setup, folder)
    assert demo.created == {"user": 2, "firm": 2, "deal": 1, "line": 1}
    people = {login.login: login for login in demo.logins}
    assert people["nora"].roles == ("seller",)
    nora = open_session(tenant, people["nora"].user)
    assert nora.context.actor.roles == ("seller",)
    fields = ("name", "firm.parent", "firm.name", "close_date", "met_at")
    (deal,) = nora.records("deal").query(Query(fields=fields)).records
    assert deal["firm.name"] == "Daughter"
    assert deal.labels["firm.parent"] == "Mother"
    assert deal["close_date"] == setup.context.today() + timedelta(days=12)
    assert deal["met_at"] < setup.context.now
    omar = open_session(tenant, people["omar"].user)
    assert omar.records("deal").count().value == 1, "Nora reports to Omar"


def test_records_are_as_old_as_they_say(tenant: Tenant, folder: Path) -> None:
    setup = open_session(tenant, "system:demo data")
    load_demo(setup, folder)
    (deal,) = setup.records("deal").query(Query(fields=("created_at",))).records
    age = setup.context.now - deal["created_at"]
    assert timedelta(days=39) < age < timedelta(days=41)


def test_a_second_run_adds_nothing(tenant: Tenant, folder: Path) -> None:
    load_demo(open_session(tenant, "system:demo data"), folder)
    again = load_demo(open_session(tenant, "system:demo data"), folder)
    assert set(again.created.values()) == {0}
    assert len(again.logins) == 2


def test_a_row_that_is_refused_is_named(tenant: Tenant, folder: Path, admin: UUID) -> None:
    (folder / "deal.csv").write_text(
        "import_ref,name,firm,close_date\nd1,Pumps,f1,+1\nd2,,f1,+1\n", "utf-8"
    )
    with pytest.raises(InvalidRecord) as refused:
        load_demo(open_session(tenant, "system:demo data"), folder)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.field) == ("deal.csv", 3, "name")


def test_a_key_that_nobody_has_is_named(tenant: Tenant, folder: Path) -> None:
    (folder / "line.csv").write_text("import_ref,title,deal\nl1,Pump,d9\n", "utf-8")
    with pytest.raises(InvalidRecord):
        load_demo(open_session(tenant, "system:demo data"), folder)


def test_a_morning_install_has_no_record_of_the_afternoon() -> None:
    morning = datetime(2026, 3, 1, 6, tzinfo=UTC)
    calendar = Calendar(morning, ZoneInfo("Europe/Berlin"))
    assert calendar.moment("+0") == morning.isoformat()
    assert calendar.moment("-1") == "2026-02-28T11:00:00+00:00"
    assert calendar.moment("+0 09:00") == "2026-03-01T08:00:00+00:00"
    assert calendar.day("-60") == "2025-12-31"
