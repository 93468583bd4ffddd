"""Changes of metadata: planned, applied whole or not at all, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from engine import changes
from engine.changes import StepClass
from engine.changes.history import differences
from engine.errors import ApplyError
from engine.kernel.component import Component
from engine.kernel.ids import derived_uid
from engine.registry import catalogue
from engine.runtime import Models, Runtime, runtime
from engine.session import apply as session_apply
from engine.session import open_session
from engine.storage import ddl
from engine.storage.migrate import create_tenant_tables
from engine.storage.system import meta_revision
from tests.engine.changes.working import (
    ACTOR,
    applied,
    apply,
    insert,
    planned,
    read,
    small,
    with_bodies,
    with_fields,
    with_name,
    work_off,
)
from tests.statements import sent_to
from tests.tenants import sqlite_copy


def test_applying_the_same_again_changes_nothing(tenant):
    plan = planned(tenant, small())
    assert plan.steps == ()
    assert plan.empty


def test_a_new_field_holds_values_at_once(tenant):
    insert(tenant, "machine", {"name": "old"})
    revision = applied(tenant, with_fields(small(), "machine", colour={"type": "text"}))
    insert(tenant, "machine", {"name": "new", "colour": "red"})
    assert revision.rev == 2
    assert read(tenant, "machine", "colour") == [None, "red"]
    assert [r.rev for r in changes.revisions(tenant.database)] == [2, 1]
    assert ("field", "machine", "colour") in {
        (d.kind, d.of, d.name) for d in differences(tenant.database, 2)
    }


def test_another_process_sees_the_new_field_on_its_next_request(tenant):
    elsewhere = Runtime(tenant, catalogue(), runtime(tenant).extensions, Models())
    before = elsewhere.context(None, "test")
    users = before.columns.table(before.model.objects["user"])
    applied(tenant, with_fields(small(), "machine", colour={"type": "text"}))
    after = elsewhere.context(None, "test")
    assert "colour" not in before.model.objects["machine"].fields
    assert after.revision == 2
    assert after.columns.table(after.model.objects["machine"]).has_column("colour")
    assert after.model.digest == changes.revisions(tenant.database)[0].digest
    assert after.columns.table(after.model.objects["user"]) is users


def test_who_applied_it_reads_nothing_anew_but_the_person(tenant, rep):
    before = open_session(tenant, rep)
    planned_more = planned(tenant, with_fields(small(), "deal", colour={"type": "text"}))
    session_apply(tenant, planned_more, actor=ACTOR, message="more")
    with sent_to(tenant.database) as sent:
        after = open_session(tenant, rep)
    assert after.context.revision == before.context.revision + 1
    assert "colour" in after.context.model.objects["deal"].fields
    assert not [each for each in sent if "meta_component" in each or "meta_column" in each]
    fresh = Runtime(tenant, catalogue(), runtime(tenant).extensions, Models()).enter(rep)[0]
    assert fresh.columns.digest == after.context.columns.digest
    assert fresh.model.digest == after.context.model.digest
    assert fresh.model.components == after.context.model.components


def test_a_change_that_fails_halfway_leaves_nothing(tenant):
    plan = planned(tenant, with_fields(small(), "machine", colour={"type": "text"}))
    broken = replace(plan, changes=(*plan.changes, *plan.changes))
    with pytest.raises(ApplyError):
        changes.apply(tenant.database, broken, actor=ACTOR, message="test")
    with tenant.database.reading() as conn:
        assert "colour" not in ddl.physical_columns(conn, "machine")
        assert conn.scalar(sa.select(sa.func.max(meta_revision.c.rev))) == 1


def test_of_two_who_change_at_once_one_wins_and_the_other_is_told(tenant):
    plans = [
        planned(tenant, with_fields(small(), "machine", **{name: {"type": "text"}}))
        for name in ("colour", "weight")
    ]
    start = threading.Barrier(2)
    outcome: list[str] = []

    def run(plan) -> None:
        start.wait()
        try:
            changes.apply(tenant.database, plan, actor=ACTOR, message="race")
            outcome.append("applied")
        except ApplyError as error:
            outcome.append(error.code)

    threads = [threading.Thread(target=run, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcome) == ["applied", "apply.stale"]


def test_a_field_that_a_new_version_lacks_stays(tenant):
    fewer = small()
    fewer = replace(fewer, components=tuple(c for c in fewer.components if c.name != "power"))
    assert not any(c.after is None for c in planned(tenant, fewer).changes)


def test_a_deleted_field_comes_back_with_its_values(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5})
    applied(tenant, small(), delete=[("field", "machine", "power")])
    context = runtime(tenant).context(None, "test")
    assert "power" not in context.model.objects["machine"].fields
    assert not context.columns.table(context.model.objects["machine"]).has_column("power")
    applied(tenant, small())
    assert read(tenant, "machine", "power") == [5]


def test_a_renamed_field_keeps_its_column(tenant):
    insert(tenant, "machine", {"name": "a", "power": 5})
    plan = planned(tenant, with_name(small(), ("field", "machine", "power"), "strength"))
    assert {step.cls for step in plan.steps} == {StepClass.META}
    changes.apply(tenant.database, plan, actor=ACTOR, message="rename")
    assert read(tenant, "machine", "strength") == [5]


def test_a_type_change_without_values_takes_a_new_column(tenant):
    applied(tenant, with_fields(small(), "machine", power={"type": "text"}))
    insert(tenant, "machine", {"name": "a", "power": "strong"})
    assert read(tenant, "machine", "power") == ["strong"]


def test_uniqueness_is_refused_while_values_occur_twice(tenant):
    unique = with_fields(
        small(), "firm", name={"type": "text", "required": True, "unique": True}
    )
    first, _ = insert(tenant, "firm", {"name": "Acme"}, {"name": "ＡＣＭＥ"})
    assert [step.rows for step in planned(tenant, unique).blocked] == [1]
    context = runtime(tenant).context(None, "test")
    table = context.columns.table(context.model.objects["firm"]).table
    with tenant.database.writing() as conn:
        conn.execute(table.delete().where(table.c.id == first))
    applied(tenant, unique)
    work_off(tenant)
    with pytest.raises(sa.exc.IntegrityError):
        insert(tenant, "firm", {"name": "acme"})


def test_deleting_much_of_a_package_needs_to_be_confirmed(tenant):
    gone = [("object", "", name) for name in ("deal", "line", "firm")]
    gone += [("permission_set", "", n) for n in ("everything", "selling", "leading")]
    gone += [("role", "", n) for n in ("admin", "seller", "leader")]
    plan = planned(tenant, small(), delete=gone)
    assert [step.kind for step in plan.blocked] == ["access"], (
        "the last admin is among what goes"
    )
    assert [step.object for step in plan.steps if step.asks] == ["small"]


def test_deleting_much_that_holds_no_values_needs_the_words_of_the_plan(tenant):
    wide = with_fields(small(), "machine", **{f"f{n}": {"type": "text"} for n in range(20)})
    applied(tenant, wide)
    gone = [("field", "machine", f"f{n}") for n in range(20)]
    plan = planned(tenant, wide, delete=gone)
    assert (plan.blocked, plan.lossy) == ((), ())
    assert plan.confirmation == f"small {plan.digest[:8]}"
    for typed in ("", "yes", "small", plan.digest[:8]):
        with pytest.raises(ApplyError) as refused:
            changes.apply(tenant.database, plan, actor=ACTOR, message="no", confirm=typed)
        assert refused.value.code == "apply.unconfirmed"
        assert "this deletes 20 of the" in str(refused.value)
    apply(tenant, plan)
    assert "f0" not in runtime(tenant).context(None, "test").model.objects["machine"].fields


def test_an_object_called_like_a_table_of_ours_gets_a_table_of_its_own(tenant):
    package = small()
    uid = derived_uid("", "object", "", "keel_job")
    new = Component("object", "keel_job", "", {"label": {"en": "Job"}}, "small", uid)
    grown = replace(package, components=(*package.components, new))
    applied(
        tenant, with_fields(grown, "keel_job", name={"type": "text"}, order={"type": "text"})
    )
    insert(tenant, "keel_job", {"name": "a", "order": "first"})
    assert read(tenant, "keel_job", "order") == ["first"]


def test_a_place_holds_one_tenant(tenant):
    from engine.errors import EngineError

    with pytest.raises(EngineError) as refused:
        create_tenant_tables(tenant.database)
    assert refused.value.code == "tenant.exists"


def test_what_is_computed_or_searched_anew_reaches_old_records(tenant):
    session = open_session(tenant, "system:test")
    deal = session.records("deal").create({"name": "Pump", "amount": "10", "currency": "EUR"})
    lines = session.records("line")
    for price in ("4", "6.5"):
        lines.create({"title": "t", "deal": deal.id, "price": price, "quantity": 2})
    package = with_fields(
        small(),
        "deal",
        total={
            "type": "rollup",
            "from": {"object": "line", "via": "deal"},
            "agg": {"fn": "sum", "field": "price"},
        },
        doubled={"type": "formula", "returns": "decimal", "expr": "amount * 2", "store": True},
    )
    components = tuple(
        replace(c, body={**c.body, "search": ["name", "stage", "notes"]})
        if c.key == ("object", "", "deal")
        else c
        for c in package.components
    )
    session.records("deal").update(deal.id, {"notes": "Zebra"})
    assert open_session(tenant, "system:test").search("zebra") == []
    applied(tenant, replace(package, components=components))
    work_off(tenant)
    found = open_session(tenant, "system:test").records("deal").get(deal.id)
    assert (found["total"], found["doubled"]) == (Decimal("10.5"), Decimal("20"))
    assert found.row_version == 2
    assert [h.id for h in open_session(tenant, "system:test").search("zebra")] == [deal.id]


def test_an_object_that_comes_back_may_have_more_fields(tenant):
    rights = (("permission_set", "", "everything"), ("permission_set", "", "selling"))
    trimmed = with_bodies(small(), *rights, objects={})
    insert(tenant, "machine", {"name": "a", "power": 5})
    applied(tenant, trimmed)
    applied(tenant, trimmed, delete=[("object", "", "machine")])
    unique = {"type": "text", "required": True, "unique": True}
    applied(tenant, with_fields(small(), "machine", colour={"type": "text"}, name=unique))
    insert(tenant, "machine", {"name": "b", "colour": "red"})
    assert read(tenant, "machine", "power") == [5, None]
    work_off(tenant)
    with pytest.raises(sa.exc.IntegrityError):
        insert(tenant, "machine", {"name": "A"})


def test_a_field_may_change_its_type_often(tenant):
    for kind in ("text", "boolean", "integer", "date", "datetime", "json", "time", "decimal"):
        applied(tenant, with_fields(small(), "machine", power={"type": kind}))
    insert(tenant, "machine", {"name": "a", "power": 5})
    assert read(tenant, "machine", "power") == [5]


def test_a_change_gives_up_politely_and_names_who_is_in_the_way(
    small_on_postgresql, monkeypatch
):
    with small_on_postgresql.copy() as tenant:
        monkeypatch.setattr("engine.changes.locks._ATTEMPTS", 2)
        plan = planned(tenant, with_fields(small(), "machine", colour={"type": "text"}))
        options = {"application_name": "a forgotten report"}
        idle = sa.create_engine(tenant.dsn, connect_args=options)
        with idle.connect() as conn:
            conn.exec_driver_sql(f"SELECT 1 FROM {tenant.schema}.machine")
            with pytest.raises(ApplyError) as refused:
                changes.apply(tenant.database, plan, actor=ACTOR, message="test")
            assert refused.value.code == "apply.busy"
            assert "a forgotten report" in str(refused.value.hint)
            with tenant.database.reading() as reader:
                assert "colour" not in ddl.physical_columns(reader, "machine")
        changes.apply(tenant.database, plan, actor=ACTOR, message="test")
        idle.dispose()
        assert read(tenant, "machine", "colour") == []


def test_on_sqlite_an_open_reader_is_in_nobodys_way_and_sees_what_it_saw(
    small_on_sqlite, tmp_path
):
    with sqlite_copy(small_on_sqlite, tmp_path) as tenant:
        insert(tenant, "machine", {"name": "Press", "power": 5})
        with tenant.database.snapshot() as report:
            asked = "SELECT count(*), sum(power IS NOT NULL) FROM machine"
            before = report.exec_driver_sql(asked).one()
            applied(tenant, with_fields(small(), "machine", colour={"type": "text"}))
            insert(tenant, "machine", {"name": "New", "colour": "red"})
            assert report.exec_driver_sql(asked).one() == before == (1, 1)
            assert "colour" not in ddl.physical_columns(report, "machine")
        assert read(tenant, "machine", "colour") == [None, "red"]


def test_who_watches_hears_of_each_step_and_may_cancel_until_the_commit(tenant):
    wanted = with_fields(small(), "machine", colour={"type": "text"}, size={"type": "integer"})
    plan, before = planned(tenant, wanted), changes.revisions(tenant.database)[0].rev
    heard = []

    def cancelling(moment):
        heard.append(moment)
        if str(moment.text) == "checking the tables":
            raise changes.cancelled()

    with pytest.raises(ApplyError) as refused:
        changes.apply(tenant.database, plan, actor=ACTOR, message="no", watch=cancelling)
    assert refused.value.code == "apply.cancelled"
    assert [each.step for each in heard] == [0, *range(1, heard[0].steps + 1), heard[0].steps]
    assert len({str(each.text) for each in heard}) > 3
    assert changes.revisions(tenant.database)[0].rev == before
    machine = open_session(tenant, "system:test").context.model.get("machine")
    assert "colour" not in machine.fields
    again = changes.apply(tenant.database, plan, actor=ACTOR, message="yes", watch=heard.append)
    assert again.rev == before + 1


def test_who_watches_hears_whom_a_change_waits_for(small_on_postgresql):
    with small_on_postgresql.copy() as tenant:
        plan = planned(tenant, with_fields(small(), "machine", colour={"type": "text"}))
        [table] = plan.before.values()
        engine = sa.create_engine(tenant.dsn)

        def giving_up(moment):
            if "waiting" in str(moment.text):
                raise ApplyError("apply.cancelled", moment.text)

        with engine.connect() as other:
            other.execute(sa.text(f'LOCK TABLE "{tenant.schema}"."{table}" IN SHARE MODE'))
            with pytest.raises(ApplyError) as refused:
                changes.apply(tenant.database, plan, actor=ACTOR, message="no", watch=giving_up)
        engine.dispose()
    assert "waiting, attempt 2: a transaction of" in str(refused.value)
