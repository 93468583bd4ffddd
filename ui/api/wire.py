"""How values travel: records and results to JSON bytes, requests to plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from flask import Response, request

from engine import InvalidRecord, Page, Problem, Record, Session, text

Converter = Callable[[Any], Any]


def reply(
    value: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with JSON."""
    body = orjson.dumps(
        value, default=_default, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z
    )
    return Response(body, status=status, headers=headers, mimetype="application/json")


def _default(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)


def body_object() -> dict[str, Any]:
    """Read the request's JSON object; `InvalidRecord` when it is none."""
    value = _body()
    if not isinstance(value, dict):
        raise InvalidRecord(
            [Problem("request.not_object", text("send a JSON object", "请发送 JSON 对象"))]
        )
    return value


def _body() -> object:
    try:
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise InvalidRecord(
            [
                Problem(
                    "request.not_json",
                    text("the body is not JSON: {why}", "请求体不是 JSON：{why}", why=error),
                    line=error.lineno,
                    column=error.colno,
                )
            ]
        ) from error


class RecordWriter:
    """Writes records of one object as JSON; finds out once how each path is written."""

    def __init__(self, session: Session, name: str) -> None:
        self._session = session
        self._object = session.object(name)
        self._converters: dict[str, Converter | None] = {}

    def one(self, record: Record) -> dict[str, Any]:
        """Give ``{id, object, row_version, values, labels}``."""
        return {
            "id": record.id,
            "object": record.object,
            "row_version": record.row_version,
            "values": {path: self._value(path, value) for path, value in record.values.items()},
            "labels": record.labels,
        }

    def page(self, page: Page) -> dict[str, Any]:
        """Give ``{records, next, count, totals}``; count is absent when it was not asked for."""
        result: dict[str, Any] = {"records": [self.one(record) for record in page.records]}
        result["next"] = page.next or None
        if page.count is not None:
            result["count"] = {"value": page.count.value, "exact": page.count.exact}
        if page.totals:
            result["totals"] = list(page.totals)
        return result

    def _value(self, path: str, value: Any) -> Any:
        if value is None:
            return None
        try:
            convert = self._converters[path]
        except KeyError:
            convert = self._converters[path] = self._converter(path)
        return value if convert is None else convert(value)

    def _converter(self, path: str) -> Converter | None:
        field = self._session.field(self._object, path)
        return None if field is None else field.type.json_writer(field)


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give values of any type as text or JSON, for messages that show two versions."""
    kept = (str, int, bool, list, dict, type(None))
    return {
        name: value if isinstance(value, kept) else _default(value)
        for name, value in values.items()
    }


def instant(value: datetime | None) -> str | None:
    """Write a moment as ISO 8601 with Z."""
    return None if value is None else value.isoformat().replace("+00:00", "Z")


def row_results(results: Sequence[Any], language: str) -> list[dict[str, Any]]:
    """Write what became of each row of a bulk operation."""
    return [
        {
            "row": result.row,
            "id": result.id,
            "ok": result.ok,
            "created": result.created,
            "problems": [problem.as_json(language) for problem in result.problems],
        }
        for result in results
    ]
