"""Every pitfall that the page on changing names has a test, and the tests it names are there."""

from __future__ import annotations

import re

from tests.rules.sources import ROOT, report

PAGE = ROOT / "docs" / "changing.md"
HEAD = "## What goes wrong elsewhere"
NAMED = re.compile(r"`(tests/[a-z_/]+\.py)::(test_[a-z_0-9]+)`")
NOT_YET = "comes with "
ROWS = 25


def rows() -> list[list[str]]:
    part = PAGE.read_text("utf-8").partition(HEAD)[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_pitfall_has_a_test_that_proves_it():
    found = rows()
    assert len(found) >= ROWS
    bare = [what for what, proof in found if not NAMED.findall(proof)]
    waiting = [what for what, proof in found if proof.startswith(NOT_YET)]
    assert bare == waiting, report(bare)
    assert len(waiting) <= 1


def test_every_test_that_the_page_names_exists():
    missing = [
        f"{place}::{name}"
        for _, proof in rows()
        for place, name in NAMED.findall(proof)
        if not (ROOT / place).is_file()
        or f"def {name}(" not in (ROOT / place).read_text("utf-8")
    ]
    assert not missing, report(missing)
