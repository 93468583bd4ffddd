"""Answers grouped questions: counts, sums and averages by field, dates in buckets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.access.predicate import VIEWER
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.kernel.query import Filter, Group, Measure
from engine.records.asking import require_read
from engine.records.filter_values import date_like, moment_like
from engine.records.filters import compile_filter, form
from engine.records.parameters import Parameters, Viewer
from engine.records.paths import Path
from engine.records.periods import day_start
from engine.records.plans import MAX_COLUMNS
from engine.records.problems import too_big, unsuitable
from engine.records.shape import is_composite, is_reference, is_side
from engine.records.source import Source
from engine.records.totals import Total, total
from engine.storage.postgresql import PLAN_EACH_TIME

BUCKETS = ("day", "week", "month", "quarter", "year")
MAX_GROUPS = 2000
MAX_GROUPED = 40
"""Columns that rows are put together by, with the names of those that are references."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """One group of a question: where its value comes from and what it is called."""

    path: Path
    bucket: str
    column: sa.ColumnElement[Any]

    @property
    def key(self) -> str:
        return f"{self.path.text}:{self.bucket}" if self.bucket else self.path.text


def aggregate(  # noqa: PLR0913 - the parts of one question
    context: Context,
    obj: ObjectDef,
    connection: sa.Connection,
    groups: Sequence[Group],
    measures: Sequence[Measure],
    where: Filter | None,
) -> list[dict[str, Any]]:
    """Give one row per group: its values by path (``close_date:month``), then the measures.

    Measures are called ``fn`` or ``fn:path``. References are joined by ``path.label`` with the name
    that the actor may see. Sorted by group, blanks last; at most 2,000 groups.
    What asks for nothing at all is counted.
    """
    require_read(context, obj)
    source = Source(context, obj)
    viewer = Viewer.of(context)
    found = [_grouping(source, group, viewer) for group in groups]
    measures = measures or (() if groups else (Measure("count"),))
    labels = _labels(source, found)
    totals = [total(source, measure) for measure in measures]
    parameters = Parameters(context.database.dialect)
    raws: list[object] = []
    form(where, raws)
    conditions = [source.base.column("deleted_at").is_(None)]
    if (seen := source.visible()) is not None:
        conditions.append(seen)
    if where is not None:
        conditions.append(compile_filter(source, parameters, where))
    grouped = [each.column for each in found] + list(labels.values())
    measured = _flat(totals)
    if len(grouped) > MAX_GROUPED or len(measured) > MAX_COLUMNS:
        raise too_big()
    statement = (
        sa.select(
            *(column.label(f"g{place}") for place, column in enumerate(grouped)),
            *measured,
        )
        .select_from(source.tables)
        .where(*conditions)
        .group_by(*grouped)
        .order_by(*(column.asc().nulls_last() for column in grouped))
        .limit(MAX_GROUPS)
    )
    values = {VIEWER: context.actor.user_id, **parameters.values(raws, viewer)}
    rows = connection.execute(statement, values, execution_options=PLAN_EACH_TIME).all()
    names = [each.key for each in found] + [f"{path}.label" for path in labels]
    return [_row(names, totals, measures, row) for row in rows]


def _flat(totals: Sequence[Total]) -> list[sa.ColumnElement[Any]]:
    return [
        column.label(f"m{place}_{inner}")
        for place, each in enumerate(totals)
        for inner, column in enumerate(each.columns)
    ]


def _row(
    names: Sequence[str], totals: Sequence[Total], measures: Sequence[Measure], row: Any
) -> dict[str, Any]:
    found = dict(zip(names, row[: len(names)], strict=True))
    place = len(names)
    for each, measure in zip(totals, measures, strict=True):
        name = f"{measure.fn}:{measure.path}" if measure.path else measure.fn
        found[name] = each.make(row[place : place + len(each.columns)])
        place += len(each.columns)
    return found


def _labels(source: Source, groupings: Sequence[Grouping]) -> dict[str, sa.ColumnElement[Any]]:
    found = {}
    for each in groupings:
        if not is_reference(each.path.field):
            continue
        name = source.name_of((*each.path.steps, each.path.field))
        if name is not None and not is_composite(name.field):
            found[each.path.text] = source.value(name)
    return found


def _grouping(source: Source, group: Group, viewer: Viewer) -> Grouping:
    path = source.path(group.path)
    field = path.field
    if is_side(field) or field.type.secret or (not path.part and is_composite(field)):
        raise unsuitable(
            path.text, "Lists cannot be grouped by “{path}”.", "不能按“{path}”分组。"
        )
    column = source.value(path)
    if not group.bucket:
        return Grouping(path, "", column)
    if group.bucket not in BUCKETS or not date_like(field, path.part):
        raise unsuitable(
            path.text, "“{path}” has no such periods.", "“{path}”没有这样的时间段。"
        )
    local = _local_date(source, column, viewer) if moment_like(field, path.part) else column
    return Grouping(path, group.bucket, _bucket(source, local, group.bucket, viewer))


def _local_date(
    source: Source, column: sa.ColumnElement[Any], viewer: Viewer
) -> sa.ColumnElement[Any]:
    """Give the viewer's date of a moment."""
    if source.context.database.dialect == "postgresql":
        return sa.cast(sa.func.timezone(viewer.zone.key, column), sa.Date())
    raw = sa.type_coerce(column, sa.BigInteger())
    return sa.case(
        *((raw < _micro(until), _shifted(raw, offset)) for until, offset in _offsets(viewer)),
        else_=_shifted(raw, _offset(viewer, datetime(_LAST_YEAR, 12, 31, tzinfo=viewer.zone))),
    )


