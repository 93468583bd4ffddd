"""Compares one column with values, with the blank rules of the expression language (decision 23)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from engine.errors import InvalidRecord
from engine.kernel.model import FieldDef
from engine.kernel.values import ValueType
from engine.records.filter_values import date_like, filter_value, moment_like
from engine.records.parameters import Binder, Parameters, Viewer
from engine.records.periods import day_start, moments, period
from engine.records.problems import at_field, too_big, unsuitable
from engine.records.shape import unique_key, value_type
from engine.text import text

Clause = sa.ColumnElement[bool]
MAX_VALUES = 2000


class Place:
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


def two_valued(clause: sa.ColumnElement[Any]) -> Clause:
    """Make unknown false, as ``not`` needs it."""
    return sa.func.coalesce(clause, sa.false())


def compare(place: Place, op: str, kind: str) -> Clause:
    """Compile a comparison; `InvalidRecord` when the type of the field does not allow it."""
    builder = _BUILDERS.get(op)
    if builder is None:
        raise unsuitable(
            place.field.name, "“{path}” cannot be compared so.", "“{path}”不支持此比较方式。"
        )
    return builder(place, kind)


def _is_blank(place: Place, _kind: str) -> Clause:
    place.skip()
    return place.column.is_(None)


def _not_blank(place: Place, _kind: str) -> Clause:
    place.skip()
    return place.column.is_not(None)


def _equal(place: Place, kind: str) -> Clause:
    if kind == "blank":
        return _is_blank(place, kind)
    if kind.startswith("many"):
        return _among(place, kind)
    if place.type is ValueType.BOOLEAN:
        return _filled(place) == place.one()
    if kind == "day" and moment_like(place.field, place.part):
        start, end = _day(place)
        return sa.and_(place.column >= start, place.column < end)
    return place.column == place.one()


def _different(place: Place, kind: str) -> Clause:
    if kind == "blank":
        return _not_blank(place, kind)
    if kind.startswith("many"):
        return _not_among(place, kind)
    if place.type is ValueType.BOOLEAN:
        return _filled(place) != place.one()
    if kind == "day" and moment_like(place.field, place.part):
        start, end = _day(place)
        return sa.or_(place.column.is_(None), place.column < start, place.column >= end)
    return place.column.is_distinct_from(place.one())


def _filled(place: Place) -> sa.ColumnElement[Any]:
    """Give the column to compare with values: a blank boolean reads as false."""
    if place.type is not ValueType.BOOLEAN:
        return place.column
    return sa.func.coalesce(place.column, sa.false(), type_=place.column.type)


def _among(place: Place, kind: str) -> Clause:
    name, found = place.parameters.many(_filled(place))

    def values(raw: object, viewer: Viewer) -> Mapping[str, Any]:
        return {name: [place.clean(each, viewer) for each in many(raw)]}

    place.bind(values)
    return sa.or_(place.column.is_(None), found) if kind == "many+blank" else found


def _same(place: Place, _kind: str) -> Clause:
    name, found = place.parameters.many(place.column)

    def values(raw: object, viewer: Viewer) -> Mapping[str, Any]:
        keys = (unique_key(place.field, place.clean(each, viewer)) for each in many(raw))
        return {name: [key for key in keys if key is not None]}

    place.bind(values)
    return found


def _not_among(place: Place, kind: str) -> Clause:
    return sa.not_(two_valued(_among(place, kind)))


def _ordered(op: str) -> Callable[[Place, str], Clause]:
    def build(place: Place, kind: str) -> Clause:
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


def _between(place: Place, kind: str) -> Clause:
    """Both ends are included; an open end is blank."""
    low_kind, _, high_kind = kind.partition("-")
    low = place.parameters.one(place.column.type)
    high = place.parameters.one(place.column.type)
    whole_day = high_kind == "day" and moment_like(place.field, place.part)

    def ends(raw: object, viewer: Viewer) -> Mapping[str, Any]:
        first, last = pair(raw)
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


def _within(place: Place, _kind: str) -> Clause:
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


def _day(place: Place) -> tuple[sa.BindParameter[Any], sa.BindParameter[Any]]:
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


def _pattern(before: str, after: str) -> Callable[[Place, str], Clause]:
    def build(place: Place, kind: str) -> Clause:
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


def _not_containing(place: Place, kind: str) -> Clause:
    return sa.not_(two_valued(_pattern("%", "%")(place, kind)))


_BUILDERS: Mapping[str, Callable[[Place, str], Clause]] = {
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
    "same": _same,
}


def pair(value: object) -> tuple[object, object]:
    """Give the two ends of a range; `InvalidRecord` when it has not two."""
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


def many(raw: object) -> list[object]:
    """Give the values of a list condition, blanks left out; one value is a list of one."""
    values = list(raw) if isinstance(raw, list | tuple | set | frozenset) else [raw]
    if len(values) > MAX_VALUES:
        raise too_big()
    return [each for each in values if each is not None and each != ""]
