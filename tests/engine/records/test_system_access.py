"""Who passes the gate as the system leaves a line that says why; people leave none."""

from __future__ import annotations

from structlog.testing import capture_logs

from engine.kernel.query import Query


def test_system_access_names_tenant_reason_object_and_action(workshop):
    clients = workshop.records("system", "client")
    with capture_logs() as lines:
        made = clients.create({"name": "A"})
        clients.bulk_update([{"id": made.id, "city": str(n)} for n in range(3)])
        clients.query(Query())
        list(clients.stream(Query()))
    lines = [line for line in lines if line["event"] == "system access"]
    assert [line["action"] for line in lines] == ["create", "update", "read", "export"]
    assert {(each["tenant"], each["reason"], each["object"]) for each in lines} == {
        (workshop.tenant.name, "tests", "client")
    }


def test_people_leave_no_such_line(workshop):
    with capture_logs() as lines:
        workshop.records("anna", "client").create({"name": "A"})
        workshop.records("anna", "client").query(Query())
    assert not [line for line in lines if line["event"] == "system access"]
