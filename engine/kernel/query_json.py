"""Writes a list question as plain JSON and reads it back: for the API, and for jobs that wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

from engine.kernel.query import AllOf, AnyOf, Condition, Filter, NotOf, Op, Query, Sort, Where

MAX_DEPTH = 8
OPERATORS = frozenset(get_args(Op))


def filter_from_json(raw: object, depth: int = 0) -> Filter:
    """Read a filter; ValueError says in words what is wrong.

    ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": ...}``, ``{"where": "stage == 'won'"}`` or
    ``{"path": "stage", "op": "eq", "value": "won"}``.
    """
    if not isinstance(raw, dict):
        raise ValueError("expected an object")
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    match raw:
        case {"all": list(parts), **rest} if not rest:
            return AllOf(tuple(filter_from_json(part, depth + 1) for part in parts))
        case {"any": list(parts), **rest} if not rest:
            return AnyOf(tuple(filter_from_json(part, depth + 1) for part in parts))
        case {"not": part, **rest} if not rest:
            return NotOf(filter_from_json(part, depth + 1))
        case {"where": str(source), **rest} if not rest:
            return Where(source)
        case {"path": str(path), "op": str(op), **rest} if not rest.keys() - {"value"}:
            return _condition(path, op, rest.get("value"))
    raise ValueError("expected all, any, not, where, or path with op and value")


def _condition(path: str, op: str, value: object) -> Condition:
    if op not in OPERATORS:
        raise ValueError(f"unknown operator {op}")
    return Condition(path, cast(Any, op), value)


def filter_to_json(found: Filter) -> dict[str, Any]:
    """Write a filter; values that JSON lacks become text, which the gate reads all the same."""
    match found:
        case AllOf(parts):
            return {"all": [filter_to_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [filter_to_json(part) for part in parts]}
        case NotOf(part):
            return {"not": filter_to_json(part)}
        case Where(source):
            return {"where": source}
        case Condition(path, op, value):
            return {"path": path, "op": op, "value": _plain(value)}


def query_to_json(query: Query) -> dict[str, Any]:
    """Write what an export needs of a question: fields, filter, order, search."""
    return {
        "fields": list(query.fields),
        "where": None if query.where is None else filter_to_json(query.where),
        "sort": [[sort.path, sort.descending] for sort in query.sort],
        "search": query.search,
    }


def query_from_json(raw: Mapping[str, Any]) -> Query:
    """Read what `query_to_json` wrote."""
    return Query(
        fields=tuple(raw["fields"]),
        where=None if raw["where"] is None else filter_from_json(raw["where"]),
        sort=tuple(Sort(path, descending) for path, descending in raw["sort"]),
        search=raw["search"],
    )


def _plain(value: object) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)
