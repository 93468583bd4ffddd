"""Turns rows of a file into raw values by field, ready for the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.errors import Problem
from engine.intake.plan import ImportPlan, Target
from engine.intake.sources.salesforce import REFERENCE
from engine.intake.sources.table import Row


@dataclass(slots=True)
class Draft:
    """One row on its way in; references are still as the file says until they are resolved."""

    row: int
    source: Mapping[str, Any]
    values: dict[str, Any]
    references: dict[str, tuple[Target, str]]
    """By field: where it points and by what text."""
    headers: Mapping[str, str]
    """The column that filled each field, so that a problem is shown at its cell."""
    problems: list[Problem] = field(default_factory=list)
    existing: UUID | None = None
    waits: set[str] = field(default_factory=set)
    """Reference fields whose record may come further down in this same file."""

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def name(self) -> str:
        """Give the row's own Salesforce reference id, or nothing."""
        return str(self.source.get(REFERENCE, ""))

    def problems_by_cell(self) -> list[dict[str, Any]]:
        """Give the problems with the column of each, as plain JSON in both languages."""
        return [
            {
                "column": self.headers.get(problem.field, ""),
                "field": problem.field,
                "code": problem.code,
                "message": problem.text.as_map(),
                "hint": problem.hint.as_map(),
            }
            for problem in self.problems
        ]


def drafts(
    plan: ImportPlan, rows: Iterable[Row], references: frozenset[str]
) -> Iterator[Draft]:
    """Make a draft of each row; ``references`` are the fields that point to records."""
    for number, source in rows:
        yield _draft(plan, number, source, references)


def _draft(
    plan: ImportPlan, number: int, source: Mapping[str, Any], references: frozenset[str]
) -> Draft:
    values: dict[str, Any] = dict(plan.defaults)
    pointing: dict[str, tuple[Target, str]] = {}
    headers: dict[str, str] = {}
    for header, target in plan.columns.items():
        cell = source.get(header)
        headers[target.field] = header
        if target.field in references:
            if cell not in (None, ""):
                pointing[target.field] = (target, str(cell).strip())
        elif target.part:
            values.setdefault(target.field, {})[target.part] = cell
        elif cell is not None or plan.mode != "update":
            values.setdefault(target.field, None)
            values[target.field] = cell if cell is not None else values[target.field]
    return Draft(number, source, values, pointing, headers)
