"""`keel eval` gives the same on Python and both databases, with a calendar and rates of its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.commands.evaluate import BACK_ENDS, command

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
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, [HEAD, *ROWS])), "utf-8")
    dsn = postgresql_database.replace("postgresql:", "postgresql+psycopg:", 1)
    options = ["--rows", str(file), "--back-end", back_end, "--zone", "Asia/Shanghai"]
    result = CliRunner().invoke(command, [expression, *options, "--dsn", dsn])
    assert result.exit_code == 0, result.output
    assert [json.loads(line) for line in result.output.splitlines()] == expected
