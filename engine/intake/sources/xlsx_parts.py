"""Refuses XLSX files of which something that is read whole is too large: parts, and rows of sheets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from engine.intake.sources.table import refuse
from engine.text import text

MAX_TEXTS = 5_000_000
"""Tags of the texts that cells share: a million different texts have four million."""
MAX_OTHER = 500_000
"""Tags of the workbook and of its styles; the 64,000 styles that may be have half as many."""
MAX_SHEETS = 250
MAX_ROW = 100_000
"""Tags of one row; 500 columns of plain values have 2,000. A row is built whole before it is seen."""
PIECE = 1 << 20
_ROW_PIECE = 1 << 18
_BORDER = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]|</(?:[\w.-]+:)?sheetData")


def check_parts(data: bytes) -> None:
    """Count the tags of what is read before the first row; InvalidRecord when there are too many.

    Where a part lies is read as openpyxl reads it, so no name hides it. Raises what a broken file does.
    """
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml import constants

    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True)
    with reader.archive as archive:
        if _tags(archive, "[Content_Types].xml", MAX_OTHER) > MAX_OTHER:
            raise _slow()
        reader.read_manifest()
        package: Any = reader.package
        most = {name: MAX_OTHER for name in archive.namelist() if name.endswith(".rels")}
        most |= {constants.ARC_STYLE: MAX_OTHER, constants.ARC_WORKBOOK: MAX_OTHER}
        kinds = dict.fromkeys(
            (constants.XLSX, constants.XLSM, constants.XLTX, constants.XLTM), MAX_OTHER
        )
        for kind, limit in (kinds | {constants.SHARED_STRINGS: MAX_TEXTS}).items():
            part = package.find(kind)
            if part is not None:
                most[part.PartName[1:]] = limit
        for name in archive.namelist():
            if name in most and _tags(archive, name, most[name]) > most[name]:
                raise _slow()
            if name not in most and _widest(archive, name) > MAX_ROW:
                raise _slow()


def check_sheets(names: list[str]) -> None:
    """Refuse a workbook of very many sheets: each is opened for its header row."""
    if len(names) > MAX_SHEETS:
        raise _slow()


def _tags(archive: zipfile.ZipFile, name: str, most: int) -> int:
    """Count the tags of a part; no further than needed."""
    found = 0
    for piece in _pieces(archive, name):
        found += piece.count(b"<")
        if found > most:
            break
    return found


def _widest(archive: zipfile.ZipFile, name: str) -> int:
    """Count the tags of the widest row that does not end in the piece it began in."""
    since = None
    for piece in _pieces(archive, name, _ROW_PIECE):
        borders = [found.end() for found in _BORDER.finditer(piece)]
        # In a comment, which no spreadsheet writes, a row would be no row.
        if borders and b"<!" not in piece:
            since = piece.count(b"<", borders[-1])
        elif borders or since is not None:
            since = (since or 0) + piece.count(b"<")
        if (since or 0) > MAX_ROW:
            break
    return since or 0


def _pieces(archive: zipfile.ZipFile, name: str, size: int = PIECE) -> Iterator[bytes]:
    with archive.open(name) as part:
        while piece := part.read(size):
            yield piece


def _slow() -> Exception:
    return refuse(
        "bomb",
        text("this file holds far too many parts to be read", "该文件包含的内容过多，无法读取"),
        hint=text("save the sheet as CSV and import that", "请将工作表另存为 CSV 后导入"),
    )
