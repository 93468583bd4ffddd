"""Reads a list question from a request's arguments, refusing all that is wrong at once.

``fields=name,account.name  where=<expression>  filter=<JSON>  sort=-close_date,name  limit=50
after=<cursor>  count=none|capped|exact  search=<text>  totals=sum:amount,count``
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import orjson

from engine import (
    AllOf,
    Filter,
    Group,
    InvalidRecord,
    Measure,
    Problem,
    Query,
    Sort,
    Text,
    Where,
    filter_from_json,
    text,
)

MAX_LIMIT = 1000
FUNCTIONS = ("count", "sum", "min", "max", "avg", "count_distinct")
COUNTS = ("none", "capped", "exact")
KNOWN = frozenset(
    {
        "fields",
        "where",
        "filter",
        "sort",
        "limit",
        "after",
        "count",
        "search",
        "totals",
        "trash",
    }
)
GROUPED = frozenset({"where", "filter", "group", "measures"})
"""What a question for groups may hold; it has no pages, and asks no search and no trash."""


class _Problems(list[Problem]):
    def add(self, name: str, message: Text) -> None:
        self.append(Problem("request.parameter", message, field=name))


def read_query(args: Mapping[str, str], *, known: frozenset[str] = KNOWN) -> Query:
    """Make the `Query`; `InvalidRecord` names every bad argument, and any that is not ``known``."""
    problems = _Problems()
    for name in args:
        if name not in known:
            problems.add(name, text("unknown parameter {name}", "未知参数 {name}", name=name))
    query = Query(
        fields=_names(args.get("fields", "")),
        where=_where(args, problems),
        sort=tuple(
            Sort(name.lstrip("-"), name.startswith("-"))
            for name in _names(args.get("sort", ""))
        ),
        limit=_limit(args.get("limit", "50"), problems),
        after=args.get("after", ""),
        search=args.get("search", ""),
        count=cast(Any, _one_of("count", args.get("count", "none"), COUNTS, problems)),
        totals=read_measures(args.get("totals", ""), problems),
        trash=args.get("trash", "false") == "true",
    )
    if problems:
        raise InvalidRecord(problems)
    return query


def read_groups(source: str) -> tuple[Group, ...]:
    """Read ``stage,close_date:month``."""
    return tuple(Group(*name.partition(":")[::2]) for name in _names(source))


def read_measures(source: str, problems: list[Problem]) -> tuple[Measure, ...]:
    """Read ``count,sum:amount``."""
    measures = []
    for item in _names(source):
        function, _, path = item.partition(":")
        if function not in FUNCTIONS or (function != "count" and not path):
            message = text("“{item}” is no total", "“{item}”不是合法的汇总", item=item)
            hint = text("write sum:amount or count", "请写成 sum:amount 或 count")
            problems.append(Problem("request.parameter", message, field="totals", hint=hint))
            continue
        measures.append(Measure(cast(Any, function), path))
    return tuple(measures)


def _names(source: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in source.split(",") if name.strip())


def _one_of(name: str, value: str, allowed: tuple[str, ...], problems: _Problems) -> str:
    if value in allowed:
        return value
    listed = ", ".join(allowed)
    problems.add(
        name, text("{name} is one of {all}", "{name} 只能是 {all}", name=name, all=listed)
    )
    return allowed[0]


def _limit(value: str, problems: _Problems) -> int:
    if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MAX_LIMIT:
        return int(value)
    problems.add("limit", text("limit is 1 to {n}", "limit 为 1 到 {n}", n=MAX_LIMIT))
    return 1


def _where(args: Mapping[str, str], problems: _Problems) -> Filter | None:
    parts: list[Filter] = []
    if args.get("where"):
        parts.append(Where(args["where"]))
    if args.get("filter"):
        try:
            made = filter_from_json(orjson.loads(args["filter"]))
        except (orjson.JSONDecodeError, ValueError) as error:
            why = str(error)
            problems.add("filter", text("filter: {why}", "filter 有误：{why}", why=why))
        else:
            parts.append(made)
    if len(parts) < 2:
        return parts[0] if parts else None
    return AllOf(tuple(parts))
