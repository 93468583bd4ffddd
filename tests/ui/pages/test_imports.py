"""Importing a file through the pages, from the upload to taking it back."""

import io
import re

import pytest

from engine.intake.sources import SourceFile, open_source
from engine.jobs.run import run_next
from engine.kernel.query import Condition, Query
from engine.runtime import runtime
from tests.tenants import ADMIN, SELLER

FIRMS = "Name,Number,Mail,Industry,Parent\nAurelia,N1,a@example.com,Energy,\nBrightwater,N2,b@example.com,Steam,\nCasa Verde,N3,c@example.com,Medical,Aurelia\n"


@pytest.fixture
def admin(sign_in, tmp_path, monkeypatch):
    monkeypatch.setenv("KEEL_FILES", (tmp_path / "files").as_uri())
    return sign_in(ADMIN)


@pytest.fixture
def work(company):
    def run():
        while run_next(runtime(company), "tests"):
            pass

    return run


def upload(client, content, name="firms.csv", of="firm", **more):
    data = content if isinstance(content, bytes) else content.encode()
    form = {"file": (io.BytesIO(data), name), **more}
    return client.post(f"/o/{of}/import", data=form)


def uploaded(client, content, name="firms.csv", of="firm", **more):
    """Upload a file that is right; gives the address of its import."""
    answer = upload(client, content, name, of, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removesuffix("/columns")


def chosen(page):
    """Read the form of the columns page as a browser would send it."""
    form = {}
    for name, options in re.findall(
        r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.S
    ):
        picked = re.search(r'<option value="([^"]*)" selected', options)
        form[name] = picked[1] if picked else ""
    form["mode"] = re.search(r'name="mode" value="(\w+)" checked', page)[1]
    return form


def check(client, run, **changes):
    """Send the columns page on, with changes."""
    form = chosen(client.get(f"{run}/columns").text) | changes | {"do": "check"}
    return client.post(f"{run}/columns", data=form)


def firms(system, *names):
    where = Condition("name", "in", list(names))
    found = system.records("firm").query(Query(("name", "email", "parent.name"), where)).records
    return {one["name"]: one for one in found}


def test_a_file_is_uploaded_matched_checked_imported_and_taken_back(admin, work, system):
    assert "/o/firm/import" in admin.get("/o/firm/").text
    run = uploaded(admin, FIRMS)
    page = admin.get(f"{run}/columns").text
    assert chosen(page)["to0"] == "name"
    assert chosen(page)["to2"] == "email"
    assert "88%, check" in page
    assert "Casa Verde" in page

    assert check(admin, run).status_code == 303
    assert "Checking the file" in admin.get(run).text
    work()
    checked = admin.get(run).text
    assert "Import 2 rows" in checked
    assert re.search(r'<td class="bad">Steam<small>[^<]+</small>', checked)
    assert firms(system, "Aurelia", "Brightwater", "Casa Verde") == {}

    assert admin.post(f"{run}/start").status_code == 303
    work()
    ended = admin.get(run).text
    assert "Imported, 1 row refused" in ended
    made = firms(system, "Aurelia", "Brightwater", "Casa Verde")
    assert set(made) == {"Aurelia", "Casa Verde"}
    assert made["Casa Verde"]["parent.name"] == "Aurelia"
    rejects = admin.get(f"{run}/rejects")
    assert "Brightwater,N2,b@example.com,Steam" in rejects.text
    assert "Reason" in rejects.text.splitlines()[0]

    system.records("firm").update(made["Aurelia"].id, {"email": "new@example.com"})
    assert admin.post(f"{run}/undo").status_code == 303
    work()
    undone = admin.get(run).text
    assert "Taken back" in undone
    assert "Left as they are" in undone
    assert set(firms(system, "Aurelia", "Casa Verde")) == {"Aurelia"}
    assert "firms.csv" in admin.get("/imports").text
    assert run in admin.get("/jobs").text


def test_the_whole_story_in_chinese_with_a_gb18030_file(admin, work, system):
    admin.set_cookie("language", "zh")
    template = admin.get("/o/firm/import/template").text.lstrip("\ufeff").strip()
    assert template.startswith("名称,编号,邮箱")
    content = (
        f"{template}\r\n" + "华北仪表,H1,h@example.com,,,能源" + "," * (template.count(",") - 5)
    )
    run = uploaded(admin, content.encode("gb18030"), "公司.csv")
    page = admin.get(f"{run}/columns").text
    assert "自动识别：GB18030" in page
    assert "请核对" not in page
    assert check(admin, run).status_code == 303
    work()
    assert "导入 1 行" in admin.get(run).text
    admin.post(f"{run}/start")
    work()
    assert "所有行均已导入" in admin.get(run).text
    assert set(firms(system, "华北仪表")) == {"华北仪表"}


def test_known_records_are_updated_and_an_undo_shows_both_values(admin, work, system):
    old = system.records("firm").create(
        {"name": "Old", "number": "U1", "email": "o@example.com"}
    )
    run = uploaded(admin, "Name,Number,Email\nNewer,U1,n@example.com\nOther,U2,x@example.com\n")
    refused = check(admin, run, mode="upsert", key="")
    assert refused.status_code == 422
    assert "say by which fields records are found" in refused.text
    assert check(admin, run, mode="upsert", key="number").status_code == 303
    work()
    assert "Import 2 rows" in admin.get(run).text
    admin.post(f"{run}/start")
    work()
    system.records("firm").update(old.id, {"email": "hand@example.com"})
    admin.post(f"{run}/undo")
    work()
    page = admin.get(run).text
    assert "o@example.com" in page
    assert "hand@example.com" in page
    assert "None" not in page


def test_a_file_of_another_kind_is_refused_in_words(admin):
    answer = upload(admin, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "picture.png")
    assert answer.status_code == 422
    assert "This file cannot be imported yet" in answer.text
    assert upload(admin, b"", "").status_code == 422
    assert upload(admin, "Name,Name\na,b\n").status_code == 422


def test_a_wrong_guess_of_the_encoding_can_be_corrected(admin):
    run = uploaded(admin, "Name,Email\nZoë,z@example.com\n".encode("cp1252"))
    form = chosen(admin.get(f"{run}/columns").text)
    again = admin.post(f"{run}/columns", data=form | {"encoding": "utf-8"})
    assert again.status_code == 422
    assert "not utf-8 text" in again.text
    right = admin.post(f"{run}/columns", data=form | {"encoding": "cp1252"})
    assert right.status_code == 303
    assert "Zoë" in admin.get(f"{run}/columns").text


def test_a_reference_may_be_found_by_another_unique_field(admin, work, system):
    system.records("firm").create({"name": "Head", "number": "P1"})
    run = uploaded(admin, "Name,Parent\nBranch,P1\n")
    assert check(admin, run, way1="firm.number").status_code == 303
    work()
    admin.post(f"{run}/start")
    work()
    assert firms(system, "Branch")["Branch"]["parent.name"] == "Head"


def test_nobody_sees_or_starts_the_import_of_another_person(admin, sign_in):
    run = uploaded(admin, FIRMS)
    rival = sign_in(SELLER)
    assert rival.get("/o/firm/import").status_code == 403
    assert upload(rival, FIRMS).status_code == 403
    for address in (run, f"{run}/columns", f"{run}/rejects"):
        assert rival.get(address).status_code == 404
    for action in ("start", "cancel", "undo", "resume", "columns"):
        assert rival.post(f"{run}/{action}").status_code == 404
    assert "firms.csv" not in rival.get("/imports").text


def test_an_import_is_done_once(admin, work):
    run = uploaded(admin, "Name\nOnce\n")
    check(admin, run)
    work()
    assert admin.post(f"{run}/start").status_code == 303
    assert admin.post(f"{run}/start").status_code == 409
    work()
    assert admin.post(f"{run}/start").status_code == 409
    assert admin.get(f"{run}/columns").status_code == 303


def test_a_stopped_import_can_go_on(admin, work, system):
    run = uploaded(admin, "Name\nGoes on\n")
    check(admin, run)
    work()
    admin.post(f"{run}/start")
    admin.post(f"{run}/cancel")
    stopped = admin.get(run).text
    assert "Stopped before the end" in stopped
    assert "Import the rest" in stopped
    admin.post(f"{run}/resume")
    work()
    assert set(firms(system, "Goes on")) == {"Goes on"}


def test_the_xlsx_template_has_the_same_columns_and_is_understood(admin):
    made = admin.get("/o/deal/import/template?form=xlsx").data
    run = uploaded(admin, made, "deals.xlsx", "deal")
    page = admin.get(f"{run}/columns").text
    (table,) = open_source(SourceFile(made, "deals.xlsx"))
    assert "Amount" in table.headers
    assert page.count('class="pill ok"') == len(table.headers)
