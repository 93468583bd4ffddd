"""Compiles filters to SQL with the blank rules of the expression language (decision 23).

A blank is equal only to a blank and different from everything else; ordered comparisons and text
searches with a blank are false; ``not`` is two-valued.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import sqlalchemy as sa

from engine.errors import InvalidRecord
from engine.kernel.model import FieldDef
from engine.kernel.query import AllOf, AnyOf, Condition, Filter, NotOf, Where
from engine.kernel.values import ValueType
from engine.records.compiled import env_of
from engine.records.filter_values import (
    date_like,
    filter_value,
    is_day,
    moment_like,
    side_value,
)
from engine.records.parameters import Binder, Parameters, Viewer
from engine.records.paths import Path
from engine.records.periods import day_start, moments, period
from engine.records.problems import at_field, unsuitable
from engine.records.shape import is_composite, is_side, value_type, visible_parts
from engine.records.source import Source
from engine.text import text

Clause = sa.ColumnElement[bool]
MAX_DEPTH, MAX_CONDITIONS, MAX_VALUES = 20, 200, 2000


def form(found: Filter | None, raws: list[object], depth: int = 0) -> Hashable:
    """Give what decides a filter's SQL, and put its values, in order, into ``raws``."""
    if found is None:
        return None
    if depth > MAX_DEPTH or len(raws) > MAX_CONDITIONS:
        raise _too_big()
    match found:
        case Condition(path, op, value):
            raws.append(value)
            return (path, op, _kind(op, value))
        case Where(source):
            return ("where", source)
        case NotOf(part):
            return ("not", form(part, raws, depth + 1))
        case AllOf(parts) | AnyOf(parts):
            word = "and" if isinstance(found, AllOf) else "or"
            return (word, *(form(part, raws, depth + 1) for part in parts))


def compile_filter(source: Source, parameters: Parameters, found: Filter) -> Clause:
    """Compile a filter; its values become parameters in the order that `form` gave them."""
    match found:
        case Condition(path, op, value):
            return _condition(source, parameters, source.path(path), op, _kind(op, value))
        case Where(text_of):
            return two_valued(source.expression(text_of, env_of(source.context, viewer=True)))
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


def two_valued(clause: sa.ColumnElement[Any]) -> Clause:
    """Make unknown false, as ``not`` needs it."""
    return sa.func.coalesce(clause, sa.false())


def _kind(op: str, value: object) -> str:
    if op in ("is_blank", "not_blank"):
        return ""
    if op == "between":
        low, high = _pair(value)
        return f"{_scalar(low)}-{_scalar(high)}"
    if isinstance(value, list | tuple | set | frozenset):
        blank = any(each is None or each == "" for each in value)
        return "many+blank" if blank else "many"
    return _scalar(value)


def _scalar(value: object) -> str:
    if value is None or value == "":
        return "blank"
    return "day" if is_day(value) else "one"


def _pair(value: object) -> tuple[object, object]:
    if isinstance(value, list | tuple) and len(value) == 2:
        return value[0], value[1]
    raise InvalidRecord(
        [
            at_field(
                "",
                "query.between",
                text("“between” takes two values.", "“介于”需要两个值。"),
            )
        ]
    )


def _too_big() -> InvalidRecord:
    return InvalidRecord(
        [
            at_field(
                "",
                "query.too_big",
                text("This filter has too many parts.", "筛选条件过多。"),
            )
        ]
    )


def _condition(
    source: Source, parameters: Parameters, path: Path, op: str, kind: str
) -> Clause:
    if path.field.type.secret and op not in ("is_blank", "not_blank"):
        raise unsuitable(path.text, "“{path}” is secret.", "“{path}”是保密字段。")
    if is_side(path.field):
        return _side(source, parameters, path, op)
    if not path.part and is_composite(path.field):
        return _composite(source, parameters, path, op, kind)
    column = source.compared(path)
    return _compare(_Place(parameters, path.field, path.part, column), op, kind)


