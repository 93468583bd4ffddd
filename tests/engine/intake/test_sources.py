"""Files as people really have them are read right, or refused in one clear sentence."""

import gzip
import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from engine.errors import InvalidRecord
from engine.intake.sources import SourceFile, open_source

DATA = Path(__file__).parents[2] / "data"
CHINESE = "客户名称,城市,备注\n上海泵业有限公司,上海,重点客户\n北京仪器厂,北京,\n"


def read(data: bytes, kind: str = "", encoding: str = ""):
    (table,) = open_source(SourceFile(data, "file", encoding), kind)
    return table.headers, [row for _, row in table.rows()], table.encoding


def refusal(data: bytes, kind: str = "") -> str:
    with pytest.raises(InvalidRecord) as refused:
        for table in open_source(SourceFile(data, "file"), kind):
            list(table.rows())
    problem = refused.value.problems[0]
    assert problem.text.to("zh") != problem.text.to("en")
    return problem.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_chinese_file_is_read_in_every_usual_encoding(encoding):
    headers, rows, _ = read(CHINESE.encode(encoding))
    assert headers == ("客户名称", "城市", "备注")
    assert rows[0] == {"客户名称": "上海泵业有限公司", "城市": "上海", "备注": "重点客户"}
    assert rows[1] == {"客户名称": "北京仪器厂", "城市": "北京"}


def test_western_accents_of_old_excel_are_not_taken_for_chinese():
    _, rows, encoding = read(
        "name;city\nMüller & Söhne;Köln\nCafé Zoë;Orléans\n".encode("cp1252")
    )
    assert encoding == "cp1252"
    assert rows[0] == {"name": "Müller & Söhne", "city": "Köln"}


def test_newlines_and_separators_inside_quotes_stay_in_their_cell():
    _, rows, _ = read(b'name,note\r\n"Acme, Inc.","line 1\r\nline 2"\r\n')
    assert rows == [{"name": "Acme, Inc.", "note": "line 1\r\nline 2"}]


def test_row_numbers_are_those_of_the_file():
    (table,) = open_source(SourceFile(b'a,b\n1,"x\ny"\n\n2,z\n', "f"))
    assert [number for number, _ in table.rows()] == [2, 5]


@pytest.mark.parametrize(
    "first", ["sep=;\r\n", '"SEP=;"\n', "\ufeffsep=;;\r", "sep=|\n", "sep=\t\n"]
)
def test_the_line_by_which_excel_names_the_separator_is_no_header(first):
    separator = first.strip('\r\n"')[-1:] if first[-2:-1] != "\t" else "\t"
    body = "name,legal;city\nAcme, Inc.;Malmö\n".replace(";", separator)
    (table,) = open_source(SourceFile((first + body).encode(), "f.csv"))
    assert table.headers == ("name,legal", "city")
    assert list(table.rows()) == [(3, {"name,legal": "Acme, Inc.", "city": "Malmö"})]


@pytest.mark.parametrize("broken", [b'a\n"shut"x\n', b'a\n"open\n'])
def test_what_is_wrong_with_a_quotation_mark_is_told_in_chinese(broken):
    with pytest.raises(InvalidRecord) as refused:
        list(open_source(SourceFile(broken, "f.csv"))[0].rows())
    [problem] = refused.value.problems
    assert not any(char.isascii() and char.isalpha() for char in problem.text.to("zh"))
    assert problem.line == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b" \n \n", "file.empty"),
        (b"a,b,a\n1,2,3\n", "file.header_twice"),
        (b"a,b\n1,2,3\n", "file.row_length"),
        (b'a,b\n1,"open\n2,3\n', "file.csv"),
        (b'a,b\n1,"shut"x\n', "file.csv"),
        (b"sep=;\n", "file.empty"),
        (b"a,b\n1,\x00\n", "file.binary"),
        (",".join(f"c{i}" for i in range(501)).encode(), "file.columns"),
        (b"\xd0\xcf\x11\xe0old", "file.old_excel"),
        (b"PK\x03\x04broken", "file.xlsx"),
        (b'{"records": [1]}', "file.json_shape"),
        (b'[{"a": 1}', "file.json"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(data, code):
    assert refusal(data) == code


def test_two_hundred_columns_are_read():
    names = [f"c{i}" for i in range(200)]
    headers, rows, _ = read((",".join(names) + "\n" + ",".join(["x"] * 200) + "\n").encode())
    assert len(headers) == 200
    assert len(rows[0]) == 200


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_gives_dates_numbers_and_text_as_seen():
    data = workbook(
        ["name", "day", "at", "amount", "n", "flag"],
        ["上海", date(1900, 3, 1), datetime(2026, 1, 2, 3, 4), 0.1, 3.0, True],
        [None, date(2024, 2, 29), None, 12.5, 2, False],
    )
    _, rows, _ = read(data)
    assert rows[0] == {
        "name": "上海", "day": date(1900, 3, 1), "at": datetime(2026, 1, 2, 3, 4),
        "amount": "0.1", "n": 3, "flag": True,
    }  # fmt: skip
    assert rows[1]["day"] == date(2024, 2, 29)
    assert rows[1]["amount"] == "12.5"


def test_a_file_that_unpacks_without_end_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    assert refusal(out.getvalue()) == "file.bomb"


def test_salesforce_trees_keep_their_references():
    data = (DATA / "ebikes" / "Product__cs.json").read_bytes()
    (table,) = open_source(SourceFile(data, "Product__cs.json"))
    rows = [row for _, row in table.rows()]
    assert table.name == "Product__c"
    assert len(rows) == 16
    assert rows[0]["Product_Family__c"] == "@FuseRef"
    assert rows[0]["@reference"] == "Product__cRef1"


def test_json_of_many_tables_keeps_every_cent():
    packed = gzip.decompress((DATA / "chinook" / "chinook.json.gz").read_bytes())
    tables = {table.name: table for table in open_source(SourceFile(packed, "chinook.json"))}
    assert len(tables) == 11
    first = next(row for _, row in tables["Invoice"].rows())
    assert first["Total"] == "1.98"
    assert json.loads(packed)["Invoice"][0]["BillingState"] == ""
    assert "BillingState" not in first
