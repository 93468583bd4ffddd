"""A compiled question outlives a change of metadata that has nothing to do with it, and no other."""

from __future__ import annotations

import pytest

from engine.changes import Edits
from engine.errors import InvalidRecord
from engine.kernel.actor import system_actor
from engine.kernel.query import Condition, Query
from engine.packages.package import Patch
from engine.records.asking import plan_of
from engine.session import apply, customise, open_session, plan_edits

NOTE = {"type": "text", "label": {"en": "Note"}}
QUERY = Query(fields=("name", "city"), where=Condition("rating", "ge", 3), sort=())


def add_note(workshop, obj):
    """Add a field whose name says the database: models that say the same are shared."""
    name = f"x__note_{workshop.tenant.database.dialect}"
    planned = plan_edits(workshop.tenant, Edits(put={("field", obj, name): NOTE}))
    apply(workshop.tenant, planned, actor=system_actor("tests"), message="edit")


def compiled(workshop, name="client", query=QUERY):
    session = open_session(workshop.tenant, workshop.people["anna"])
    return plan_of(session.context, session.object(name), query, None, [])


def test_a_question_is_not_compiled_again_after_a_change_elsewhere(workshop):
    records = workshop.records("anna", "client")
    records.create({"name": "Pumps Ltd", "rating": 4})
    before = compiled(workshop)
    add_note(workshop, "visit")
    assert compiled(workshop) is before
    found = workshop.records("anna", "client").query(QUERY).records
    assert [record["name"] for record in found] == ["Pumps Ltd"]


def test_a_question_is_compiled_again_once_its_object_changes(workshop):
    before = compiled(workshop)
    add_note(workshop, "client")
    assert compiled(workshop) is not before


def test_a_question_is_compiled_again_once_a_referenced_object_changes(workshop):
    asked = Query(fields=("topic", "job"))
    before = compiled(workshop, "visit", asked)
    add_note(workshop, "client")
    assert compiled(workshop, "visit", asked) is not before


def test_rights_that_are_taken_away_end_what_was_compiled_with_them(workshop):
    records = workshop.records("anna", "client")
    assert records.query(QUERY).records == []
    key = ("permission_set", "", workshop.session("anna").context.actor.permission_sets[0])
    for which in ("read", "write"):
        patch = Patch(key, f"/objects/client/fields/{which}", "set", ["name"])
        customise(workshop.tenant, [patch], actor=system_actor("tests"), message="hide")
    with pytest.raises(InvalidRecord):
        workshop.records("anna", "client").query(QUERY)
