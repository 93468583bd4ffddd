"""Writes tables for spreadsheets, as CSV a piece at a time or as XLSX, with cells that run nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Spreadsheets set up for Chinese or Japanese take the wide forms for the narrow ones."""
FLUSH_AT = 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_pieces(headers: Sequence[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Give CSV with a BOM, so that spreadsheets read Chinese, and cells that start no formula."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow([safe_cell(header) for header in headers])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        if buffer.tell() > FLUSH_AT:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def workbook(title: str, headers: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Give an XLSX file of one sheet, with cells that start no formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append([safe_cell(header) for header in headers])
    for row in rows:
        sheet.append([safe_cell(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def safe_cell(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula; numbers stay numbers."""
    if cell.startswith(FORMULA_STARTS) and not _is_number(cell):
        return "'" + cell
    return cell


def plain_cell(cell: str) -> str:
    """Take off what `safe_cell` put in front, so that our own files come back as they were."""
    if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS and safe_cell(cell[1:]) == cell:
        return cell[1:]
    return cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdigit()
