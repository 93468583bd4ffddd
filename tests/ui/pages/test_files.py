"""Uploads: kept under the record, seen as it is, never run by a browser."""

from __future__ import annotations

import pytest

from engine import changes, keep_file, open_session
from engine.changes import Edits
from engine.kernel.actor import system_actor
from engine.records.attachments import sniffed
from engine.registry import catalogue
from tests.tenants import ADMIN


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"%PDF-1.7 ...", "x.html", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "x.exe", "image/png"),
        (b"<script>alert(1)</script>", "x.png", "text/plain"),
        (b"PK\x03\x04...", "Offer.XLSX", "application/vnd.openxmlformats-officedocument"),
        (b"\x00\x01\x02\xff", "x.txt", "application/octet-stream"),
        ("合同".encode(), "合同.txt", "text/plain"),
    ],
)
def test_type_of_an_upload_is_what_its_content_shows(data, name, found):
    assert sniffed(data, name).startswith(found)


@pytest.fixture
def paper(company, tmp_path, monkeypatch):
    """A machine of the company with a plan."""
    monkeypatch.setenv("KEEL_FILES", (tmp_path / "files").as_uri())
    plans = {"type": "file", "label": {"en": "Plans"}, "many": True}
    edits = Edits(put={("field", "machine", "x__plans"): plans})
    actor = system_actor("tests")
    changes.apply(
        company.database,
        changes.plan_edits(company.database, catalogue(), edits),
        actor=actor,
        message="plans",
    )
    gate = open_session(company, "system:tests").records("machine")
    kept = keep_file(gate.context, gate.object.fields["x__plans"], "plan.txt", b"secret")
    made = gate.create({"name": "Press", "x__plans": [kept]})
    return f"/o/machine/{made.id}/file/x__plans/{kept}", made.id, gate


def test_a_browser_asks_again_before_it_shows_a_file_that_it_kept(sign_in, paper):
    address, machine, gate = paper
    browser = sign_in(ADMIN)
    first = browser.get(address)
    assert (first.status_code, first.data) == (200, b"secret")
    assert first.headers["Cache-Control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = browser.get(address, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    gate.delete(machine)
    assert browser.get(address, headers=known).status_code == 404
