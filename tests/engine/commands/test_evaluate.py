"""`keel eval` gives the same on Python and both databases, with a calendar and rates of its file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import keel, load_commands
from engine.commands.evaluate import BACK_ENDS, command
from engine.fields import field_types

load_commands()

HEAD = {
    "fields": {"amount": "currency", "code": "text", "closes": "date", "seen": "datetime"},
    "calendar": {
        "hours": {"monday": ["09:00-12:00"], "friday": ["13:00-18:00"]},
        "holidays": ["2024-01-05"],
        "extra_working_days": ["2024-01-06"],
    },
    "currencies": {
        "corporate": "EUR",
        "rates": [["USD", "2024-01-01", "0.92"], ["CNY", "2020-01-01", "0.125"]],
    },
}
ROWS = [
    {"amount": "100", "code": "USD", "closes": "2024-01-04", "seen": "2024-01-04T10:00:00Z"},
    {"amount": "-7.5", "code": "CNY", "closes": "2023-12-31", "seen": "2024-01-08T09:30:00Z"},
    {"code": ""},
]


MIXED = {
    "fields": {
        "mail": "email", "marks": "tags", "stars": "rating", "seen": "datetime", "more": "json",
        "who": "owner", "home": "address",
    },
}  # fmt: skip
MIXED_ROWS = [
    {"mail": "a@b.c", "marks": ["x", "y"], "stars": 4, "seen": "2024-01-04T10:00:00Z",
     "more": {"a": 1}, "who": "0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f", "home": {"city": "上海"}},
    {},
]  # fmt: skip


def evaluated(
    path: Path,
    lines: Sequence[object],
    expression: str,
    back_end: str = "python",
    database: str = "",
) -> list:
    file = path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    dsn = database.replace("postgresql:", "postgresql+psycopg:", 1)
    options = ["--rows", str(file), "--back-end", back_end, "--zone", "Asia/Shanghai"]
    result = CliRunner().invoke(command, [expression, *options, "--dsn", dsn])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("convert(amount, code, 'CNY', closes)", ["736", "-7.5", None]),
        ("add_workdays(closes, 3)", ["2024-01-12", "2024-01-08", None]),
        ("work_hours_between(seen, add_work_hours(seen, 4.5))", ["4.5", "4.5", None]),
        ("amount_in_words(amount)", ["壹佰元整", "负柒元伍角整", None]),
        ("title(code) + initials(text(closes))", ["Usd2", "Cny2", None]),
    ],
)
def test_every_back_end_gives_the_same(
    tmp_path: Path, postgresql_database: str, expression: str, expected: list, back_end: str
):
    found = evaluated(tmp_path, [HEAD, *ROWS], expression, back_end, postgresql_database)
    assert found == expected


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mail + '!'", ["a@b.c!", "!"]),
        ("'x' in marks", [True, False]),
        ("marks", [["x", "y"], None]),
        ("join_list(marks, '-')", ["x-y", None]),
        ("stars + 0.5", ["4.5", None]),
        ("seen", ["2024-01-04T10:00:00Z", None]),
        ("more", [{"a": 1}, None]),
        ("who", ["0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f", None]),
        ("is_blank(home)", [False, True]),
    ],
)
def test_fields_of_every_type_give_the_same_on_every_back_end(
    tmp_path: Path, postgresql_database: str, expression: str, expected: list, back_end: str
):
    lines = [MIXED, *MIXED_ROWS]
    assert evaluated(tmp_path, lines, expression, back_end, postgresql_database) == expected


def test_every_type_that_a_person_fills_may_be_named(tmp_path: Path):
    types = {name for name, each in field_types().items() if not each.computed}
    assert evaluated(tmp_path, [{"fields": {f"a_{t}": t for t in types}}, {}], "1 + 1") == [2]


def said(path: Path, lines: Sequence[str], *words: str) -> tuple[int, dict]:
    file = path / "rows.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    result = CliRunner().invoke(keel, ["--json", *words, "--rows", str(file)])
    return result.exit_code, json.loads(result.stdout)


def test_a_script_reads_values_not_lines(tmp_path: Path):
    lines = [json.dumps({"fields": {"n": "integer"}}), '{"n": 3}', "{}"]
    assert said(tmp_path, lines, "eval", "n / 2") == (
        0,
        {"ok": True, "result": ["1.5", None], "problems": []},
    )


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        (['{"fields": {"n": "currncy"}}'], 1, "没有字段类型“currncy”"),
        (['{"fields": {"n": "currency"}}', "{}", '{"n": "abc"}'], 3, "n：“abc”不是 currency"),
        (['{"fields": {"n": "boolean"}}', '{"n": "no"}'], 2, "n：“no”不是 boolean"),
        (['{"fields": {"n": "date"}}', '{"n": 5}'], 2, "n：“5”不是 date"),
        (['{"fields": {}}', "[1]"], 2, "不是 JSON 对象"),
        (['{"fields": {}, "currencies": 5}'], 1, "无法读取 calendar 或 currencies"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, lines: list[str], line: int, message: str
):
    code, answer = said(tmp_path, lines, "--lang", "zh", "eval", "1 + 1")
    assert code == 1
    [problem] = answer["problems"]
    assert (problem["file"], problem["line"]) == ("rows.jsonl", line)
    assert problem["message"] == message


def test_lists_and_documents_have_no_text_of_their_own(tmp_path: Path):
    head = json.dumps({"fields": {"marks": "tags"}})
    code, answer = said(tmp_path, [head], "eval", "text(marks)")
    assert code == 1
    assert answer["problems"][0]["code"] == "expression.type"
