"""One table read from a file: headers, and rows with the numbers that people see in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import InvalidRecord, Problem
from engine.text import Text, text

MAX_COLUMNS = 500
MAX_ROWS = 1_000_000
MAX_CELL = 131_072
"""Characters of one cell; the long text field holds as many."""

Row = tuple[int, Mapping[str, Any]]
"""Row number as the file's program shows it, and raw values by header; blank cells are absent."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was uploaded; ``encoding`` is the user's choice or empty."""

    data: bytes
    name: str
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of a file. ``rows()`` reads the file anew each time, a row at a time."""

    name: str
    headers: tuple[str, ...]
    read: Any
    encoding: str = ""
    """How a text file was read, shown in the preview so that a wrong guess is seen."""

    def rows(self) -> Iterator[Row]:
        """Give the rows; raises `InvalidRecord` when the file is broken further down."""
        rows: Iterator[Row] = self.read()
        return rows


def refuse(
    code: str, message: Text, *, line: int = 0, hint: Text | None = None
) -> InvalidRecord:
    """Make the error for a file that cannot be read."""
    return InvalidRecord([Problem(f"file.{code}", message, line=line, hint=hint or Text())])


def checked_headers(cells: list[str]) -> tuple[str, ...]:
    """Clean the header row: names given once, none empty in the middle, not too many.

    Trailing empty headers are cut off; an empty one before a named one is called ``column 3``.
    """
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refuse(
            "empty",
            text("the file has no header row", "文件没有表头行"),
            hint=text("the first row names the columns", "第一行应为列名"),
        )
    if len(names) > MAX_COLUMNS:
        raise refuse("columns", text("more than {n} columns", "超过 {n} 列", n=MAX_COLUMNS))
    named = [name or f"column {place}" for place, name in enumerate(names, 1)]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise refuse(
            "header_twice",
            text(
                "several columns are called {names}",
                "多列同名：{names}",
                names=", ".join(twice),
            ),
            hint=text("give each column its own name", "请为每一列取不同的名称"),
        )
    return tuple(named)


def keyed(headers: tuple[str, ...], cells: list[Any], number: int) -> dict[str, Any]:
    """Put a row's cells under their headers; more cells than headers is an error."""
    extra = [cell for cell in cells[len(headers) :] if cell not in (None, "")]
    if extra:
        raise refuse(
            "row_length",
            text(
                "row {row} has {n} cells more than the header",
                "第 {row} 行比表头多 {n} 个单元格",
                row=number,
                n=len(extra),
            ),
            line=number,
            hint=text("quote cells that contain the separator", "含分隔符的单元格请加引号"),
        )
    return {
        header: cell
        for header, cell in zip(headers, cells, strict=False)
        if cell is not None and cell != ""
    }
