"""What a program can do with records: all that a person can, and nothing more."""

import csv
import io
import json
import threading
from uuid import uuid4

import pytest


@pytest.fixture
def deal(cloud, account):
    return cloud.rob.make(
        "opportunity", name="Valves", account=account, amount="1200.50", close_date="2027-03-31"
    )


def deals(account):
    return json.dumps({"path": "account", "op": "eq", "value": account})


def test_a_program_finds_pages_sorts_and_adds_up(cloud, account):
    for number in range(7):
        cloud.rob.make(
            "opportunity", name=f"Deal {number}", account=account, amount=str(100 + number),
            close_date="2027-01-31",
        )  # fmt: skip
    asked = {
        "filter": deals(account),
        "sort": "-amount",
        "limit": 3,
        "fields": "name,account.name,amount",
    }
    first = cloud.rob.get(
        "/records/opportunity", **asked, count="capped", totals="sum:amount,count"
    )
    assert [row["values"]["amount"] for row in first["records"]] == ["106", "105", "104"]
    assert first["count"] == {"value": 7, "exact": True}
    assert first["totals"] == ["721", 7]
    second = cloud.rob.get("/records/opportunity", **asked, after=first["next"])
    third = cloud.rob.get("/records/opportunity", **asked, after=second["next"])
    assert [row["values"]["amount"] for row in third["records"]] == ["100"]
    assert third["next"] is None
    where = cloud.rob.get("/records/opportunity", where="amount > 104", filter=deals(account))
    assert len(where["records"]) == 2


def test_every_bad_argument_is_named_at_once(cloud):
    answer = cloud.rob.call(
        "GET", "/records/opportunity?limit=x&count=some&nonsense=1&totals=sum&filter={"
    )
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert {problem["field"] for problem in answer.json["problems"]} == {
        "limit", "count", "nonsense", "totals", "filter",
    }  # fmt: skip


def test_a_wrong_record_is_refused_with_all_its_problems(cloud):
    answer = cloud.rob.post("/records/opportunity", {"stage": "nope", "amount": "x"})
    assert answer.status_code == 422
    assert {problem["field"] for problem in answer.json["problems"]} >= {
        "stage",
        "amount",
        "name",
    }
    assert answer.json["request_id"]


def test_a_stale_save_shows_both_versions_and_saves_nothing(cloud, deal):
    path = f"/records/opportunity/{deal['id']}"
    read = cloud.rob.call("GET", path)
    mine = cloud.rob.call(
        "PATCH", path, json={"amount": "2"}, headers={"If-Match": read.headers["ETag"]}
    )
    assert mine.status_code == 200
    late = cloud.rob.call(
        "PATCH", path, json={"amount": "3"}, headers={"If-Match": read.headers["ETag"]}
    )
    assert late.status_code == 409
    assert late.json["mine"]["amount"] == "3"
    assert late.json["theirs"]["amount"] == "2"
    assert cloud.rob.get(path)["values"]["amount"] == "2"


def test_a_wrong_if_match_is_refused(cloud, deal):
    answer = cloud.rob.call(
        "PATCH", f"/records/opportunity/{deal['id']}", json={}, headers={"If-Match": "abc"}
    )
    assert answer.status_code == 422


def test_ten_threads_with_one_idempotency_key_make_one_record(cloud):
    name, key = f"Once {uuid4()}", str(uuid4())
    answers = []

    def send():
        answers.append(cloud.rob.post("/records/account", {"name": name}, Idempotency_Key=key))

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 9
    found = cloud.rob.get(
        "/records/account/count", filter=json.dumps({"path": "name", "op": "eq", "value": name})
    )
    assert found == {"value": 1, "exact": True}
    other = cloud.rob.post("/records/account", {"name": "Other"}, Idempotency_Key=key)
    assert other.status_code == 409


def test_upsert_by_a_unique_key_creates_then_changes(cloud):
    path = f"/records/product/by/code/P-{uuid4().hex[:8].upper()}"
    family = cloud.ines.get("/meta/objects/product")["fields"]
    choice = next(field for field in family if field["name"] == "family")["choices"][0]["id"]
    made = cloud.ines.call("PUT", path, json={"name": "Pump", "family": choice})
    assert made.status_code == 201, made.text
    again = cloud.ines.call("PUT", path, json={"name": "Better pump"})
    assert again.status_code == 200
    assert again.json["id"] == made.json["id"]
    assert again.json["values"]["name"] == "Better pump"


