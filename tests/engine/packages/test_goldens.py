"""Broken packages and what Keel says about each: ``tests/goldens/packages/<case>``."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Problem
from engine.packages.reader import try_package
from engine.packages.resolve import check
from engine.registry import catalogue

CASES = Path(__file__).parent.parent.parent / "goldens" / "packages"


def said(problem: Problem) -> str:
    place = f"{problem.file}:{problem.line}:{problem.column}"
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place} {problem.pointer} [{problem.code}] {problem.text}{hint}\n"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_broken_package_is_told_everything_at_once(
    case: str, request: pytest.FixtureRequest
) -> None:
    package, problems = try_package(CASES / case / "in", catalogue())
    if package is not None and not problems:
        problems = check([package], catalogue())
    found = "".join(said(problem) for problem in problems)
    golden = CASES / case / "problems.txt"
    if request.config.getoption("--update-goldens"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")
    assert all(problem.text.to("zh") != problem.text.to("en") for problem in problems)
