"""Questions that would keep a database busy for nothing are refused in words, and never a bug."""

from __future__ import annotations

import json
from itertools import product

import pytest

BY = ("manager", "created_by", "updated_by", "deleted_by")
WALKS = [f"owner.{'.'.join(steps)}.name" for steps in product(BY[:3], repeat=4)]
SUMS = [f"{fn}:employees" for fn in ("sum", "min", "max", "avg", "count_distinct")]


def any_of(part: object, number: int) -> str:
    return json.dumps({"any": [part] * number})


HEAVY = {
    "look-ups": {"fields": ",".join(WALKS)},
    "sorted by look-ups": {"sort": ",".join(WALKS)},
    "sorts": {"sort": ",".join(["name"] * 100)},
    "totals": {"totals": ",".join(SUMS * 800)},
    "expressions": {"filter": any_of({"where": "employees == 1"}, 3000)},
    "empty groups": {"filter": any_of({"all": []}, 20_000)},
    "conditions": {"filter": any_of({"path": "employees", "op": "eq", "value": 1}, 3000)},
    "values": {"filter": json.dumps({"path": "name", "op": "in", "value": ["x"] * 9000})},
}


@pytest.mark.parametrize("asked", HEAVY.values(), ids=HEAVY)
def test_a_question_of_too_many_parts_is_refused(cloud, asked):
    answer = cloud.rob.call("GET", "/records/lead", query_string=asked)
    assert answer.status_code == 422, answer.text[:200]
    assert answer.json["problems"][0]["code"] == "query.too_big"


@pytest.mark.parametrize(
    "asked", [{"group": ",".join(["owner"] * 300)}, {"measures": ",".join(SUMS * 800)}]
)
def test_groups_of_too_many_parts_are_refused(cloud, asked):
    answer = cloud.rob.call("GET", "/records/lead/aggregate", query_string=asked)
    assert answer.status_code == 422
    assert answer.json["problems"][0]["code"] == "query.too_big"


DEEP = "[" * 900 + "]" * 900


def test_values_nested_without_end_are_refused(cloud):
    asked = {"filter": '{"path": "name", "op": "eq", "value": ' + DEEP + "}"}
    answers = [cloud.rob.call("GET", "/records/lead", query_string=asked)]
    bodies = [f'{{"{name}": {DEEP}}}' for name in ("company", "person", "owner", "address")]
    bodies += [f'{{"person": {{"family": {DEEP}}}}}', f'{{"{DEEP}": 1}}']
    answers += [cloud.rob.call("POST", "/records/lead", data=body) for body in bodies]
    assert {answer.status_code for answer in answers} == {422}
