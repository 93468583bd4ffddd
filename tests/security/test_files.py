"""A file is seen as the record that holds it, whoever knows its id."""

from __future__ import annotations

import pytest

from engine.errors import InvalidRecord, RecordNotFound
from engine.records.attachments import keep_file, open_file


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.setenv("KEEL_FILES", (tmp_path / "files").as_uri())


@pytest.fixture
def paper(workshop):
    """A paper of Anna's, in a report that Bert does not see."""
    reports = workshop.records("anna", "report")
    kept = keep_file(reports.context, reports.object.fields["papers"], "plan.txt", b"secret")
    return reports.create({"title": "R", "papers": [kept]}).id, kept


def codes(refused):
    return {problem.code for problem in refused.value.problems}


def test_an_id_does_not_carry_a_file_into_another_record(workshop, paper):
    record, kept = paper
    reports = workshop.records("bert", "report")
    with pytest.raises(InvalidRecord) as refused:
        reports.create({"title": "T", "papers": [str(kept)]})
    assert codes(refused) == {"record.file_missing"}
    own = reports.create({"title": "T"})
    with pytest.raises(InvalidRecord) as refused:
        reports.update(own.id, {"papers": [str(kept)]})
    assert codes(refused) == {"record.file_missing"}
    [row] = reports.bulk_update([{"id": own.id, "papers": [kept]}])
    assert not row.ok
    with pytest.raises(RecordNotFound):
        open_file(reports.context, reports.object.fields["papers"], own.id, kept)
    with pytest.raises(RecordNotFound):
        open_file(reports.context, reports.object.fields["papers"], record, kept)


def test_files_of_a_record_that_one_reads_may_be_copied(workshop, paper):
    record, kept = paper
    above = workshop.records("lena", "report")
    copy = above.clone(record)
    assert copy["papers"] == (kept,)
    assert above.update(copy.id, {"title": "Copy"})["papers"] == (kept,)


def test_a_file_that_was_not_uploaded_for_the_field_is_refused(workshop, paper):
    reports = workshop.records("anna", "report")
    for wrong in (reports.object.uid, paper[0]):
        with pytest.raises(InvalidRecord) as refused:
            reports.create({"title": "T", "papers": [wrong]})
        assert codes(refused) == {"record.file_missing"}
