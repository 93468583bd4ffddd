"""A program imports a file by an import map, follows it, reads what was refused, takes it back."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest

from engine import runtime
from engine.jobs.run import run_next

FILE = "客户名称,网址\n上海泵业,https://keel.example\n北京仪器,not a url\n"


def inputs(**more):
    return {
        "file_name": "客户.csv",
        "content": base64.b64encode(FILE.encode()).decode(),
        **more,
    }


def finish(cloud, job):
    while run_next(runtime.runtime(cloud.tenant), "tests", only=UUID(job)):
        pass
    return cloud.ines.get(f"/jobs/{job}")


def test_a_file_is_imported_followed_and_taken_back(cloud):
    started = cloud.ines.post("/run/import_map/account/chinese", inputs()).json["result"]
    assert finish(cloud, started["job"])["state"] == "done"
    address = f"/imports/{started['import']}"
    run = cloud.ines.get(address)
    assert (run["state"], run["created"], run["failed"]) == ("done", 1, 1)
    assert run["id"] in [one["id"] for one in cloud.ines.get("/imports")["imports"]]
    rejects = cloud.ines.call("GET", f"{address}/rejects")
    assert rejects.mimetype == "text/csv"
    assert "北京仪器" in rejects.text
    assert "上海泵业" not in rejects.text
    undone = cloud.ines.post(f"{address}/undo", {})
    assert undone.status_code == 202
    assert finish(cloud, undone.json["id"])["result"]["undone"] == 1
    assert cloud.ines.get("/records/account", where="name == '上海泵业'")["records"] == []
    assert cloud.ines.post(f"{address}/undo", {}).status_code == 409


def test_a_rehearsal_changes_nothing(cloud):
    body = inputs(dry_run=True)
    started = cloud.ines.post("/run/import_map/account/chinese", body).json["result"]
    finish(cloud, started["job"])
    run = cloud.ines.get(f"/imports/{started['import']}")
    assert (run["dry_run"], run["created"]) == (True, 1)
    assert cloud.ines.get("/records/account", where="name == '上海泵业'")["records"] == []


def test_imports_of_others_do_not_exist_and_rights_are_asked_for(cloud):
    started = cloud.ines.post("/run/import_map/account/chinese", inputs(dry_run=True)).json
    address = f"/imports/{started['result']['import']}"
    assert cloud.rob.call("GET", address).status_code == 404
    assert cloud.rob.post(f"{address}/undo", {}).status_code == 404
    assert cloud.rob.post("/run/import_map/account/chinese", inputs()).status_code == 403


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("account/nothing", {}, 404),
        ("account", {}, 404),
        ("account/chinese", {"content": "äö"}, 422),
        ("account/chinese", {"content": 5}, 422),
        ("account/chinese", {"contents": ""}, 422),
        ("account/chinese", {"content": ""}, 422),
        ("account/chinese", inputs(dry_run="yes"), 422),
        ("account/chinese", inputs(batch=["x"]), 422),
    ],
)
def test_a_run_that_cannot_be_is_refused(cloud, name, body, status):
    assert cloud.ines.post(f"/run/import_map/{name}", body).status_code == status
