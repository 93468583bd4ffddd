"""The strict loader: only JSON values, every refusal with its place."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest

from engine.packages.yaml import Document, parse_yaml, read_yaml


def codes(document: Document) -> list[tuple[str, int, int]]:
    return [(p.code, p.line, p.column) for p in document.problems]


def test_only_json_words_and_numbers_mean_something() -> None:
    said = parse_yaml(
        "on: 1\nyes: no\nday: 2026-01-31\nversion: 1.10\nbig: 9223372036854775807\n"
        "octal: 0o17\ntilde: ~\nempty:\nquoted: '12'\nworks: true\n"
    ).value
    assert said == {
        "on": 1,
        "yes": "no",
        "day": "2026-01-31",
        "version": Decimal("1.10"),
        "big": 9223372036854775807,
        "octal": "0o17",
        "tilde": "~",
        "empty": None,
        "quoted": "12",
        "works": True,
    }
    assert str(said["version"]) == "1.10"


def test_every_value_knows_its_place() -> None:
    document = parse_yaml("label: {en: Amount}\noptions:\n  - id: a\n  - id: 'b'\n", "f.yaml")
    places = document.positions
    assert (places["/label/en"].line, places["/label/en"].column) == (1, 13)
    assert (places["/options/1/id"].line, places["/options/1/id"].column) == (4, 10)
    assert places["/options"].file == "f.yaml"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a: 1\na: 2\n", ("yaml.duplicate_key", 2, 1)),
        ("a: &x 1\n", ("yaml.anchor", 1, 4)),
        ("a: !!str 1\n", ("yaml.tag", 1, 4)),
        ("a: 1\n---\nb: 2\n", ("yaml.documents", 2, 1)),
        ("a: [1\n", ("yaml.syntax", 2, 1)),
        ("a: 1\n\tb: 2\n", ("yaml.syntax", 2, 1)),
        ("? [a]\n: 1\n", ("yaml.key", 1, 3)),
        ("a: \x01\n", ("yaml.control", 1, 4)),
        ("a: 1\nb: \x90\n", ("yaml.control", 2, 4)),
        ("a: 99999999999999999999\n", ("yaml.number", 1, 4)),
        ("[" * 41, ("yaml.depth", 1, 41)),
    ],
)
def test_what_is_refused_has_a_line_and_a_column(
    source: str, expected: tuple[str, int, int]
) -> None:
    assert expected in codes(parse_yaml(source))


def test_all_problems_of_a_file_come_at_once() -> None:
    document = parse_yaml("a: &x 1\nb: *x\nb: 2\nc: !t 3\n")
    assert [code for code, *_ in codes(document)] == [
        "yaml.anchor",
        "yaml.alias",
        "yaml.duplicate_key",
        "yaml.tag",
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("标签: 一".encode("gb18030"), "file.encoding"),
        ("a: 1".encode("utf-16"), "file.encoding"),
        (b"a: " + b"x" * 1_000_001, "file.size"),
    ],
)
def test_unreadable_files_say_why(tmp_path: Path, raw: bytes, code: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(raw)
    document = read_yaml(path, "f.yaml")
    assert document.value is None
    assert [problem.code for problem in document.problems] == [code]


def test_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path, "f.yaml").value == {"a": 1}


def test_hostile_nesting_is_refused_at_once() -> None:
    start = time.perf_counter()
    parse_yaml("{a: " * 100_000)
    parse_yaml("- " * 100_000)
    assert time.perf_counter() - start < 0.5
