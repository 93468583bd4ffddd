"""Requests that no honest program sends: each is refused with a sentence, none is a bug."""

from __future__ import annotations

import base64
import json

import orjson
import pytest

from engine.records.cursor import _seal
from tests.ui.conftest import token

KEYS = [
    2**64 - 1,
    -5,
    "x",
    "\x00",
    True,
    1.5,
    {},
    ["n", "NaN"],
    ["n", "1e99999"],
    ["n", 5],
    ["u", "0" * 32],
    ["u", [1]],
    ["m", "2020-01-01"],
    ["d", "2020-01-01"],
    ["t", "00:00"],
]


def forged(question: str, keys: list[object]) -> str:
    body = orjson.dumps(keys)
    return base64.urlsafe_b64encode(_seal(question, body) + body).decode().rstrip("=")


@pytest.mark.parametrize("sort", ["name", "close_date", "amount", "created_at", "is_won", "id"])
def test_a_made_up_page_mark_is_refused(cloud, sort):
    owner = cloud.sue
    account = owner.make("account", name=f"Marks {sort}")["id"]
    for name in "ab":
        owner.make(
            "opportunity", name=name, account=account, stage="qualify", close_date="2030-01-01"
        )
    for key in KEYS:
        keys = [key] if sort == "id" else [key, ["u", "0" * 32]]
        query = {"sort": sort, "after": forged(sort, keys), "limit": 1}
        answer = owner.call("GET", "/records/opportunity", query_string=query)
        assert answer.status_code in (200, 422), key


@pytest.mark.parametrize(
    "body",
    [
        {"person": "y", "person.given": "x"},
        {"person.given": "x", "person": "y"},
        {"person": [1], "person.given": {}},
        {"address": 5, "address.city": "x"},
    ],
)
def test_a_value_and_its_part_together_are_no_bug(cloud, body):
    values = {"name": "L", "company": "C", "email": "l@example.com", **body}
    assert cloud.rob.post("/records/lead", values).status_code in (201, 422)


@pytest.mark.parametrize("children", [5, "contact", [[1]], {"a": 1}])
def test_children_of_a_hand_over_are_named_in_a_list(cloud, children):
    body = {"op": "owner", "ids": [], "owner": str(cloud.rob.user), "with_children": children}
    assert cloud.rob.post("/records/lead/bulk", body).status_code == 422


@pytest.mark.parametrize("name", ["self", "kind", "name"])
def test_inputs_of_a_run_may_be_called_anything(cloud, name):
    assert cloud.rob.post("/run/import_map/x", {name: 1}).status_code == 404


@pytest.mark.parametrize("value", ["9" * 400, "-" + "9" * 400, 2**64 - 1, "1e999999"])
@pytest.mark.parametrize("op", ["eq", "in", "between"])
def test_a_filter_by_an_endless_number_is_refused(cloud, value, op):
    for path in ("priority", "employees"):
        given = {"eq": value, "in": [value], "between": [value, value]}[op]
        asked = json.dumps({"path": path, "op": op, "value": given})
        answer = cloud.rob.call("GET", "/records/lead", query_string={"filter": asked})
        assert answer.status_code == 422, path


NASTY = ["\x00", "a\x00b", "\u202e", "9" * 300, [], {}, [None], 2**63]


def test_no_field_takes_a_value_that_breaks_the_database(cloud):
    described = cloud.rob.get("/meta")["objects"]
    for name in ("lead", "note", "task", "opportunity"):
        for field in described[name]["fields"]:
            rows = [{"name": "n", field["name"]: value} for value in NASTY]
            answer = cloud.rob.post(f"/records/{name}/bulk", {"op": "create", "rows": rows})
            assert answer.status_code == 200, (name, field["name"])


@pytest.mark.slow
def test_no_filter_takes_a_value_that_breaks_the_database(cloud):
    described = cloud.rob.get("/meta")["objects"]["lead"]
    for field in described["fields"]:
        for op in ("eq", "contains"):
            for value in ("a\x00b", "9" * 300, {}, [None], 2**63):
                asked = json.dumps({"path": field["name"], "op": op, "value": value})
                answer = cloud.rob.call("GET", "/records/lead", query_string={"filter": asked})
                assert answer.status_code in (200, 422), (field["name"], op, value)


@pytest.mark.parametrize("words", ["\x00", '"', "*", "NEAR(a b)", "a\x00", "中" * 300, "^-:"])
def test_no_words_break_the_search(cloud, words):
    assert cloud.rob.call("GET", "/search", query_string={"q": words}).status_code == 200
    asked = {"search": words}
    assert cloud.rob.call("GET", "/records/lead", query_string=asked).status_code == 200


@pytest.mark.parametrize(
    "where",
    ["name == '\x00'", "is_blank('\x00')", "contains(name, '\x00')", "employees > 1e400"],
)
def test_no_expression_breaks_the_database(cloud, where):
    answer = cloud.rob.call("GET", "/records/lead", query_string={"where": where})
    assert answer.status_code in (200, 422)


def test_the_figures_are_not_for_a_token_of_other_letters(cloud, monkeypatch):
    monkeypatch.setenv("KEEL_METRICS_TOKEN", "a token")
    browser = cloud.app.test_client()
    for given, status in (("Bearer ü", 404), ("Bearer a token", 200)):
        assert browser.get("/metrics", headers={"Authorization": given}).status_code == status


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_after_a_restore_one_stays_on_this_site(site, back):
    browser = site.signed_in("ann")
    form = {"object": "user", "deletion": "0" * 32, "back": back}
    form |= token(browser, "/account/profile")
    assert browser.post("/trash/restore", data=form).location == "/"
