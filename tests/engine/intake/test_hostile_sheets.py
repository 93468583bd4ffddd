"""Sheets made to hurt are read at once or refused in words; none keeps a worker busy."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from engine.errors import InvalidRecord
from engine.intake.rejects import rejects_csv
from engine.intake.runs import FAILED, RowOutcome
from engine.intake.sources import SourceFile, open_source

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(*swaps):
    """Give a small workbook in whose sheet some bytes are others."""
    source = zipfile.ZipFile(io.BytesIO(workbook(["Name", "Size"], ["A", 1])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            for old, new in swaps if name == SHEET else ():
                assert old in data
                data = data.replace(old, new)
            target.writestr(name, data)
    return SourceFile(out.getvalue(), "sheet.xlsx")


def rows(file):
    [table] = open_source(file)
    return list(table.rows())


def test_a_cell_far_down_is_read_in_a_moment():
    far = changed(
        (b'r="2"', b'r="1048576"'), (b'"A2"', b'"A1048576"'), (b'"B2"', b'"B1048576"')
    )
    began = time.monotonic()
    assert rows(far) == [(1_048_576, {"Name": "A", "Size": 1})]
    assert time.monotonic() - began < 20


def test_a_row_beyond_the_end_of_every_sheet_is_none():
    beyond = changed((b'<row r="2"', b'<row r="9000000000000"'), (b'"A2"', b'"A9000000000000"'))
    began = time.monotonic()
    assert rows(beyond) == []
    assert time.monotonic() - began < 20


def test_half_characters_and_nul_never_reach_the_database():
    file = SourceFile(workbook(["Name"], ["A_x0000_B_xD800_"]), "sheet.xlsx")
    [(_, row)] = rows(file)
    assert row["Name"].encode("utf-8").count(b"\0") == 0


def test_a_number_without_end_is_what_a_spreadsheet_shows_for_it():
    data = changed((b"<v>1</v>", b"<v>1E400</v>"))
    assert "inf" not in str(rows(data))
    assert "#NUM!" in str(rows(data))


def test_an_escaped_zero_character_in_json_never_reaches_the_database():
    source = SourceFile(
        rb'[{"a\u0000": "x\u0000y", "b": "x\\u0000", "c": ["\u0000"]}]', "f.json"
    )
    [(_, row)] = open_source(source)[0].rows()
    assert row == {"a\ufffd": "x\ufffdy", "b": "x\\u0000", "c": ["\ufffd"]}


def test_an_endless_cell_is_told_in_both_languages():
    with pytest.raises(InvalidRecord) as refused:
        rows(SourceFile(b"Name,City\n" + b"x" * 200_000 + b",B\n", "file.csv"))
    [problem] = refused.value.problems
    assert "longer than 131072 characters" in problem.text.to("en")
    assert "第 2 行" in problem.text.to("zh")


def test_refused_rows_start_no_formula_and_come_back_as_they_were():
    source = {"Name": "=HYPERLINK(1)", "Size": "-5", "Text": "'quoted"}
    refused = RowOutcome(2, FAILED, source=source)
    rejects = rejects_csv(("Name", "Size", "Text"), [refused], "en")
    assert "\n'=HYPERLINK(1),-5,'quoted," in rejects.replace("\r", "")
    [(_, row)] = rows(SourceFile(rejects.encode(), "rejects.csv"))
    assert row == source
