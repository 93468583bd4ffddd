"""Compiles filters to SQL with the blank rules of the expression language (decision 23).

A blank is equal only to a blank and different from everything else; ordered comparisons and text
searches with a blank are false; ``not`` is two-valued.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import sqlalchemy as sa

from engine.kernel.query import AllOf, AnyOf, Condition, Filter, NotOf, Where
from engine.records.comparisons import Clause, Place, compare, many, pair, two_valued
from engine.records.compiled import env_of
from engine.records.filter_values import is_day, side_value
from engine.records.parameters import Parameters, Viewer
from engine.records.paths import Path
from engine.records.problems import too_big, unsuitable
from engine.records.shape import is_composite, is_side, visible_parts
from engine.records.source import Source
from engine.storage.types import by_name

_WHOLE = frozenset({"eq", "ne", "in", "not_in", "same", "is_blank", "not_blank"})
"""Comparisons with whole values, which a column of uids takes by name."""
MAX_DEPTH, MAX_CONDITIONS, MAX_PARTS = 20, 200, 400


def form(found: Filter | None, raws: list[object], depth: int = 0) -> Hashable:
    """Give what decides a filter's SQL, and put its values, in order, into ``raws``."""
    if found is None:
        return None
    if len(raws) > MAX_CONDITIONS or (depth == 0 and _size(found) > MAX_PARTS):
        raise too_big()
    match found:
        case Condition(path, op, value):
            raws.append(_storable(value))
            return (path, op, _kind(op, value))
        case Where(source):
            return ("where", source)
        case NotOf(part):
            return ("not", form(part, raws, depth + 1))
        case AllOf(parts) | AnyOf(parts):
            word = "and" if isinstance(found, AllOf) else "or"
            return (word, *(form(part, raws, depth + 1) for part in parts))


def _size(found: Filter, depth: int = 0) -> int:
    """Count the parts of a filter; those of groups too, which would be compiled for nothing."""
    if depth > MAX_DEPTH:
        raise too_big()
    match found:
        case AllOf(parts) | AnyOf(parts):
            return 1 + sum(_size(part, depth + 1) for part in parts)
        case NotOf(part):
            return 1 + _size(part, depth + 1)
    return 1


def _storable(value: object) -> object:
    """Write U+FFFD for NUL, which no stored text holds and PostgreSQL takes in no parameter."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    return [_storable(each) for each in value] if isinstance(value, list | tuple) else value


def compile_filter(source: Source, parameters: Parameters, found: Filter) -> Clause:
    """Compile a filter; its values become parameters in the order that `form` gave them."""
    match found:
        case Condition(path, op, value):
            return _condition(source, parameters, source.path(path), op, _kind(op, value))
        case Where(text_of):
            # Unknown counts as false here: `not` makes its part two-valued, and an index can serve
            # a comparison that nothing is wrapped around.
            return source.expression(text_of, env_of(source.context, viewer=True))
        case NotOf(part):
            return sa.not_(two_valued(compile_filter(source, parameters, part)))
        case AllOf(parts):
            return sa.and_(
                sa.true(), *(compile_filter(source, parameters, each) for each in parts)
            )
        case AnyOf(parts):
            return sa.or_(
                sa.false(), *(compile_filter(source, parameters, each) for each in parts)
            )


def _kind(op: str, value: object) -> str:
    if op in ("is_blank", "not_blank"):
        return ""
    if op == "between":
        low, high = pair(value)
        return f"{_scalar(low)}-{_scalar(high)}"
    if isinstance(value, list | tuple | set | frozenset):
        blank = any(each is None or each == "" for each in value)
        return "many+blank" if blank else "many"
    return _scalar(value)


def _scalar(value: object) -> str:
    if value is None or value == "":
        return "blank"
    return "day" if is_day(value) else "one"


def _condition(
    source: Source, parameters: Parameters, path: Path, op: str, kind: str
) -> Clause:
    if path.field.type.secret and op not in ("is_blank", "not_blank"):
        raise unsuitable(path.text, "“{path}” is secret.", "“{path}”是保密字段。")
    if is_side(path.field):
        return _side(source, parameters, path, op)
    if not path.part and is_composite(path.field):
        return _composite(source, parameters, path, op, kind)
    column = source.told_apart(path) if op == "same" else source.compared(path)
    if op not in _WHOLE:
        column = by_name(column)
    return compare(Place(parameters, path.field, path.part, column), op, kind)


def _composite(
    source: Source, parameters: Parameters, path: Path, op: str, kind: str
) -> Clause:
    """Compare a value of several parts: blank when all are, containing when one does.

    A reference to one of several objects is compared by its id.
    """
    parts = visible_parts(path.field)
    view = source.view(path.steps)
    by_name = {part.name: view.column(path.field.name, part.name) for part in parts}
    if op in ("is_blank", "not_blank"):
        parameters.binders.append(lambda _raw, _viewer: {})
        blank = sa.and_(*(column.is_(None) for column in by_name.values()))
        return blank if op == "is_blank" else sa.not_(blank)
    if "id" in by_name:
        return compare(Place(parameters, path.field, "id", by_name["id"]), op, kind)
    if op in ("contains", "starts_with", "not_contains"):
        joined = _joined_text(list(by_name.values()))
        first = next(iter(by_name))
        return compare(Place(parameters, path.field, first, joined), op, kind)
    raise unsuitable(
        path.text,
        "Name one part of “{path}” to compare it.",
        "请指定“{path}”的某个部分进行比较。",
    )


def _joined_text(columns: list[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    joined: sa.ColumnElement[Any] = sa.func.coalesce(columns[0], "")
    for column in columns[1:]:
        joined = joined.op("||")(" ").op("||")(sa.func.coalesce(column, ""))
    return joined


def _side(source: Source, parameters: Parameters, path: Path, op: str) -> Clause:
    """Compare a field with several values through EXISTS on its side table."""
    view = source.view(path.steps)
    side = view.side(path.field.name).alias()
    record = view.column("id")
    rows: sa.Select[Any] = (
        sa.select(sa.literal_column("1"))
        .select_from(side)
        .where(side.c.record_id == record)
        .correlate(record.table)
    )
    if op in ("is_blank", "not_blank"):
        parameters.binders.append(lambda _raw, _viewer: {})
        return sa.not_(rows.exists()) if op == "is_blank" else rows.exists()
    wanted, chosen = parameters.many(side.c.value)
    if op in ("has_all",):
        return _has_all(parameters, path, rows.where(chosen), wanted)

    def values(raw: object, viewer: Viewer) -> Mapping[str, Any]:
        return {wanted: [side_value(path.field, each, viewer) for each in many(raw)]}

    parameters.binders.append(values)
    found = rows.where(chosen).exists()
    if op in ("has_any", "in", "contains", "eq"):
        return found
    if op in ("has_none", "not_in", "not_contains", "ne"):
        return sa.not_(found)
    raise unsuitable(path.text, "“{path}” cannot be compared so.", "“{path}”不支持此比较方式。")


def _has_all(parameters: Parameters, path: Path, rows: sa.Select[Any], wanted: str) -> Clause:
    total = parameters.one(sa.Integer())

    def values(raw: object, viewer: Viewer) -> Mapping[str, Any]:
        found = {side_value(path.field, each, viewer) for each in many(raw)}
        return {wanted: list(found), total.key: len(found)}

    parameters.binders.append(values)
    counted: Clause = rows.with_only_columns(sa.func.count()).scalar_subquery() == total
    return counted
