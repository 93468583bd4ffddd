"""The demonstration company that ships is the one that the generator makes, and it hangs together."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.generate import FOLDER, files

REFERENCES = {
    "parent": "account", "account": "account", "contact": "contact", "campaign": "campaign",
    "opportunity": "opportunity", "lead": "lead", "products": "product", "product": "product",
    "price_book": "price_book", "competitor": "account", "owner": "user", "manager": "user",
    "leader": "user", "team": "team", "attendees": "user", "converted_account": "account",
    "converted_contact": "contact", "converted_opportunity": "opportunity",
}  # fmt: skip
DATES = re.compile(r"[+-]\d+( \d\d:\d\d)?")


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, str]]]:
    return {path.stem: _rows(path) for path in sorted(FOLDER.glob("*.csv"))}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_committed_files_are_what_the_generator_writes() -> None:
    made = files()
    assert sorted(path.name for path in FOLDER.glob("*.csv")) == sorted(made)
    for name, content in made.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == content, name


def test_the_company_is_of_believable_size(tables: dict[str, list[dict[str, str]]]) -> None:
    assert 2_700 <= sum(len(rows) for rows in tables.values()) <= 3_300
    assert len(tables["user"]) == len(tables["logins"]) == 10


def test_a_renewal_is_worth_about_what_its_contract_was(
    tables: dict[str, list[dict[str, str]]],
) -> None:
    renewals = [row for row in tables["opportunity"] if row["record_type"] == "renewal"]
    shares = [float(row["amount"]) / float(row["current_amount"]) for row in renewals]
    assert len(shares) >= 15
    assert 0.9 < min(shares) <= max(shares) < 1.2


def test_every_reference_finds_its_record(tables: dict[str, list[dict[str, str]]]) -> None:
    known = {table: {row["import_ref"] for row in rows} for table, rows in tables.items()}
    lost = [
        (table, row["import_ref"], field, key)
        for table, rows in tables.items()
        for row in rows
        for field, target, key in _references(table, row)
        if key not in known[target]
    ]
    assert lost == []


def _references(table: str, row: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for field, value in row.items():
        if not value:
            continue
        if field == "about":
            target, _, key = value.partition(":")
            yield field, target, key
        elif field in REFERENCES:
            target = table if field == "parent" else REFERENCES[field]
            for key in value.split(";"):
                yield field, target, key


def test_every_day_is_a_distance_from_the_day_of_install(
    tables: dict[str, list[dict[str, str]]],
) -> None:
    wrong = [
        (table, field, value)
        for table, rows in tables.items()
        for row in rows
        for field, value in row.items()
        if (
            field.endswith(("_on", "_at", "_date"))
            or field in ("valid.start", "customer_since")
        )
        and value
        and not DATES.fullmatch(value)
    ]
    assert wrong == []


def test_the_funnel_narrows_and_about_a_third_of_closed_deals_are_won(
    tables: dict[str, list[dict[str, str]]],
) -> None:
    stages = [row["stage"] for row in tables["opportunity"]]
    won, lost = stages.count("won"), stages.count("lost")
    assert 0.25 < won / (won + lost) < 0.45
    assert stages.count("discover") > stages.count("propose") > 5
    assert all(
        int(row["close_date"]) < 0
        for row in tables["opportunity"]
        if row["stage"] in ("won", "lost")
    )


def test_nobody_reports_to_themselves(tables: dict[str, list[dict[str, str]]]) -> None:
    managers = {row["import_ref"]: row["manager"] for row in tables["user"]}
    for start in managers:
        line, current = [start], managers[start]
        while current:
            assert current not in line
            line.append(current)
            current = managers[current]
