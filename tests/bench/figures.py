"""Keeps the figures: docs/benchmarks.json for programs, docs/benchmarks.md for people."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
HEAD = """# Benchmarks

Made by `make bench`; one alone by `make bench ONLY=name`. A ratio compares with the hand-written
rival (`tests/bench/rival.py`) in the same run on the same machine: time and server processor time,
medians of interleaved rounds. Figures stand as measured, also those that miss their bar.

"""


@dataclass(frozen=True)
class Figure:
    """One measured figure; ``ratio`` is against the rival, ``bar`` what ratio or value may be."""

    name: str
    database: str
    value: float
    unit: str
    ratio: float | None
    bar: float | None

    @property
    def holds(self) -> bool:
        if self.bar is None:
            return True
        shown = self.ratio if self.ratio is not None else self.value
        return shown >= self.bar if self.unit == "rows/s" else shown <= self.bar

    def line(self) -> str:
        """Write the figure for the terminal."""
        ratio = "" if self.ratio is None else f"{self.ratio:6.2f}x"
        bar = "" if self.bar is None else f"bar {self.bar:g}"
        verdict = "" if self.holds else "MISSED"
        value = f"{self.value:10.4g} {self.unit:<7}"
        return f"{self.name:<24}{self.database:<11}{value}{ratio:>8}  {bar:<9}{verdict}"


def keep(figures: Iterable[Figure]) -> list[Figure]:
    """Store figures, replacing earlier ones of the same name and database; give all."""
    path = DOCS / "benchmarks.json"
    known = {}
    if path.exists():
        known = {(f["name"], f["database"]): Figure(**f) for f in json.loads(path.read_text())}
    known |= {(figure.name, figure.database): figure for figure in figures}
    kept = [known[key] for key in sorted(known)]
    path.write_text(json.dumps([asdict(figure) for figure in kept], indent=1) + "\n")
    (DOCS / "benchmarks.md").write_text(page(kept))
    return kept


def page(figures: Iterable[Figure]) -> str:
    """Write the table for people."""
    machine = f"{platform.machine()}, Python {platform.python_version()}, 2 cores"
    lines = [HEAD, f"Last run {datetime.now(UTC):%Y-%m-%d}, {machine}.\n\n"]
    lines.append(
        "| figure | database | value | ratio | bar | holds |\n|---|---|---|---|---|---|\n"
    )
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}x"
        bar = "" if figure.bar is None else f"{figure.bar:g}"
        holds = "yes" if figure.holds else "**no**"
        value = f"{figure.value:.4g} {figure.unit}"
        lines.append(
            f"| {figure.name} | {figure.database} | {value} | {ratio} | {bar} | {holds} |\n"
        )
    return "".join(lines)
