"""Fields with several: what their ids stand for comes with the page, not cell by cell."""

from __future__ import annotations

import pytest

from engine.kernel.query import Query
from engine.records.attachments import keep_file
from tests.statements import sent_to


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.setenv("KEEL_FILES", (tmp_path / "files").as_uri())


@pytest.fixture
def reports(workshop):
    """Ten reports, each with watchers and two papers of its own."""
    here = workshop.session("anna")
    papers = here.object("report").fields["papers"]
    people = [workshop.people[name] for name in ("bert", "lena", "carl")]
    for n in range(10):
        kept = [keep_file(here.context, papers, f"{n}-{each}.txt", b"text") for each in "ab"]
        values = {"title": str(n), "watchers": people[: n % 4], "papers": kept}
        here.records("report").create(values)
    return here.records("report")


def test_names_and_files_take_one_statement_per_column_and_page(workshop, reports):
    query = Query(("title", "watchers", "papers"))
    reports.query(query)
    with sent_to(workshop.tenant.database) as sent:
        page = reports.query(query)
    assert len(sent) == 3, sent
    third = next(each for each in page.records if each["title"] == "3")
    assert list(third.members["watchers"].values()) == ["Bert", "Lena", "Carl"]
    assert third.labels["watchers"] == "Bert, Lena, Carl"
    assert [each.name for each in third.members["papers"].values()] == ["3-a.txt", "3-b.txt"]


def test_members_come_along_a_reference_too_and_only_if_visible(workshop, reports):
    first = reports.query(Query()).records[-1]
    reports.update(first.id, {"watchers": [str(workshop.people["lena"])]})
    follower = reports.create({"title": "F", "follows": first.id})
    found = reports.get(follower.id, ("follows.watchers",))
    assert list(found.members["follows.watchers"].values()) == ["Lena"]
