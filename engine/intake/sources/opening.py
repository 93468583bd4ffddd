"""Opens a file of any known format as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.intake.sources.csv_file import read_csv
from engine.intake.sources.json_file import read_json
from engine.intake.sources.salesforce import read_salesforce
from engine.intake.sources.table import SourceFile, SourceTable, refuse
from engine.intake.sources.xlsx_file import read_xlsx
from engine.text import text

FORMATS: Mapping[str, Callable[[SourceFile], list[SourceTable]]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "json": read_json,
    "salesforce": read_salesforce,
}
MAX_BYTES = 100 * 1024 * 1024
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"


def open_source(file: SourceFile, kind: str = "") -> list[SourceTable]:
    """Read the tables of a file; the format is found by content when it is not given."""
    if not file.data:
        raise refuse("empty", text("the file is empty", "文件为空"))
    if len(file.data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise refuse("size", text("larger than {n} MB", "超过 {n} MB", n=limit))
    if file.data.startswith(OLE):
        raise refuse(
            "old_excel",
            text("this is an old or protected Excel file", "这是旧版或受保护的 Excel 文件"),
            hint=text("save it as .xlsx without a password", "请另存为不带密码的 .xlsx"),
        )
    return FORMATS[kind or format_of(file.data)](file)


def format_of(data: bytes) -> str:
    """Tell the format of a file by its first bytes."""
    if data.startswith(ZIP):
        return "xlsx"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head[:1] not in (b"{", b"["):
        return "csv"
    return "salesforce" if b'"attributes"' in data[:4096] else "json"