_FIRST_YEAR, _LAST_YEAR = 1990, 2050
_MICROSECOND = timedelta(microseconds=1)


def _offset(viewer: Viewer, moment: datetime) -> int:
    found = moment.astimezone(viewer.zone).utcoffset()
    assert found is not None
    return int(found.total_seconds())


def _offsets(viewer: Viewer) -> list[tuple[datetime, int]]:
    """Give until when which offset from UTC, in seconds, holds in the viewer's zone."""
    found: list[tuple[datetime, int]] = []
    day = day_start(date(_FIRST_YEAR, 1, 1), viewer.zone)
    last = day_start(date(_LAST_YEAR, 1, 1), viewer.zone)
    step = timedelta(days=7)
    while day < last:
        following = day + step
        if _offset(viewer, day) != _offset(viewer, following):
            found.append((_turn(viewer, day, following), _offset(viewer, day)))
        day = following
    return found


def _turn(viewer: Viewer, early: datetime, late: datetime) -> datetime:
    """Find the moment, to a second, at which the offset changes."""
    before = _offset(viewer, early)
    low, high = early.timestamp(), late.timestamp()
    while high - low > 1:
        middle = (low + high) / 2
        if _offset(viewer, datetime.fromtimestamp(middle, viewer.zone)) == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(round(high), viewer.zone)


def _micro(moment: datetime) -> int:
    return round(moment.timestamp()) * 1_000_000


def _shifted(raw: sa.ColumnElement[Any], offset: int) -> sa.ColumnElement[Any]:
    seconds = sa.cast(raw / 1_000_000, sa.Integer()) + offset
    return sa.func.date(seconds, "unixepoch", type_=sa.Date())


def _bucket(
    source: Source, column: sa.ColumnElement[Any], bucket: str, viewer: Viewer
) -> sa.ColumnElement[Any]:
    """Give the first day of the period that a date lies in."""
    if bucket == "day":
        return column
    start = viewer.calendar.week_start
    if source.context.database.dialect == "postgresql":
        if bucket == "week":
            moved = sa.func.date_trunc("week", column - start) + timedelta(days=start)
            return sa.cast(moved, sa.Date())
        return sa.cast(sa.func.date_trunc(bucket, column), sa.Date())
    if bucket == "week":
        # SQLite: 'weekday N' goes forward to that day, so step back six days first.
        return sa.func.date(column, "-6 days", f"weekday {(start + 1) % 7}", type_=sa.Date())
    if bucket in ("month", "year"):
        return sa.func.date(column, f"start of {bucket}", type_=sa.Date())
    month = sa.cast(sa.func.strftime("%m", column), sa.Integer())
    back = sa.func.printf("-%d months", (month - 1) % 3)
    return sa.func.date(column, "start of month", back, type_=sa.Date())