class _Place:
    """One column to be compared, and how raw values become parameters for it."""

    def __init__(
        self,
        parameters: Parameters,
        field: FieldDef,
        part: str,
        column: sa.ColumnElement[Any],
    ) -> None:
        self.parameters, self.field, self.part, self.column = parameters, field, part, column
        self.type = value_type(field, part)

    def one(self) -> sa.BindParameter[Any]:
        """Make a parameter for one cleaned value."""
        made = self.parameters.one(self.column.type)
        self.bind(lambda raw, viewer: {made.key: self.clean(raw, viewer)})
        return made

    def bind(self, binder: Binder) -> None:
        """Say how the next raw value is turned into parameters."""
        self.parameters.binders.append(binder)

    def skip(self) -> None:
        """Say that the next raw value is not needed."""
        self.bind(lambda _raw, _viewer: {})

    def clean(self, raw: object, viewer: Viewer) -> Any:
        return filter_value(self.field, self.part, raw, viewer)


def _compare(place: _Place, op: str, kind: str) -> Clause:
    builder = _BUILDERS.get(op)
    if builder is None:
        raise unsuitable(
            place.field.name, "“{path}” cannot be compared so.", "“{path}”不支持此比较方式。"
        )
    return builder(place, kind)


def _is_blank(place: _Place, _kind: str) -> Clause:
    place.skip()
    return place.column.is_(None)


def _not_blank(place: _Place, _kind: str) -> Clause:
    place.skip()
    return place.column.is_not(None)


def _equal(place: _Place, kind: str) -> Clause:
    if kind == "blank":
        return _is_blank(place, kind)
    if kind.startswith("many"):
        return _among(place, kind)
    if place.type is ValueType.BOOLEAN:
        # A blank boolean reads as false.
        return sa.func.coalesce(place.column, sa.false()) == place.one()
    if kind == "day" and moment_like(place.field, place.part):
        start, end = _day(place)
        return sa.and_(place.column >= start, place.column < end)
    return place.column == place.one()


def _different(place: _Place, kind: str) -> Clause:
    if kind == "blank":
        return _not_blank(place, kind)
    if kind.startswith("many"):
        return _not_among(place, kind)
    if place.type is ValueType.BOOLEAN:
        return sa.func.coalesce(place.column, sa.false()) != place.one()
    if kind == "day" and moment_like(place.field, place.part):
        start, end = _day(place)
        return sa.or_(place.column.is_(None), place.column < start, place.column >= end)
    return place.column.is_distinct_from(place.one())


def _among(place: _Place, kind: str) -> Clause:
    name, found = place.parameters.many(place.column)

    def values(raw: object, viewer: Viewer) -> Mapping[str, Any]:
        return {name: [place.clean(each, viewer) for each in many(raw)]}

    place.bind(values)
    return sa.or_(place.column.is_(None), found) if kind == "many+blank" else found


def _not_among(place: _Place, kind: str) -> Clause:
    return sa.not_(two_valued(_among(place, kind)))


def _ordered(op: str) -> Callable[[_Place, str], Clause]:
    def build(place: _Place, kind: str) -> Clause:
        if kind == "blank":
            place.skip()
            return sa.false()
        if kind == "day" and moment_like(place.field, place.part):
            start, end = _day(place)
            return {
                "lt": place.column < start,
                "le": place.column < end,
                "gt": place.column >= end,
                "ge": place.column >= start,
            }[op]
        value = place.one()
        return {
            "lt": place.column < value,
            "le": place.column <= value,
            "gt": place.column > value,
            "ge": place.column >= value,
        }[op]

    return build


def _between(place: _Place, kind: str) -> Clause:
    """Both ends are included; an open end is blank."""
    low_kind, _, high_kind = kind.partition("-")
    low = place.parameters.one(place.column.type)
    high = place.parameters.one(place.column.type)
    whole_day = high_kind == "day" and moment_like(place.field, place.part)

    def ends(raw: object, viewer: Viewer) -> Mapping[str, Any]:
        first, last = _pair(raw)
        found = {}
        if low_kind != "blank":
            found[low.key] = place.clean(first, viewer)
        if high_kind != "blank":
            end = place.clean(last, viewer)
            if whole_day:
                day = end.astimezone(viewer.zone).date()
                end = moments((day, _next(day)), viewer.zone)[1]
            found[high.key] = end
        return found

    place.bind(ends)
    parts: list[Clause] = []
    if low_kind != "blank":
        parts.append(place.column >= low)
    if high_kind != "blank":
        parts.append(place.column < high if whole_day else place.column <= high)
    return sa.and_(*parts) if parts else place.column.is_not(None)


