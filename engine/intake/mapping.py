"""Proposes which column of a file belongs to which field, and says how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from engine.errors import InvalidRecord
from engine.intake.headings import Headings, fold
from engine.intake.plan import Target
from engine.intake.sources.table import SourceTable
from engine.kernel.model import Model, ObjectDef

SURE = 90
LIKELY = 72
"""Below this a column is left for the user to place; figures from the headers in the tests."""
_LOOKED_AT = 20
"""Rows that tell by what their references go."""


@dataclass(frozen=True, slots=True)
class Match:
    """A proposal for one column; ``path`` is empty when nothing fits. Confidence is 0 to 100."""

    header: str
    path: str
    confidence: int

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


def propose(headers: Sequence[str], obj: ObjectDef, model: Model) -> list[Match]:
    """Propose a path for each header; each path is given away once, to the surest header.

    What the import maps of the object call a field counts as one of its names.
    """
    headings = Headings(obj, model)
    found = [
        (score, header, path)
        for header in headers
        for path, score in _scores(headings, header)
        if score >= LIKELY
    ]
    # A file that has parts of a value in columns of their own is read by these.
    meant = {(header, path) for _, header, path in found}
    parted = {
        whole
        for score, header, path in found
        if "." in path
        and score >= SURE
        and (header, whole := path.partition(".")[0]) not in meant
    }
    scored = sorted(
        (each for each in found if each[2] not in parted),
        key=lambda each: (-each[0], headers.index(each[1])),
    )
    taken: dict[str, tuple[str, int]] = {}
    for score, header, path in scored:
        if header not in taken and not _is_filled(path, {given for given, _ in taken.values()}):
            taken[header] = (path, score)
    return [Match(header, *taken.get(header, ("", 0))) for header in headers]


def proposed_columns(
    table: SourceTable, obj: ObjectDef, model: Model, offered: frozenset[str] | None = None
) -> Mapping[str, Target]:
    """Give the columns of a table that fill something, and how their references are found.

    ``offered`` are the paths that may be filled, all if None.
    """
    rows: list[Mapping[str, Any]] = []
    with suppress(InvalidRecord):  # who imports it says where it is broken
        rows.extend(row for _, row in islice(table.rows(), _LOOKED_AT))
    columns = {}
    for match in propose(table.headers, obj, model):
        if match.path and (offered is None or match.path in offered):
            cells = [str(row[match.header]) for row in rows if row.get(match.header)]
            columns[match.header] = Target(match.path, _way(match.path, cells, obj, model))
    return columns


def _is_filled(path: str, taken: set[str]) -> bool:
    """Tell whether a column goes there already: to it, to the whole that it is part of, to a part."""
    whole, _, part = path.partition(".")
    inside = {each for each in taken if each.partition(".")[0] == whole}
    return path in inside or (whole in inside if part else bool(inside))


def _scores(headings: Headings, header: str) -> Iterator[tuple[str, int]]:
    from rapidfuzz import fuzz

    exact = dict(headings.scores(header))
    yield from exact.items()
    folded = fold(header)
    for path, labels in headings.labels.items():
        if path not in exact and labels:
            alike = max(fuzz.token_sort_ratio(folded, label) for label in labels)
            yield path, int(alike * 0.95)


def _way(path: str, cells: Sequence[str], obj: ObjectDef, model: Model) -> str:
    """Give the field by which a reference is found when the cells are addresses of e-mail."""
    target = model.get(obj.fields[path.partition(".")[0]].target)
    if target is None or not cells or not all("@" in cell for cell in cells):
        return ""
    emails = (name for name, each in target.fields.items() if each.type.name == "email")
    return next((f"{target.name}.{name}" for name in emails), "")