def test_a_bulk_request_says_for_each_row_what_became_of_it(cloud):
    rows = [
        {"name": f"Bulk {uuid4()}"},
        {"name": ""},
        {"name": f"Bulk {uuid4()}", "website": "no url"},
    ]
    answer = cloud.rob.post("/records/account/bulk", {"op": "create", "rows": rows}).json
    assert [row["ok"] for row in answer["results"]] == [True, False, False]
    assert answer["failed"] == 2
    assert answer["results"][1]["problems"][0]["field"] == "name"
    for wrong in ({"op": "x"}, {"op": "create"}, {"op": "delete", "ids": ["x"]}):
        assert cloud.rob.post("/records/account/bulk", wrong).status_code == 422


def test_deleted_records_lie_in_the_trash_until_they_are_restored(cloud, deal):
    path = f"/records/opportunity/{deal['id']}"
    assert cloud.rob.call("DELETE", path).status_code == 403
    gone = cloud.mara.call("DELETE", path)
    deletion = gone.json["deletion"]
    assert cloud.mara.call("GET", path).status_code == 404
    assert deletion in {one["id"] for one in cloud.mara.get("/trash")["deletions"]}
    restored = cloud.mara.post(f"/trash/opportunity/{deletion}/restore", {})
    assert restored.json["restored"] >= 1
    assert cloud.rob.get(path)["id"] == deal["id"]


def test_many_deletions_are_taken_back_in_one_request(cloud, deal):
    path = f"/records/opportunity/{deal['id']}"
    deletion = cloud.mara.call("DELETE", path).json["deletion"]
    asked = {"op": "restore", "ids": [deletion, deal["id"]]}
    answer = cloud.mara.post("/records/opportunity/bulk", asked).json
    assert [row["ok"] for row in answer["results"]] == [True, False]
    assert (answer["results"][0]["id"], answer["failed"]) == (deletion, 1)
    assert cloud.rob.get(path)["id"] == deal["id"]
    forbidden = {"op": "purge", "ids": [deletion]}
    assert cloud.mara.post("/records/opportunity/bulk", forbidden).status_code == 403


def test_history_says_who_changed_what(cloud, deal):
    path = f"/records/opportunity/{deal['id']}"
    cloud.rob.call("PATCH", path, json={"amount": "9"})
    newest = cloud.rob.get(f"{path}/history")["history"][0]
    assert newest["by_name"] == "Rob"
    assert [*map(str, newest["changes"]["amount"])] == ["1200.5", "9"]


def test_a_record_can_be_cloned_with_changes(cloud, deal):
    made = cloud.rob.post(f"/records/opportunity/{deal['id']}/clone", {"name": "Again"})
    assert made.status_code == 201
    assert made.json["values"]["name"] == "Again"
    assert made.json["values"]["amount"] == "1200.5"


def test_groups_are_added_up(cloud, account, deal):
    found = cloud.rob.get(
        "/records/opportunity/aggregate",
        group="stage",
        measures="count,sum:amount",
        filter=deals(account),
    )
    assert len(found["groups"]) == 1


def test_nothing_asked_of_groups_is_a_count_and_what_they_cannot_heed_is_refused(cloud, deal):
    [counted] = cloud.rob.get("/records/opportunity/aggregate", measures="")["groups"]
    assert counted["count"] >= 1
    for name, value in (("search", "pumps"), ("trash", "true"), ("sort", "name")):
        query = {"group": "stage", name: value}
        refused = cloud.rob.call("GET", "/records/opportunity/aggregate", query_string=query)
        assert refused.status_code == 422
        assert refused.json["problems"][0]["field"] == name


def test_a_record_that_somebody_saved_since_is_not_deleted_unseen(cloud, account):
    path = f"/records/account/{account}"
    seen = cloud.ines.call("GET", path).headers["ETag"]
    assert cloud.ines.call("PATCH", path, json={"description": "new"}).status_code == 200
    stale = cloud.ines.call("DELETE", path, headers={"If-Match": seen})
    assert stale.status_code == 409
    assert stale.json["code"] == "record.stale"
    fresh = cloud.ines.call("GET", path).headers["ETag"]
    assert cloud.ines.call("DELETE", path, headers={"If-Match": fresh}).status_code == 200


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": {"a": 1}}, "text is expected, not an object"),
        ({"name": ["a"]}, "text is expected, not a list"),
        ({"employees": True}, "a number is expected, not true or false"),
        ({"annual_revenue": "9e15"}, "must be between -9200000000000 and 9200000000000"),
    ],
)
def test_values_are_refused_in_words_not_in_python(cloud, values, message):
    answer = cloud.ines.post("/records/account", {"name": "Words", **values})
    assert answer.status_code == 422
    assert message in [one["message"] for one in answer.json["problems"]]


