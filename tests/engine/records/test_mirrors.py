"""A mirror shows a field of another record, also one that shows a field of a third."""

from __future__ import annotations

from engine.changes import Edits
from engine.kernel.actor import system_actor
from engine.kernel.query import Condition, Query, Sort
from engine.session import apply, plan_edits

CITY = {"type": "mirror", "via": "job", "field": "city", "label": {"en": "City"}}


def test_a_mirror_of_a_mirror_is_read_filtered_and_sorted(workshop):
    planned = plan_edits(workshop.tenant, Edits(put={("field", "visit", "x__city"): CITY}))
    apply(workshop.tenant, planned, actor=system_actor("tests"), message="mirror")
    visits = workshop.records("system", "visit")
    for city in ("Ulm", "Bonn"):
        client = workshop.records("system", "client").create({"name": city, "city": city}).id
        job = workshop.records("system", "job").create({"name": city, "client": client}).id
        made = visits.create({"topic": city, "job": job})
        assert made["x__city"] == city
    query = Query(fields=("topic", "x__city"), sort=(Sort("x__city"),))
    assert [each["x__city"] for each in visits.query(query).records] == ["Bonn", "Ulm"]
    query = Query(fields=("topic",), where=Condition("x__city", "eq", "Ulm"))
    assert [each["topic"] for each in visits.query(query).records] == ["Ulm"]
