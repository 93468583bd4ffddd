"""Takes files into records and gives them out again, safely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

from flask import Response, abort, request

from engine import keep_file, open_file
from engine.errors import InvalidRecord, Problem
from ui.pages.work import Work, is_id, record_id, work

WIDGETS = frozenset({"file", "image"})
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Types that a browser may show in place; all others are downloads."""


def file(object_name: str, record: str, field: str, file: str) -> Response:
    """Answer a file of a record."""
    at = work()
    obj = at.object(object_name)
    found = obj.fields.get(field)
    if found is None or found.type.widget not in WIDGETS:
        abort(404)
    kept, pieces = open_file(at.context, found, record_id(record), record_id(file))
    shown = kept.type in _SHOWN
    made = Response(pieces, mimetype=kept.type if shown else "application/octet-stream")
    how = "inline" if shown else "attachment"
    made.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(kept.name)}"
    made.headers["Content-Length"] = str(kept.size)
    made.headers["X-Content-Type-Options"] = "nosniff"
    # Rights may go: a browser that kept the file asks again, and is told that it is the same.
    made.headers["Cache-Control"] = "private, no-cache"
    made.set_etag(kept.digest)
    return cast(Response, made.make_conditional(request))


def named_after_file(
    obj: Any, fields: Sequence[Any], values: Mapping[str, object]
) -> dict[str, object]:
    """Give the values with the name of what was uploaded, where a record has no name yet."""
    named = obj.fields[obj.name_field]
    if values.get(named.name) or named.type.name != "text" or named not in fields:
        return dict(values)
    sent = [
        str(one.filename)
        for field in fields
        if field.type.widget in WIDGETS
        for one in request.files.getlist(field.name)
        if one.filename
    ]
    return (
        {**values, named.name: sent[0][: named.options.get("max_length", 255)]}
        if sent
        else dict(values)
    )


def taken(
    at: Work, fields: Sequence[Any], record: Any
) -> tuple[dict[str, object], Sequence[Problem]]:
    """Store what was uploaded with a form; gives the new values of its file fields."""
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for field in fields:
        if field.type.widget not in WIDGETS or f"{field.name}.sent" not in request.form:
            continue
        sent = [one for one in request.files.getlist(field.name) if one.filename]
        before = tuple(record.values.get(field.name) or ()) if record is not None else ()
        kept = tuple(
            UUID(one) for one in request.form.getlist(f"{field.name}.keep") if is_id(one)
        )
        still = tuple(one for one in before if one in kept)
        try:
            new = tuple(
                keep_file(at.context, field, str(one.filename), one.read()) for one in sent
            )
        except InvalidRecord as error:
            problems += error.problems
            continue
        now = (*still, *new) if field.options.get("many") else (new or still)
        if now != before:
            values[field.name] = now
    return values, problems
