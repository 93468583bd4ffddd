"""Many records of one object in one request, each with its own result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from uuid import UUID

from flask import Blueprint, Response

from engine import InvalidRecord, Problem, Records, RowResult, Text, text
from ui.api.idempotency import once
from ui.api.wire import body_object, reply, row_results
from ui.current import session

bulk = Blueprint("api_bulk", __name__, url_prefix="/api/v1/records")
MAX_ROWS = 2000
"""More goes through an import, which is a job with progress."""

Body = Mapping[str, Any]


@bulk.post("/<name>/bulk")
@once
def bulk_records(name: str) -> Response:
    """Run ``{"op": ..., "rows" or "ids", "key", "owner"}``; the ops are those of `OPERATIONS`."""
    here = session()
    body = body_object()
    asked = str(body.get("op"))
    if asked not in OPERATIONS:
        _refuse("op", text("op is one of {all}", "op 只能是 {all}", all=", ".join(OPERATIONS)))
    results = OPERATIONS[asked](here.records(name), body)
    done = row_results(results, here.context.actor.language)
    return reply({"results": done, "failed": sum(not row["ok"] for row in done)})


def rows_of(body: Body) -> list[dict[str, Any]]:
    """Read ``rows``, a list of objects."""
    rows = body.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _refuse("rows", text("rows is a list of objects", "rows 必须是对象列表"))
    return _limited("rows", rows)


def ids_of(body: Body) -> list[UUID]:
    """Read ``ids``, a list of ids of records, or of deletions."""
    ids = body.get("ids")
    try:
        return _limited("ids", [UUID(one) for one in ids or ()])
    except (TypeError, ValueError, AttributeError):
        _refuse("ids", text("ids is a list of record ids", "ids 必须是记录 ID 列表"))


def _limited(name: str, items: list[Any]) -> list[Any]:
    if len(items) > MAX_ROWS:
        message = text(
            "at most {n} at once; import larger sets",
            "一次最多 {n} 条；更多请用导入",
            n=MAX_ROWS,
        )
        _refuse(name, message)
    return items


def _refuse(field: str, message: Text) -> NoReturn:
    raise InvalidRecord([Problem("request.bulk", message, field=field)])


def _upsert(gate: Records, body: Body) -> list[RowResult]:
    return list(gate.bulk_upsert(str(body.get("key", "")), rows_of(body)))


def _owner(gate: Records, body: Body) -> list[RowResult]:
    try:
        owner = UUID(str(body.get("owner")))
    except ValueError:
        _refuse("owner", text("owner is a user's id", "owner 必须是用户 ID"))
    children = body.get("with_children") or []
    if not isinstance(children, list) or not all(isinstance(one, str) for one in children):
        message = text("with_children is a list of objects", "with_children 必须是对象名称列表")
        _refuse("with_children", message)
    return list(gate.change_owner(ids_of(body), owner, tuple(children)))


OPERATIONS: Mapping[str, Callable[[Records, Body], list[RowResult]]] = {
    "create": lambda gate, body: list(gate.bulk_create(rows_of(body))),
    "update": lambda gate, body: list(gate.bulk_update(rows_of(body))),
    "upsert": _upsert,
    "delete": lambda gate, body: list(gate.bulk_delete(ids_of(body))),
    "owner": _owner,
    "restore": lambda gate, body: list(gate.bulk_restore(ids_of(body))),
    "purge": lambda gate, body: list(gate.bulk_purge(ids_of(body))),
}
