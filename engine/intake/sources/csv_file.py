"""Reads CSV: any usual separator and encoding, quoted newlines, BOMs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from engine.intake.sources.encoding import decode
from engine.intake.sources.table import (
    MAX_CELL,
    MAX_ROWS,
    Row,
    SourceFile,
    SourceTable,
    checked_headers,
    keyed,
    refuse,
)
from engine.intake.spreadsheet import plain_cell
from engine.text import text

SEPARATORS = ",;\t|"


def read_csv(file: SourceFile) -> list[SourceTable]:
    """Read one table; raises `InvalidRecord` for an empty or broken file."""
    decoded, found = decode(file.data, file.encoding)
    if not decoded.strip():
        raise refuse("empty", text("the file is empty", "文件为空"))
    separator = _separator(decoded)
    headers = checked_headers(next(_lines(decoded, separator))[1])

    def rows() -> Iterator[Row]:
        lines = _lines(decoded, separator)
        next(lines)
        for count, (number, cells) in enumerate(lines):
            if count >= MAX_ROWS:
                raise refuse("rows", text("more than {n} rows", "超过 {n} 行", n=MAX_ROWS))
            yield number, keyed(headers, [plain_cell(cell) for cell in cells], number)

    return [SourceTable(file.name, headers, rows, found)]


def _lines(decoded: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give (line number, cells) of each row that is not blank; a quote left open is an error."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cells):
                yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        message = text("line {n}: {why}", "第 {n} 行：{why}", n=number, why=error)
        if "field limit" in str(error):
            message = text(
                "a cell in line {n} is longer than {most} characters",
                "第 {n} 行有单元格超过 {most} 个字符",
                n=number,
                most=MAX_CELL,
            )
        if "unexpected end" in str(error):
            message = text(
                "a quotation mark opened in line {n} is never closed",
                "第 {n} 行的引号没有闭合",
                n=number,
            )
        raise refuse("csv", message, line=number) from error


def _separator(decoded: str) -> str:
    """Take the separator that the header row holds most often, outside quotes."""
    head = decoded.lstrip().split("\n", 1)[0]
    outside = "".join(head.split('"')[::2])
    return max(SEPARATORS, key=outside.count)
