"""Writes the rows that were refused as a CSV file that can be corrected and imported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from engine.intake.runs import RowOutcome
from engine.intake.spreadsheet import safe_cell
from engine.text import Text

REASON = Text.of({"en": "Reason", "zh": "原因"})


def rejects_csv(headers: Sequence[str], rows: Iterable[RowOutcome], language: str) -> str:
    """Give the file's own columns plus one with the reasons; the import ignores that one."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in (*headers, REASON.to(language))])
    for row in rows:
        source = row.source or {}
        cells = (*(str(source.get(header, "")) for header in headers), _reasons(row, language))
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def _reasons(row: RowOutcome, language: str) -> str:
    told = []
    for problem in row.problems:
        message = Text.of(problem["message"]).to(language)
        column = problem.get("column") or problem.get("field")
        told.append(f"{column}: {message}" if column else message)
    return "; ".join(told)
