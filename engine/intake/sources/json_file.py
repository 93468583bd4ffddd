"""Reads JSON: an array of objects, or an object that holds such arrays by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from engine.intake.sources.encoding import decode
from engine.intake.sources.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    SourceFile,
    SourceTable,
    refuse,
)
from engine.text import text

_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""The escaped zero character, behind an even number of backslashes."""


def read_json(file: SourceFile) -> list[SourceTable]:
    """Read one table per array; rows count from 1. Numbers keep the digits that JSON shows."""
    value = parse(file)
    if isinstance(value, list):
        return [json_table(file.name, value)]
    if isinstance(value, dict) and value and all(isinstance(v, list) for v in value.values()):
        return [json_table(key, rows) for key, rows in value.items()]
    raise refuse(
        "json_shape",
        text("expected a list of objects", "应为对象列表"),
        hint=text("[{{...}}, ...] or {{name: [...]}}", "[{{...}}, ...] 或 {{名称: [...]}}"),
    )


def parse(file: SourceFile) -> Any:
    """Parse JSON of any usual encoding; zero characters are replaced.

    Raises `InvalidRecord` with the line.
    """
    decoded, _ = decode(file.data, file.encoding)
    if "\\u0000" in decoded:
        # No database stores it, neither in a cell nor where a cell is looked for.
        decoded = _NUL.sub(r"\1\\ufffd", decoded)
    try:
        return orjson.loads(decoded)
    except orjson.JSONDecodeError as error:
        message = text("line {n}: not JSON", "第 {n} 行：不是合法的 JSON", n=error.lineno)
        raise refuse("json", message, line=error.lineno) from error


def json_table(name: str, items: list[Any]) -> SourceTable:
    """Make a table of objects; headers are all keys in the order in which they first appear."""
    if not all(isinstance(item, dict) for item in items):
        raise refuse(
            "json_shape", text("{n}: not all are objects", "{n}：并非都是对象", n=name)
        )
    if len(items) > MAX_ROWS:
        raise refuse("rows", text("more than {n} rows", "超过 {n} 行", n=MAX_ROWS))
    headers = tuple(dict.fromkeys(key for item in items for key in item))
    if len(headers) > MAX_COLUMNS:
        raise refuse("columns", text("more than {n} columns", "超过 {n} 列", n=MAX_COLUMNS))

    def rows() -> Iterator[Row]:
        for number, item in enumerate(items, 1):
            yield (
                number,
                {key: plain(cell) for key, cell in item.items() if cell not in (None, "")},
            )

    return SourceTable(name, headers, rows, "utf-8")


def plain(cell: object) -> object:
    """Turn a float into the shortest text that means it, so that 0.99 stays 0.99."""
    return repr(cell) if isinstance(cell, float) else cell
