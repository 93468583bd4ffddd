"""Writes a list as CSV or XLSX with the columns and filter on screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, request, stream_with_context

from engine import Query
from ui.i18n import gettext as _
from ui.pages.list_state import read_state
from ui.pages.values import label_at, resolve
from ui.pages.work import Work, work

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FLUSH_AT = 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(object_name: str) -> Response:
    """Export the list that the address describes."""
    at = work()
    obj = at.object(object_name)
    at.require(at.rights(obj.name).export, _("You may not export these records."))
    state = read_state(obj, at.view(obj, request.args.get("view", "")), request.args)
    columns = tuple(path for path in state.columns if at.readable(obj, path))
    query = Query(
        fields=columns or (obj.name_field,),
        where=state.where(),
        sort=tuple(one for one in state.sort if at.readable(obj, one.path)),
        search=state.search,
    )
    return export_query(at, obj, query, request.args.get("form", "csv"))


def export_query(at: Work, obj: Any, query: Query, form: str) -> Response:
    """Answer all records of a query as a file."""
    if form == "xlsx":
        made = Response(_workbook(at, obj, query), mimetype=XLSX)
    else:
        form = "csv"
        made = Response(
            stream_with_context(_lines(at, obj, query)), mimetype="text/csv; charset=utf-8"
        )
    made.headers["Content-Disposition"] = f'attachment; filename="{obj.name}.{form}"'
    return made


def _lines(at: Work, obj: Any, query: Query) -> Iterator[str]:
    """Give CSV with a BOM, so that spreadsheets read Chinese, and cells that start no formula."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow([label_at(at, obj, path) for path in query.fields])
    for record in at.records(obj.name).stream(query):
        writer.writerow([safe_cell(cell) for cell in _cells(at, obj, query, record)])
        if buffer.tell() > FLUSH_AT:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _workbook(at: Work, obj: Any, query: Query) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(obj.name[:31])
    sheet.append([label_at(at, obj, path) for path in query.fields])
    for record in at.records(obj.name).stream(query):
        sheet.append([safe_cell(cell) for cell in _cells(at, obj, query, record)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cells(at: Work, obj: Any, query: Query, record: Any) -> Iterator[str]:
    for path in query.fields:
        label = record.labels.get(path)
        value = record.values.get(path)
        field, part = resolve(at, obj, path)
        if label is not None:
            yield label.replace("\n", "; ")
        elif value is None or field is None:
            yield ""
        else:
            yield str(value) if part else field.type.to_cell(value, field, at.locale)


def safe_cell(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula; numbers stay numbers."""
    if cell.startswith(FORMULA_STARTS) and not _is_number(cell):
        return "'" + cell
    return cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdigit()
