"""The API's description says what one user may call, and no request breaks the server."""

import json
import re
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings


def described(client):
    return client.get("/meta/openapi.json")


def test_each_user_gets_a_description_of_what_they_may_call(cloud):
    admin, rep = described(cloud.ines), described(cloud.rob)
    assert "delete" in admin["paths"]["/api/v1/records/opportunity/{id}"]
    assert "delete" not in rep["paths"]["/api/v1/records/opportunity/{id}"]
    assert "budget" in admin["components"]["schemas"]["campaign"]["properties"]
    assert "budget" not in rep["components"]["schemas"]["campaign"]["properties"]


def test_the_description_names_every_address_of_the_api(cloud):
    """What the app answers under /api/v1, besides sign-in and the description itself."""
    told = {
        (re.sub(r"\{\w+\}", "*", path.replace("/account", "/*", 1)), method.upper())
        for path, operations in described(cloud.ines)["paths"].items()
        if "/records/" not in path or "/records/account" in path
        for method in operations
    }
    answered = {
        (re.sub(r"<[^>]+>", "*", rule.rule).replace("/run/*/*", "/run/import_map/*/*"), method)
        for rule in cloud.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        and not rule.rule.startswith(("/api/v1/security", "/api/v1/meta/openapi"))
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert told == answered


def test_the_metadata_come_in_the_users_language(cloud):
    cloud.rob.call("PATCH", f"/records/user/{cloud.rob.user}", json={"language": "zh"})
    labels = {
        field["name"]: field["label"]
        for field in cloud.ines.get("/meta/objects/account")["fields"]
    }
    assert labels["name"]
    assert cloud.ines.call("GET", "/meta/objects/nothing").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("who", ["ines", "rob"])
def test_no_request_that_the_description_allows_breaks_the_server(cloud, who):
    client = cloud.people[who]
    document = described(client)
    others = set(client.get("/meta")["objects"]) - {"account", "opportunity", "note", "user"}
    document["paths"] = {
        path: operations
        for path, operations in document["paths"].items()
        if path.removeprefix("/api/v1/records/").partition("/")[0] not in others
    }
    schema = schemathesis.openapi.from_wsgi("/openapi.json", _offering(document))
    schema.app = cloud.app
    statuses = Counter()
    for result in schema.get_all_operations():
        _hammer(result.ok(), client, statuses)
    assert max(statuses) < 500, statuses
    assert statuses[200] > 10, statuses


def _offering(document):
    """Serve the description, so that it is read as from the network."""

    def app(_environ, start_response):
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(document).encode()]

    return app


def _hammer(operation, client, statuses):
    quiet = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)

    @settings(
        max_examples=5,
        phases=(Phase.generate,),
        deadline=None,
        suppress_health_check=quiet,
        database=None,
    )
    @given(case=operation.as_strategy())
    def try_it(case):
        answer = case.call(app=client.app, headers={"Authorization": f"Bearer {client.secret}"})
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, (case.method, case.path, answer.text)

    try_it()
