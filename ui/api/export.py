"""Streams all records that match as CSV or NDJSON, without holding them in memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import orjson
from flask import Blueprint, Response, request, stream_with_context

from engine import (
    AccessDenied,
    InvalidRecord,
    Problem,
    Query,
    Record,
    Session,
    csv_pieces,
    text,
)
from ui.api.questions import KNOWN, read_query
from ui.api.wire import RecordWriter
from ui.current import session

export = Blueprint("api_export", __name__, url_prefix="/api/v1/records")


@export.get("/<name>/export")
def export_records(name: str) -> Response:
    """Answer every record that matches; ``format`` is csv (default) or ndjson."""
    here = session()
    query = read_query(request.args, known=KNOWN | {"format"})
    if not here.records(name).rights.export:
        message = text("you may not export these records", "您无权导出这些记录")
        raise AccessDenied("access.export", message)
    form = request.args.get("format", "csv")
    if form not in FORMS:
        message = text("format is one of {all}", "format 只能是 {all}", all=", ".join(FORMS))
        raise InvalidRecord([Problem("request.parameter", message, field="format")])
    kind, write = FORMS[form]
    chunks = write(here, name, query)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    # What is wrong with the question shows at the first chunk: before the answer has begun.
    begun = chain([next(chunks, b"")], chunks)
    return Response(stream_with_context(begun), mimetype=kind, headers=headers)


def ndjson(here: Session, name: str, query: Query) -> Iterator[bytes]:
    """Give one JSON object per line."""
    writer = RecordWriter(here, name)
    for record in here.records(name).stream(query):
        yield orjson.dumps(writer.one(record), default=str) + b"\n"


def csv_rows(here: Session, name: str, query: Query) -> Iterator[bytes]:
    """Give CSV whose cells run nothing in a spreadsheet."""
    obj = here.object(name)
    held = here.records(name).rights.readable
    paths = query.fields or tuple(path for path in obj.fields if path in held)
    found = here.records(name).stream(query)
    for piece in csv_pieces(paths, (cells(here, name, record, paths) for record in found)):
        yield piece.encode()


def cells(here: Session, name: str, record: Record, paths: tuple[str, ...]) -> Iterator[str]:
    """Give a record's cells; a reference shows the name of its record."""
    for path in paths:
        label, value = record.labels.get(path), record.values.get(path)
        field = here.field(here.object(name), path)
        if label is not None or value is None or field is None:
            yield label or ("" if value is None else str(value))
        else:
            yield field.type.to_cell(value, field, here.context.actor.locale)


FORMS = {"csv": ("text/csv", csv_rows), "ndjson": ("application/x-ndjson", ndjson)}
