"""Sheets made to cost far more than they show: refused before the work is done."""

from __future__ import annotations

import io
import os
import re
import time
import zipfile

import pytest
from openpyxl import Workbook

from engine import csv_pieces
from engine.errors import InvalidRecord
from engine.intake.sources import SourceFile, open_source

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def remade(change, padding: int = 0, more: dict[str, bytes] | None = None) -> bytes:
    """Write a small workbook with changed parts; ``padding`` makes it large for what it unpacks to."""
    plain, out = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active.append(["name"])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
        for name, data in (more or {}).items():
            new.writestr(name, data)
        new.writestr("xl/media/noise.bin", os.urandom(padding))
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(InvalidRecord) as refused:
        open_source(SourceFile(data, "a.xlsx"))
    return refused.value.problems[0].code


def test_millions_of_shared_texts_are_refused():
    """Each took microseconds to read, at every look at the file; the part may have any name."""
    many = f'<sst xmlns="{MAIN}">'.encode() + b"<si><t/></si>" * 2_000_000 + b"</sst>"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = f'<Override PartName="/xl/worksheets/other.xml" ContentType="{kind}"/></Types>'

    def change(name, data):
        return name, data.replace(b"</Types>", named.encode())

    assert refusal(remade(change, 300_000, {"xl/worksheets/other.xml": many})) == "file.bomb"


def test_millions_of_styles_are_refused():
    def change(name, data):
        return name, data.replace(b"</cellXfs>", b"<xf/>" * 600_000 + b"</cellXfs>")

    assert refusal(remade(change, padding=50_000)) == "file.bomb"


def test_thousands_of_sheets_are_refused():
    def change(name, data):
        if name != "xl/workbook.xml":
            return name, data
        sheet = re.search(rb"<sheet [^>]*/>", data)[0]
        more = [sheet.replace(b'"Sheet"', b'"S%d"' % n) for n in range(1000)]
        return name, data.replace(sheet, sheet + b"".join(more))

    assert refusal(remade(change)) == "file.bomb"


@pytest.mark.parametrize("first", ["", '<row r="1"><c r="A1" t="str"><v>name</v></c></row>'])
def test_a_row_of_half_a_million_cells_is_refused_before_it_is_built(first):
    """It took nine seconds, and as many each time that the file was looked at."""
    wide = f'<row r="2">{"<c><v>1</v></c>" * 500_000}</row>'

    def change(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return name, data
        return name, re.sub(
            rb"<dimension.*?/>|<row .*</row>",
            lambda found: b"" if b"dimension" in found[0] else f"{first}{wide}".encode(),
            data,
        )

    data = remade(change, padding=100_000)
    begun = time.monotonic()
    assert refusal(data) == "file.bomb"
    assert time.monotonic() - begun < 3


def test_what_an_honest_workbook_holds_is_read():
    (table,) = open_source(SourceFile(remade(lambda name, data: (name, data)), "a.xlsx"))
    assert table.headers == ("name",)


@pytest.mark.parametrize("start", ["=", "@", "＝", "＋", "－", "＠"])
def test_no_cell_of_an_export_starts_a_formula(start):
    written = "".join(csv_pieces(["a"], [[f"{start}1+1"]]))
    assert written.splitlines()[1].startswith("'")