def _within(place: _Place, _kind: str) -> Clause:
    if not date_like(place.field, place.part):
        raise unsuitable(place.field.name, "“{path}” is not a date.", "“{path}”不是日期。")
    start = place.parameters.one(place.column.type)
    end = place.parameters.one(place.column.type)
    as_moments = moment_like(place.field, place.part)

    def ends(raw: object, viewer: Viewer) -> Mapping[str, Any]:
        try:
            span = period(str(raw), viewer.today, viewer.calendar)
        except (ValueError, OverflowError) as error:
            raise _unknown_period(place.field, raw) from error
        first, last = moments(span, viewer.zone) if as_moments else span
        return {start.key: first, end.key: last}

    place.bind(ends)
    return sa.and_(place.column >= start, place.column < end)


def _unknown_period(field: FieldDef, raw: object) -> InvalidRecord:
    return InvalidRecord(
        [
            at_field(
                field.name,
                "query.unknown_period",
                text(
                    "There is no period “{raw}”.", "没有“{raw}”这个时间段。", raw=str(raw)[:40]
                ),
                text(
                    "for example this_quarter or last_30_days",
                    "例如 this_quarter、last_30_days",
                ),
            )
        ]
    )


def _day(place: _Place) -> tuple[sa.BindParameter[Any], sa.BindParameter[Any]]:
    start = place.parameters.one(place.column.type)
    end = place.parameters.one(place.column.type)

    def ends(raw: object, viewer: Viewer) -> Mapping[str, Any]:
        day = place.clean(raw, viewer).astimezone(viewer.zone).date()
        return {
            start.key: day_start(day, viewer.zone),
            end.key: day_start(_next(day), viewer.zone),
        }

    place.bind(ends)
    return start, end


def _next(day: Any) -> Any:
    return day.fromordinal(day.toordinal() + 1)


def _pattern(before: str, after: str) -> Callable[[_Place, str], Clause]:
    def build(place: _Place, kind: str) -> Clause:
        if not place.type.is_text:
            raise unsuitable(place.field.name, "“{path}” is not a text.", "“{path}”不是文本。")
        if kind == "blank":
            place.skip()
            return sa.false()
        made = place.parameters.one(sa.Text())

        def wrapped(raw: object, _viewer: Viewer) -> Mapping[str, Any]:
            # Both databases fold ASCII letters only; so does bytes.lower().
            folded = str(raw).encode().lower().decode()
            return {made.key: before + _escaped(folded) + after}

        place.bind(wrapped)
        return sa.func.lower(place.column).like(made, escape="\\")

    return build


def _escaped(raw: str) -> str:
    return raw.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _not_containing(place: _Place, kind: str) -> Clause:
    return sa.not_(two_valued(_pattern("%", "%")(place, kind)))


_BUILDERS: Mapping[str, Callable[[_Place, str], Clause]] = {
    "eq": _equal,
    "ne": _different,
    "lt": _ordered("lt"),
    "le": _ordered("le"),
    "gt": _ordered("gt"),
    "ge": _ordered("ge"),
    "between": _between,
    "in": _among,
    "not_in": _not_among,
    "has_any": _among,
    "has_none": _not_among,
    "contains": _pattern("%", "%"),
    "not_contains": _not_containing,
    "starts_with": _pattern("", "%"),
    "ends_with": _pattern("%", ""),
    "is_blank": _is_blank,
    "not_blank": _not_blank,
    "within": _within,
}


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
        return _compare(_Place(parameters, path.field, "id", by_name["id"]), op, kind)
    if op in ("contains", "starts_with", "not_contains"):
        joined = _joined_text(list(by_name.values()))
        first = next(iter(by_name))
        return _compare(_Place(parameters, path.field, first, joined), op, kind)
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


def many(raw: object) -> list[object]:
    """Give the values of a list condition, blanks left out; one value is a list of one."""
    values = list(raw) if isinstance(raw, list | tuple | set | frozenset) else [raw]
    if len(values) > MAX_VALUES:
        raise _too_big()
    return [each for each in values if each is not None and each != ""]
