"""The records of one object over HTTP: list, read, create, change, upsert, delete."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, Response, request

from engine import InvalidRecord, Problem, text
from ui.api.idempotency import once
from ui.api.questions import GROUPED, read_groups, read_measures, read_query
from ui.api.wire import RecordWriter, body_object, reply
from ui.current import session

records = Blueprint("api_records", __name__, url_prefix="/api/v1/records")
IF_MATCH = "If-Match"


@records.get("/<name>")
def list_records(name: str) -> Response:
    """Answer one page of records."""
    here = session()
    page = here.records(name).query(read_query(request.args))
    return reply(RecordWriter(here, name).page(page))


@records.post("/<name>")
@once
def create_record(name: str) -> Response:
    """Create one record and answer it with its address."""
    here = session()
    made = here.records(name).create(body_object())
    headers = {"Location": f"/api/v1/records/{name}/{made.id}", "ETag": etag(made.row_version)}
    return reply(RecordWriter(here, name).one(made), 201, headers)


@records.get("/<name>/<uuid:record_id>")
def read_record(name: str, record_id: UUID) -> Response:
    """Answer one record, with its version as ETag."""
    here = session()
    fields = read_query(request.args).fields
    record = here.records(name).get(record_id, fields)
    return reply(RecordWriter(here, name).one(record), 200, {"ETag": etag(record.row_version)})


@records.patch("/<name>/<uuid:record_id>")
@once
def update_record(name: str, record_id: UUID) -> Response:
    """Change the given fields; with If-Match only if nobody saved since."""
    here = session()
    record = here.records(name).update(record_id, body_object(), row_version=expected_version())
    return reply(RecordWriter(here, name).one(record), 200, {"ETag": etag(record.row_version)})


@records.delete("/<name>/<uuid:record_id>")
@once
def delete_record(name: str, record_id: UUID) -> Response:
    """Move a record and its details to the trash, with If-Match only if nobody saved since.

    ``?preview=true`` only says what would go.
    """
    gate = session().records(name)
    if request.args.get("preview") == "true":
        return reply({"goes_along": gate.preview_delete(record_id)})
    return reply({"deletion": gate.delete(record_id, expected_version())})


@records.put("/<name>/by/<key>/<value>")
@once
def upsert_record(name: str, key: str, value: str) -> Response:
    """Create or change the live record whose unique field ``key`` has this value."""
    here = session()
    record, created = here.records(name).upsert(key, {**body_object(), key: value})
    headers = {"ETag": etag(record.row_version)}
    return reply(RecordWriter(here, name).one(record), 201 if created else 200, headers)


@records.get("/<name>/count")
def count_records(name: str) -> Response:
    """Count the records that match, exactly."""
    query = read_query(request.args)
    asked = replace(query, fields=("id",), sort=(), limit=1, after="", count="exact", totals=())
    page = session().records(name).query(asked)
    assert page.count is not None
    return reply({"value": page.count.value, "exact": page.count.exact})


@records.get("/<name>/aggregate")
def aggregate_records(name: str) -> Response:
    """Group and measure: ``?group=stage,close_date:month&measures=sum:amount,count``."""
    problems: list[Problem] = []
    measures = read_measures(request.args.get("measures") or "count", problems)
    if problems:
        raise InvalidRecord(problems)
    query = read_query(request.args, known=GROUPED)
    groups = read_groups(request.args.get("group", ""))
    return reply({"groups": session().records(name).aggregate(groups, measures, query.where)})


@records.get("/<name>/<uuid:record_id>/history")
def record_history(name: str, record_id: UUID) -> Response:
    """Answer who changed what and when, newest first, readable fields only."""
    return reply({"history": session().records(name).history(record_id)})


@records.post("/<name>/<uuid:record_id>/clone")
@once
def clone_record(name: str, record_id: UUID) -> Response:
    """Copy a record with the given changes."""
    here = session()
    made = here.records(name).clone(record_id, body_object())
    headers = {"Location": f"/api/v1/records/{name}/{made.id}", "ETag": etag(made.row_version)}
    return reply(RecordWriter(here, name).one(made), 201, headers)


def etag(row_version: int) -> str:
    """Write a row version as a strong entity tag."""
    return f'"{row_version}"'


def expected_version() -> int | None:
    """Read If-Match; None when it is absent or ``*``."""
    value = request.headers.get(IF_MATCH, "*").strip()
    if value == "*":
        return None
    digits = value.strip('"')
    if not (digits.isascii() and digits.isdigit()):
        message = text(
            "If-Match must be an ETag of this record", "If-Match 必须是该记录的 ETag"
        )
        raise InvalidRecord([Problem("request.if_match", message, field=IF_MATCH)])
    return int(digits[:18])
