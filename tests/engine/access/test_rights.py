"""What permission sets grant: nothing unless said, the widest of several, fields by mask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.access import Scope, rights
from engine.access.grants import set_grants
from engine.errors import AccessDenied, InvalidRecord


def of(workshop, *sets: str):
    context = workshop.session("system").context
    actor = replace(context.actor, system_reason="", permission_sets=sets)
    return rights(replace(context, actor=actor))


def test_without_permission_sets_there_are_only_the_offers_of_the_objects(workshop):
    held = of(workshop)
    assert held.of("job").read is Scope.NONE
    assert held.of("job").readable == frozenset()
    assert held.of("team").read is Scope.ALL
    assert not held.of("team").create
    assert held.of("no_such_object").read is Scope.NONE
    assert held.system == frozenset()


def test_the_widest_of_several_sets_wins(workshop):
    held = of(workshop, "own_jobs", "no_money")
    assert held.of("job").read is Scope.ALL
    assert held.of("job").delete is Scope.OWN
    assert "cost" in held.of("job").readable


def test_what_is_computed_from_a_hidden_field_is_hidden_too(workshop):
    job = of(workshop, "no_money").of("job")
    assert "amount" in job.readable
    assert job.readable.isdisjoint({"cost", "margin"})
    assert "city" not in job.readable, "the client's city is not in the list"
    assert "title" in job.readable, "name and the client's name are"
    client = of(workshop, "no_money").of("client")
    assert client.readable >= {"id", "name", "code", "owner"}
    assert client.readable.isdisjoint({"city", "jobs", "open_value", "heat"})


def test_nobody_writes_what_the_engine_keeps_or_computes(workshop):
    writable = of(workshop, "everything").of("job").writable
    assert writable >= {"name", "owner", "amount", "currency", "import_ref"}
    assert writable.isdisjoint({"id", "number", "margin", "created_at", "row_version", "city"})


def test_only_who_manages_users_hands_out_rights_and_no_more_than_their_own(workshop):
    with workshop.session("lena").transaction() as inside, pytest.raises(AccessDenied):
        set_grants(inside.context, workshop.people["gita"], ["worker"])
    with workshop.session("admin").transaction() as inside:
        set_grants(inside.context, workshop.people["gita"], ["worker"])
    assert workshop.records("gita", "job").create({"name": "First"})["name"] == "First"
    with workshop.session("admin").transaction() as inside, pytest.raises(InvalidRecord):
        set_grants(inside.context, workshop.people["gita"], ["emperor"])


def test_the_last_admin_stays(workshop):
    admin = workshop.people["admin"]
    users = workshop.records("admin", "user")
    with pytest.raises(AccessDenied):
        users.update(admin, {"active": False})
    with pytest.raises(AccessDenied):
        users.delete(admin)
    with (
        pytest.raises(AccessDenied),
        workshop.session("admin").transaction() as inside,
    ):
        set_grants(inside.context, admin, ["worker"])
    assert users.get(admin)["active"] is True


def test_a_switched_off_user_cannot_work(workshop):
    workshop.records("anna", "job").create({"name": "Before"})
    workshop.records("admin", "user").update(workshop.people["anna"], {"active": False})
    with pytest.raises(AccessDenied):
        workshop.session("anna")


def test_a_reporting_line_never_runs_in_a_circle(workshop):
    users, people = workshop.records("admin", "user"), workshop.people
    for manager in ("anna", "lena", "boss"):
        with pytest.raises(InvalidRecord) as refused:
            users.update(people["boss"], {"manager": people[manager]})
        assert refused.value.problems[0].code == "user.manager_cycle"


def test_fields_count_only_with_the_right_to_use_them(workshop):
    held = of(workshop, "no_money", "only_fields").of("job")
    assert "cost" not in held.readable
    assert "cost" not in held.writable
    assert of(workshop, "only_fields").of("job").readable == frozenset()
