"""The import wizard, up to the rehearsal's result."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.jobs.run import run_next
from engine.runtime import runtime
from engine.tenancy.tenant import Tenant
from tests.tenants import ADMIN, SELLER, sqlite_copy

FIRMS = "Name,Number,Email,Colour\nAcme,F1,info@acme.example,red\nBad,F2,nobody,blue\n"


@pytest.fixture
def tenant(small_on_sqlite: Path, tmp_path: Path) -> Iterator[Tenant]:
    """Files lie beside a tenant's own file."""
    with sqlite_copy(small_on_sqlite, tmp_path) as found:
        yield found


def upload(client, content=FIRMS):
    file = (io.BytesIO(content.encode()), "firms.csv")
    return client.post("/import", data={"object": "firm", "file": file})


def chosen(page):
    values = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    for name, inside in re.findall(r'name="(map\.[^"]+)"(.*?)</select>', page.text, re.S):
        found = re.search(r'value="([^"]+)" selected', inside)
        values[html.unescape(name)] = found[1] if found else ""
    return values


def test_columns_are_proposed_and_unknown_ones_left_out(sign_in):
    values = chosen(upload(sign_in(ADMIN)))
    assert values["map.Name"] == "name"
    assert values["map.Email"] == "email"
    assert values["map.Colour"] == ""


def test_rehearsal_names_the_cell_that_is_wrong_and_saves_nothing(sign_in, company, system):
    client = sign_in(ADMIN)
    started = client.post("/import/start", data=chosen(upload(client)) | {"do": "dry"})
    assert started.status_code == 302, started.text
    while run_next(runtime(company), "tests"):
        pass
    page = client.get(started.headers["Location"])
    assert "nobody" in page.text
    assert "Refused rows" in page.text
    assert system.records("firm").count().value == 0
    rejects = client.get(started.headers["Location"] + "/rejects")
    assert "F2" in rejects.text
    assert "F1" not in rejects.text


def test_an_empty_file_is_refused_in_words(sign_in):
    page = upload(sign_in(ADMIN), "")
    assert page.status_code == 422
    assert "empty" in page.text


def test_import_needs_the_right(sign_in):
    assert sign_in(SELLER).get("/import").status_code == 403
