"""Writes a list as CSV or XLSX with the columns and filter on screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, flash, redirect, request, stream_with_context, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import XLSX, Query, csv_pieces, export_file, start_export, workbook
from ui.i18n import gettext as _
from ui.pages.list_state import read_state
from ui.pages.values import label_at, resolve
from ui.pages.work import Work, record_id, work


def export(object_name: str) -> BaseResponse:
    """Export the list that the address describes; a long one as a job."""
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
    form = "xlsx" if request.args.get("form") == "xlsx" else "csv"
    if at.records(obj.name).count(query.where, search=query.search, capped=True).exact:
        return export_query(at, obj, query, form)
    start_export(at.context, obj, query, form)
    flash(_("This runs in the background now."))
    return redirect(url_for("pages.jobs"))


def export_result(job: str) -> Response:
    """Answer the file that an export job wrote, to whom the job belongs."""
    at = work()
    name, data = export_file(at.context, at.session.job(record_id(job)))
    made = Response(
        data, mimetype=XLSX if name.endswith(".xlsx") else "text/csv; charset=utf-8"
    )
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


def export_query(at: Work, obj: Any, query: Query, form: str) -> Response:
    """Answer all records of a query as a file."""
    headers = [label_at(at, obj, path) for path in query.fields]
    rows = _rows(at, obj, query)
    if form == "xlsx":
        made = Response(workbook(obj.name, headers, rows), mimetype=XLSX)
    else:
        form = "csv"
        lines = stream_with_context(csv_pieces(headers, rows))
        made = Response(lines, mimetype="text/csv; charset=utf-8")
    made.headers["Content-Disposition"] = f'attachment; filename="{obj.name}.{form}"'
    return made


def _rows(at: Work, obj: Any, query: Query) -> Iterator[Iterator[str]]:
    for record in at.records(obj.name).stream(query):
        yield _cells(at, obj, query, record)


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
