"""A long list leaves as a file made in the background, a short one at once."""

import re

import pytest

from engine.jobs.run import run_next
from engine.runtime import runtime
from tests.tenants import ADMIN, SELLER


@pytest.fixture
def admin(sign_in, tmp_path, monkeypatch):
    monkeypatch.setenv("KEEL_FILES", (tmp_path / "files").as_uri())
    return sign_in(ADMIN)


def test_a_short_list_is_answered_at_once(admin, system):
    system.records("firm").create({"name": "Aurelia"})
    answer = admin.get("/o/firm/export")
    assert answer.status_code == 200
    assert "Aurelia" in answer.text


def test_a_long_list_becomes_a_job_whose_file_is_its_owners(admin, company, system, sign_in):
    system.records("firm").bulk_create([{"name": f"Firm {n}"} for n in range(1100)])
    assert admin.get("/o/firm/export?form=xlsx").headers["Location"] == "/jobs"
    while run_next(runtime(company), "tests"):
        pass
    link = re.search(r'href="(/jobs/[\w-]+/file)"', admin.get("/jobs").text)
    assert link is not None
    made = admin.get(link[1])
    assert made.data.startswith(b"PK")
    assert 'filename="firm.xlsx"' in made.headers["Content-Disposition"]
    assert sign_in(SELLER).get(link[1]).status_code == 404
