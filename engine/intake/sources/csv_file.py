"""Reads CSV: any usual separator and encoding, quoted newlines, BOMs."""

from __future__ import annotations

import csv
import io
import re
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
_DECLARED = re.compile(r"""(?i:"?sep)=([^"\r\n])"?[;,\t|]*(?:\r\n|\r|\n|$)""")
"""The line that Excel puts before the header row, or asks for, to say what separates cells."""


def read_csv(file: SourceFile) -> list[SourceTable]:
    """Read one table; raises `InvalidRecord` for an empty or broken file."""
    decoded, found = decode(file.data, file.encoding)
    declared = _DECLARED.match(decoded)
    body = decoded[declared.end() :] if declared else decoded
    if not body.strip():
        raise refuse("empty", text("the file is empty", "文件为空"))
    separator = declared[1] if declared else _separator(body)
    first = 2 if declared else 1
    headers = checked_headers(next(_lines(body, separator, first))[1])

    def rows() -> Iterator[Row]:
        lines = _lines(body, separator, first)
        next(lines)
        for count, (number, cells) in enumerate(lines):
            if count >= MAX_ROWS:
                raise refuse("rows", text("more than {n} rows", "超过 {n} 行", n=MAX_ROWS))
            yield number, keyed(headers, [plain_cell(cell) for cell in cells], number)

    return [SourceTable(file.name, headers, rows, found)]


def _lines(body: str, separator: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """Give (line number, cells) of each row that is not blank; a quote left open is an error."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    number = first
    try:
        for cells in reader:
            if any(cells):
                yield number, cells
            number = reader.line_num + first
    except csv.Error as error:
        raise _broken(str(error), number) from error


def _broken(why: str, number: int) -> Exception:
    """Say what Python's reader met, which tells it in English words only."""
    if "field limit" in why:
        message = text(
            "a cell in line {n} is longer than {most} characters",
            "第 {n} 行有单元格超过 {most} 个字符",
            n=number,
            most=MAX_CELL,
        )
        return refuse("csv", message, line=number)
    if "unexpected end" in why:
        message = text(
            "a quotation mark opened in line {n} is never closed",
            "第 {n} 行的引号没有闭合",
            n=number,
        )
        return refuse("csv", message, line=number)
    return refuse(
        "csv",
        text(
            "in line {n} a cell goes on after its closing quotation mark",
            "第 {n} 行有单元格在结束引号之后仍有内容",
            n=number,
        ),
        line=number,
        hint=text("write quotation marks inside a cell twice", "单元格内的引号请写两次"),
    )


def _separator(decoded: str) -> str:
    """Take the separator that the header row holds most often, outside quotes."""
    head = decoded.lstrip().split("\n", 1)[0]
    outside = "".join(head.split('"')[::2])
    return max(SEPARATORS, key=outside.count)
