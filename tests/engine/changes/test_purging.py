"""What was deleted long ago can be destroyed, and outside tools read current names meanwhile."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import orjson
import pytest
import sqlalchemy as sa

from engine import changes
from engine.errors import ApplyError
from engine.kernel.context import utc_now
from engine.registry import catalogue
from engine.runtime import runtime
from engine.storage import ddl
from engine.storage.system import meta_revision
from tests.engine.changes.working import (
    ACTOR,
    applied,
    apply,
    files_of,
    insert,
    planned,
    read,
    small,
    with_bodies,
    with_fields,
    with_name,
)

POWER = ("field", "machine", "power")
MACHINE = ("object", "", "machine")
RIGHTS = (("permission_set", "", "everything"), ("permission_set", "", "selling"))
LATER = timedelta(days=31)


def purge(tenant, after=LATER):
    return changes.plan_purge(tenant.database, catalogue(), utc_now() + after)


def view_rows(tenant, view):
    """Read a view as an outside tool does: by its name in the database."""
    with tenant.database.reading() as conn:
        name = ddl.qualified(conn, view)
        found = conn.exec_driver_sql(f"SELECT * FROM {name}")
        return [dict(row) for row in found.mappings()]


def readers(tenant, view):
    """Name the roles that were given the right to read a view."""
    asked = sa.text(
        "SELECT grantee FROM information_schema.role_table_grants WHERE table_schema = :schema "
        "AND table_name = :view AND grantee <> current_user"
    )
    with tenant.database.reading() as conn:
        given = {"schema": ddl.schema_of(conn), "view": view}
        return {name.lower() for name in conn.scalars(asked, given)}


def physical(tenant, table):
    with tenant.database.reading() as conn:
        return ddl.physical_columns(conn, table)


def test_nothing_is_purged_before_the_retention(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5})
    applied(tenant, small(), delete=[POWER])
    assert purge(tenant, timedelta(days=29)).empty
    assert not purge(tenant).empty


def test_purging_exports_asks_and_destroys(tenant):
    [machine] = insert(tenant, "machine", {"name": "a", "power": 5})
    applied(tenant, small(), delete=[POWER])
    plan = purge(tenant)
    assert [(step.field, step.lost) for step in plan.lossy] == [("power", 1)]
    with pytest.raises(ApplyError) as refused:
        changes.apply(tenant.database, plan, actor=ACTOR, message="no")
    assert refused.value.code == "apply.unconfirmed"
    assert "power" in physical(tenant, "machine")
    apply(tenant, plan)
    assert "power" not in physical(tenant, "machine")
    with tenant.database.reading() as conn:
        newest = sa.select(meta_revision.c.exports).order_by(meta_revision.c.rev.desc())
        [said] = conn.scalar(newest.limit(1))
    [line] = gzip.decompress(files_of(tenant).get(said["sha256"])).splitlines()
    assert orjson.loads(line)["id"] == str(machine)
    assert Decimal(orjson.loads(line)["power"]) == 5
    assert purge(tenant).empty
    apply(tenant, changes.plan_rollback(tenant.database, catalogue(), 1))
    assert read(tenant, "machine", "power") == [None]


def test_a_purged_object_is_gone_with_its_table(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5})
    trimmed = with_bodies(
        with_fields(small(), "machine", labels={"type": "tags"}), *RIGHTS, objects={}
    )
    applied(tenant, trimmed)
    applied(tenant, trimmed, delete=[MACHINE])
    plan = purge(tenant)
    assert {step.object for step in plan.steps} == {"machine"}
    apply(tenant, plan)
    with tenant.database.reading() as conn:
        assert not {n for n in ddl.table_names(conn) if n == "machine" or n.endswith("_labels")}
    applied(tenant, small())
    assert read(tenant, "machine", "name") == []


def test_outside_tools_read_current_names(tenant):
    insert(tenant, "machine", {"name": "Press", "power": Decimal("5.5"), "running": True})
    applied(tenant, with_name(small(), POWER, "strength"))
    [row] = view_rows(tenant, "v_machine")
    assert (row["name"], Decimal(str(row["strength"])), bool(row["running"])) == (
        "Press",
        Decimal("5.5"),
        True,
    )
    assert "deleted_at" not in row
    applied(tenant, small())
    assert "power" in view_rows(tenant, "v_machine")[0]


def test_a_view_goes_and_comes_with_its_object(tenant):
    trimmed = with_bodies(small(), *RIGHTS, objects={})
    applied(tenant, trimmed)
    applied(tenant, trimmed, delete=[MACHINE])
    with tenant.database.reading() as conn:
        assert "v_machine" not in ddl.table_names(conn)
    applied(tenant, small())
    assert view_rows(tenant, "v_machine") == []


def test_rights_on_a_view_outlive_new_fields(small_on_postgresql):
    with small_on_postgresql.copy() as tenant:
        insert(tenant, "machine", {"name": "Press"})
        with tenant.database.writing(exclusive=True) as conn:
            view = ddl.qualified(conn, "v_machine")
            conn.exec_driver_sql(f"GRANT SELECT ON {view} TO PUBLIC")
        for name in ("colour", "weight"):
            applied(tenant, with_fields(small(), "machine", **{name: {"type": "text"}}))
            assert view_rows(tenant, "v_machine")[0][name] is None
            assert readers(tenant, "v_machine") == {"public"}


def test_a_view_with_columns_of_its_own_gives_way_to_ours(small_on_postgresql):
    with small_on_postgresql.copy() as tenant:
        insert(tenant, "machine", {"name": "Press"})
        with tenant.database.writing(exclusive=True) as conn:
            view = ddl.qualified(conn, "v_machine")
            conn.exec_driver_sql(f"DROP VIEW {view}; CREATE VIEW {view} AS SELECT 1 AS one")
        applied(tenant, with_fields(small(), "machine", colour={"type": "text"}))
        [row] = view_rows(tenant, "v_machine")
        assert (row["name"], row["colour"]) == ("Press", None)
        assert "one" not in row


def test_drift_is_found(tenant):
    def found():
        context = runtime(tenant).context(None, "test")
        with tenant.database.reading() as conn:
            return sorted(p.code for p in changes.drift(conn, context.model))

    assert found() == []
    context = runtime(tenant).context(None, "test")
    table = context.columns.table(context.model.objects["deal"])
    index = next(i for i in table.indexes if i.fields == ("stage", "close_date"))
    with tenant.database.writing(exclusive=True) as conn:
        ddl.drop_index(conn, index.name)
        ddl.add_column(conn, table.table, sa.Column("stray", sa.Text()))
        conn.exec_driver_sql(f"DROP VIEW {ddl.qualified(conn, 'v_deal')}")
    assert found() == ["doctor.index", "doctor.unknown_columns", "doctor.view"]
    applied(tenant, with_fields(small(), "machine", colour={"type": "text"}))
    assert found() == ["doctor.index", "doctor.unknown_columns"]


def test_planning_is_empty_after_a_purge(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5})
    fewer = with_fields(small(), "machine", power={"type": "decimal"})
    applied(tenant, fewer, delete=[POWER])
    apply(tenant, purge(tenant))
    gone = small()
    gone = replace(gone, components=tuple(c for c in gone.components if c.key != POWER))
    assert planned(tenant, gone).empty
