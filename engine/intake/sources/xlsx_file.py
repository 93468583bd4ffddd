"""Reads XLSX sheets as values; refuses files that unpack to far more than they show."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from engine.intake.sources.table import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    SourceFile,
    SourceTable,
    checked_headers,
    keyed,
    refuse,
)
from engine.intake.sources.xlsx_parts import check_parts, check_sheets
from engine.text import text

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 120
"""Real sheets pack about 5 to 20 times, a million equal rows about 80 times; bombs thousands."""
MAX_PARTS = 2000
LAST_ROW = 1_048_576
"""A sheet has no row beyond; a file may say otherwise."""
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""What an escape such as ``_xD800_`` can smuggle in and no database stores."""

OUT_OF_RANGE = "#NUM!"
"""What a spreadsheet shows for a number that it cannot hold."""


def read_xlsx(file: SourceFile) -> list[SourceTable]:
    """Read every sheet that holds a header row; formulas give their last computed values."""
    _refuse_bomb(file.data)
    tables = []
    with _Workbook(file.data) as book:
        check_sheets(book.sheetnames)
        for sheet in book.sheetnames:
            first = next(_cells(book[sheet]), None)
            if first is not None and any(cell not in (None, "") for cell in first[1]):
                headers = checked_headers(["" if c is None else str(c) for c in first[1]])
                tables.append(SourceTable(sheet, headers, _reader(file.data, sheet, headers)))
    if not tables:
        raise refuse("empty", text("no sheet holds a header row", "没有任何工作表包含表头行"))
    return tables


class _Workbook:
    """An open workbook that is closed again; openpyxl is heavy, so it is imported here."""

    def __init__(self, data: bytes) -> None:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            check_parts(data)
            self._book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        except (
            InvalidFileException,
            zipfile.BadZipFile,
            KeyError,
            OSError,
            ValueError,
            SyntaxError,
        ) as error:
            raise _broken() from error

    def __enter__(self) -> Any:
        return self._book

    def __exit__(self, *_: object) -> None:
        self._book.close()


def _reader(data: bytes, sheet: str, headers: tuple[str, ...]) -> Any:
    def rows() -> Iterator[Row]:
        with _Workbook(data) as book:
            lines = _cells(book[sheet])
            next(lines, None)
            for count, (number, cells) in enumerate(lines):
                if count >= MAX_ROWS:
                    raise refuse("rows", text("more than {n} rows", "超过 {n} 行", n=MAX_ROWS))
                yield number, keyed(headers, cells, number)

    return rows


def _cells(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Give (row number, plain values) of each row that is not blank."""
    sheet.reset_dimensions()
    try:
        # Without a width the rows that are missing cost nothing: a single cell may be far down.
        lines = sheet.iter_rows(max_row=LAST_ROW, values_only=True)
        for number, cells in enumerate(lines, 1):
            values = [_plain(cell) for cell in cells[: MAX_COLUMNS + 1]]
            if any(value not in (None, "") for value in values):
                yield number, values
    except (ValueError, KeyError, SyntaxError, zipfile.BadZipFile, OverflowError) as error:
        raise _broken() from error


def _plain(cell: Any) -> Any:
    """Give what a person sees: a date without a time of day is a date, a whole float an integer."""
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, float):
        return repr(cell) if math.isfinite(cell) else OUT_OF_RANGE
    if isinstance(cell, str):
        return _NO_TEXT.sub("\ufffd", cell[: MAX_CELL + 1])
    return cell


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _broken() from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, len(data))
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > packed * MAX_RATIO:
        raise refuse(
            "bomb",
            text("this file unpacks to far too much data", "该文件解压后的数据量过大"),
            hint=text("save the sheet as CSV and import that", "请将工作表另存为 CSV 后导入"),
        )


def _broken() -> Exception:
    return refuse("xlsx", text("this is not a readable XLSX file", "无法读取该 XLSX 文件"))
