"""Work that was prepared while an admin changed the metadata is done under the new metadata."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.changes import Edits
from engine.errors import ApplyError
from engine.kernel.actor import system_actor
from engine.packages.package import Patch
from engine.session import apply, customise, open_session, plan_edits


def rename(tenant):
    """Change the metadata: a label, which moves the revision."""
    key = ("object", "", "client")
    patch = Patch(key, "/label/en", "set", "Customer")
    assert customise(tenant, [patch], actor=system_actor("tests"), message="rename") is not None


def require_city(tenant):
    key = ("field", "client", "city")
    patch = Patch(key, "/required", "set", value=True)
    assert customise(tenant, [patch], actor=system_actor("tests"), message="city") is not None


def edit(tenant, **edits):
    planned = plan_edits(tenant, Edits(**edits))
    apply(tenant, planned, actor=system_actor("tests"), message="edit")


def test_a_save_that_was_prepared_before_is_made_after_the_change(workshop):
    clients = workshop.records("anna", "client")
    rename(workshop.tenant)
    made = clients.create({"name": "Pumps Ltd"})
    entries = workshop.records("anna", "client").history(made.id)
    revision = open_session(workshop.tenant, "system:tests").context.revision
    assert [entry.revision for entry in entries] == [revision]


def test_the_new_rules_hold_for_a_save_that_was_prepared_before(workshop):
    clients = workshop.records("anna", "client")
    require_city(workshop.tenant)
    (result,) = clients.bulk_create([{"name": "Pumps Ltd"}])
    assert [problem.field for problem in result.problems] == ["city"]


def test_a_transaction_begins_at_the_revision_in_force(workshop):
    session = workshop.session("anna")
    rename(workshop.tenant)
    with session.transaction() as inside:
        assert inside.object("client").label.to("en") == "Customer"
        inside.records("client").create({"name": "Pumps Ltd"})


def test_a_repeatable_request_does_not_write_by_old_metadata(workshop):
    session = workshop.session("anna")
    require_city(workshop.tenant)
    seen = []

    def make(inner):
        seen.append(inner.records("client").bulk_create([{"name": "Pumps Ltd"}])[0])
        return b"done"

    session.once("key", "digest", make)
    assert [problem.field for problem in seen[0].problems] == ["city"]


def test_nothing_joins_an_open_transaction_with_old_metadata(workshop):
    clients = workshop.records("anna", "client")
    rename(workshop.tenant)
    with pytest.raises(ApplyError) as refused, workshop.tenant.database.writing():
        clients.create({"name": "Pumps Ltd"})
    assert refused.value.passing


def moving_again(context, tenant):
    """Give a context whose metadata move once more just after it has caught up."""

    def again():
        fresh = context.again()
        require_city(tenant)
        return fresh

    return replace(context, again=again)


def test_a_save_is_made_although_metadata_move_twice(workshop):
    clients = workshop.records("anna", "client")
    clients.context = moving_again(clients.context, workshop.tenant)
    rename(workshop.tenant)
    made = clients.create({"name": "Pumps Ltd", "city": "Ulm"})
    assert clients.get(made.id)["city"] == "Ulm"


def test_a_transaction_begins_although_metadata_move_twice(workshop):
    session = workshop.session("anna")
    session.context = moving_again(session.context, workshop.tenant)
    rename(workshop.tenant)
    with session.transaction() as inside:
        inside.records("client").create({"name": "Pumps Ltd", "city": "Ulm"})


def test_a_save_goes_to_an_object_that_was_renamed_before(workshop):
    key, field = ("object", "", "x__site"), ("field", "x__site", "x__name")
    said = {
        "label": {"en": "Site"},
        "plural": {"en": "Sites"},
        "name_field": "x__name",
        "default_access": "write",
    }
    put = {key: said, field: {"type": "text", "label": {"en": "Name"}}}
    edit(workshop.tenant, put=put)
    sites = open_session(workshop.tenant, "system:tests").records("x__site")
    edit(workshop.tenant, rename={key: "x__place"})
    made = sites.create({"x__name": "Ulm"})
    places = open_session(workshop.tenant, "system:tests").records("x__place")
    assert places.get(made.id)["x__name"] == "Ulm"