def test_a_count_heeds_the_trash(cloud):
    made = cloud.rob.make("account", name="Counted and gone")["id"]
    where = {"where": "name == 'Counted and gone'"}
    assert cloud.rob.get("/records/account/count", **where)["value"] == 1
    assert cloud.rob.call("DELETE", f"/records/account/{made}").status_code in (200, 403)
    live = cloud.rob.get("/records/account/count", **where)["value"]
    gone = cloud.rob.get("/records/account/count", trash="true", **where)["value"]
    assert live + gone == 1


@pytest.mark.parametrize(
    "where", ["5", "amount", "'x'", "name", "date(2026, 1, 1)", "null", "(null)"]
)
def test_a_condition_that_is_no_yes_or_no_is_refused(cloud, where):
    answer = cloud.rob.call("GET", "/records/opportunity", query_string={"where": where})
    assert answer.status_code == 422
    assert answer.json["problems"][0]["code"] == "expression.type"


def test_an_exported_file_is_called_after_its_form(cloud, account):
    for form in ("csv", "ndjson"):
        query = {"format": form, "fields": "name"}
        answer = cloud.ines.call("GET", "/records/account/export", query_string=query)
        assert answer.headers["Content-Disposition"].endswith(f'"account.{form}"')
        assert answer.text
    query = {"format": "xlsx"}
    assert (
        cloud.ines.call("GET", "/records/account/export", query_string=query).status_code == 422
    )


@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.parametrize("wrong", [{"fields": "nme"}, {"where": "nme == 1"}])
def test_an_export_that_cannot_be_is_refused_before_it_begins(cloud, account, form, wrong):
    query = {"format": form, **wrong}
    answer = cloud.ines.call("GET", "/records/account/export", query_string=query)
    assert answer.status_code == 422
    assert "nme" in answer.json["problems"][0]["message"]


def test_exports_stream_as_csv_and_as_lines_of_json(cloud, account, deal):
    fields = {"fields": "name,amount,account", "filter": deals(account)}
    assert (
        cloud.rob.call("GET", "/records/opportunity/export", query_string=fields).status_code
        == 403
    )
    answer = cloud.ines.call("GET", "/records/opportunity/export", query_string=fields)
    head, row = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert head == ["name", "amount", "account"]
    assert row[0] == "Valves"
    lines = cloud.ines.call(
        "GET", "/records/opportunity/export", query_string={**fields, "format": "ndjson"}
    )
    assert json.loads(lines.text)["values"]["amount"] == "1200.5"


def test_the_search_finds_records_of_all_objects(cloud):
    cloud.rob.make("account", name="上海精密泵业")
    hits = cloud.rob.get("/search", q="shanghai")["hits"]
    assert {"object": "account", "title": "上海精密泵业"}.items() <= hits[0].items()


def test_a_colleague_sees_neither_the_record_nor_that_it_exists(cloud, deal):
    path = f"/records/opportunity/{deal['id']}"
    unknown = cloud.sue.call("GET", f"/records/opportunity/{uuid4()}")
    hidden = cloud.sue.call("GET", path)
    assert (hidden.status_code, hidden.json["title"]) == (404, unknown.json["title"])
    assert cloud.sue.call("PATCH", path, json={"amount": "1"}).status_code == 404
    assert cloud.mara.get(path)["id"] == deal["id"]


def test_without_a_valid_token_nothing_is_said(cloud):
    assert cloud.app.test_client().get("/api/v1/records/account").status_code == 401
    headers = {"Authorization": "Bearer keel_wrong"}
    assert cloud.app.test_client().get("/api/v1/meta", headers=headers).status_code == 401


def test_a_list_takes_three_statements_and_a_record_two(cloud, account, deal):
    def ask_list():
        cloud.rob.get(
            "/records/opportunity",
            fields="name,account.name,amount,stage",
            sort="close_date",
            count="capped",
        )

    def ask_one():
        cloud.rob.get(f"/records/opportunity/{deal['id']}", fields="name,amount,stage")

    for ask, most in ((ask_list, 3), (ask_one, 2)):
        ask()
        sent = cloud.statements(ask)
        assert len(sent) <= most, sent
