"""What a look-up with a filter offers, and what a save then takes."""

from __future__ import annotations

import pytest

from engine.errors import InvalidRecord
from engine.kernel.query import Query
from tests.engine.records.test_pipeline import problems


@pytest.fixture
def world(workshop):
    """Two clients of Anna with two jobs each, one of the first client's done."""
    clients, jobs = workshop.records("anna", "client"), workshop.records("anna", "job")
    first, second = (
        clients.create({"name": n, "rating": r}).id for n, r in (("A", 5), ("B", 1))
    )
    made = {
        name: jobs.create({"name": name, "client": client, "stage": stage, "amount": 1}).id
        for name, client, stage in (
            ("a", first, "new"), ("a done", first, "done"), ("b", second, "new"),
        )
    }  # fmt: skip
    return first, second, made


def offered(gate, field, **values):
    page = gate.candidates(
        field,
        Query((gate.context.model.objects[gate.object.fields[field].target].name_field,)),
        values,
    )
    return {str(next(iter(each.values.values()))) for each in page.records}


def test_a_look_up_offers_what_fits_the_rest_of_the_form(workshop, world):
    first, second, _ = world
    reports = workshop.records("anna", "report")
    assert offered(reports, "job", client=str(first)) == {"a"}
    assert offered(reports, "job", client=str(second)) == {"b"}
    assert offered(reports, "job", client="") == set()
    assert offered(reports, "job") == {"a", "a done", "b"}, "the save decides"
    assert offered(reports, "rated") == {"A"}
    assert offered(workshop.records("bert", "report"), "job", client=str(first)) == set()


def test_a_save_takes_only_what_fits(workshop, world):
    first, second, jobs = world
    reports = workshop.records("anna", "report")
    made = reports.create({"title": "R", "client": first, "job": jobs["a"], "rated": [first]})
    wrong = [{"job": jobs["a done"]}, {"job": jobs["b"]}, {"rated": [first, second]}]
    for values in wrong:
        with pytest.raises(InvalidRecord) as refused:
            reports.update(made.id, values)
        (name,) = values
        assert problems(refused) == {(name, "record.reference_does_not_fit")}
    with pytest.raises(InvalidRecord) as refused:
        reports.update(made.id, {"client": second})
    assert problems(refused) == {("job", "record.reference_does_not_fit")}
    moved = reports.update(made.id, {"client": second, "job": jobs["b"]})
    assert moved["job"] == jobs["b"]


def test_a_filter_reads_what_the_person_may_not_see(workshop, world):
    _, _, jobs = world
    workshop.records("system", "job").update(jobs["b"], {"owner": workshop.people["fred"]})
    gate = workshop.records("fred", "report")
    assert offered(gate, "job", client=str(world[1])) == {"b"}
