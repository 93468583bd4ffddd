"""A tenant that the release before made is brought up to date and works, undo included."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from engine import changes, runtime
from engine.errors import ApplyError, EngineError
from engine.kernel.query import Query
from engine.packages.package import Patch
from engine.registry import catalogue
from engine.session import customise, open_session
from engine.storage.database import close_database
from engine.storage.migrate import LATEST, VERSION_TABLE
from engine.storage.system import SYSTEM
from engine.tenancy.tenant import Tenant
from tests import databases
from tests.engine.changes.working import ACTOR

RELEASE = Path(__file__).parents[2] / "data" / "release_0001"
SCRIPTS = Path("engine/storage/migrations/versions")
MACHINE = ("object", "", "machine")


@pytest.fixture(params=["sqlite", "postgresql"])
def old_tenant(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tenant]:
    """The small company as the first release left it: installed, then one label changed."""
    script = (RELEASE / f"{request.param}.sql").read_text("utf-8")
    if request.param == "sqlite":
        connection = sqlite3.connect(tmp_path / "small.db")
        connection.executescript(script)
        connection.close()
        tenant = Tenant("small", f"sqlite:///{tmp_path / 'small.db'}")
        yield tenant
        runtime.forget(tenant)
        close_database(tenant.database)
        return
    with databases.fresh_database("release") as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(script.encode())
        dsn = address.replace("postgresql:", "postgresql+psycopg:", 1)
        tenant = Tenant("small", dsn, "small")
        yield tenant
        runtime.forget(tenant)
        close_database(tenant.database)


def test_the_newest_script_is_the_version_of_new_tenants():
    assert max(path.stem[:4] for path in SCRIPTS.glob("[0-9]*.py")) == LATEST


def test_an_old_tenant_has_the_tables_of_a_new_one_afterwards(old_tenant):
    open_session(old_tenant, "system:tests")
    database = old_tenant.database
    with database.reading() as conn:
        inspector = sa.inspect(conn)
        schema = database.schema or None
        for table in SYSTEM.tables.values():
            found = {c["name"] for c in inspector.get_columns(table.name, schema=schema)}
            assert found == set(table.c.keys()), table.name
            if table.name.startswith("keel_meta_"):
                made = {i["name"] for i in inspector.get_indexes(table.name, schema=schema)}
                assert {index.name for index in table.indexes} <= made, table.name


def test_an_old_tenant_works_on_and_can_be_undone(old_tenant):
    session = open_session(old_tenant, "system:tests")
    [press] = session.records("machine").query(Query(("name", "power"))).records
    assert (press["name"], press["power"]) == ("Press", Decimal("5.5"))
    patch = Patch(MACHINE, "/label/en", "set", "Tool")
    assert customise(old_tenant, [patch], actor=ACTOR, message="tools").rev == 3
    for to, label in ((2, "Device"), (1, "Machine")):
        plan = changes.plan_rollback(old_tenant.database, catalogue(), to)
        changes.apply(old_tenant.database, plan, actor=ACTOR, message="back")
        obj = open_session(old_tenant, "system:tests").object("machine")
        assert obj.label.to("en") == label


def test_what_the_old_release_did_not_keep_is_not_guessed(old_tenant):
    open_session(old_tenant, "system:tests")
    with old_tenant.database.writing(exclusive=True) as conn:
        # As if the label had been changed twice: only the newest body was kept.
        body = SYSTEM.tables["keel_meta_package_body"]
        conn.execute(body.delete().where(body.c.rev == 2))
    with pytest.raises(ApplyError) as refused:
        changes.plan_rollback(old_tenant.database, catalogue(), 2)
    assert refused.value.code == "history.unknown"


def test_data_of_a_newer_release_is_refused_in_one_sentence(tenant):
    version = sa.Table(VERSION_TABLE, sa.MetaData(), sa.Column("version_num", sa.String(32)))
    with tenant.database.writing(exclusive=True) as conn:
        conn.execute(version.update().values(version_num="9999"))
    with pytest.raises(EngineError) as refused:
        open_session(tenant, "system:tests")
    assert refused.value.code == "data.newer"
