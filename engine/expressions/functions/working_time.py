"""Functions of working time: the tenant's hours, holidays and extra working days (调休)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.expressions.function import Function
from engine.expressions.postgresql import int4, let
from engine.expressions.postgresql_work import WorkSql
from engine.expressions.work_calendar import WorkCalendar
from engine.text import text

GROUP = "working time"
UTC = ZoneInfo("UTC")


def _next(work: WorkCalendar, day: date) -> date | None:
    return work.add_workdays(day, 1)


def _hours(
    work: WorkCalendar, zone: ZoneInfo, start: datetime, end: datetime
) -> Decimal | None:
    return work.hours_between(start, end, zone)


def _add_hours(
    work: WorkCalendar, zone: ZoneInfo, start: datetime, hours: Decimal
) -> datetime | None:
    return work.add_hours(start, hours, zone)


def _pg_hours(work: WorkCalendar, zone: ZoneInfo, start: Any, end: Any) -> Any:
    return WorkSql(work, zone).hours_between(start, end)


def _pg_add_hours(work: WorkCalendar, zone: ZoneInfo, start: Any, hours: Any) -> Any:
    return WorkSql(work, zone).add_hours(start, hours)


def _pg_is_open(work: WorkCalendar, zone: ZoneInfo, moment: Any) -> Any:
    sql = WorkSql(work, zone)
    return let(lambda given: let(sql.is_open, given, sql.local_date(given)), moment)


def _days(work: WorkCalendar) -> WorkSql:
    return WorkSql(work, UTC)


def _pg_between(work: WorkCalendar, start: Any, end: Any) -> Any:
    upto = _days(work).workdays.upto
    return int4(let(lambda start, end: upto(end) - upto(start), start, end))


FUNCTIONS = (
    Function(GROUP, "is_workday(day: day) -> boolean",
        text("Whether people work on a date.", "是否工作日。"),
        "is_workday(date(2024, 6, 30))", "false",
        lambda work, day: work.is_workday(day),
        lambda work, day: let(_days(work).is_workday, day), uses=("work",)),
    Function(GROUP, "add_workdays(day: day, days: count) -> date",
        text("Moves by working days, within 10,000 days.", "加减工作日，10,000 天以内。"),
        "add_workdays(date(2024, 6, 28), 1)", "2024-07-01",
        lambda work, day, days: work.add_workdays(day, days),
        lambda work, day, days: _days(work).add_workdays(day, days), uses=("work",), repeats=2),
    Function(GROUP, "next_workday(day: day) -> date",
        text("The first working day after a date.", "某日期之后的第一个工作日。"),
        "next_workday(date(2024, 6, 29))", "2024-07-01", _next,
        lambda work, day: _days(work).add_workdays(day, sa.literal(1)), uses=("work",), repeats=2),
    Function(GROUP, "workdays_between(start: day, end: day) -> integer",
        text("Working days after the start up to and with the end; negative backwards.",
             "起始日之后至结束日（含）的工作日数，逆向为负。"),
        "workdays_between(date(2024, 6, 28), date(2024, 7, 2))", "2",
        lambda work, start, end: work.workdays_between(start, end), _pg_between, uses=("work",)),
    Function(GROUP, "work_hours_between(start: datetime, end: datetime) -> decimal",
        text("Working hours between two moments at most 10,000 days apart.",
             "两个时刻（相距最多 10,000 天）之间的工作小时数。"),
        "work_hours_between(moment(date(2024, 6, 28), time(16, 0)), "
        "moment(date(2024, 7, 1), time(10, 0)))", "2",
        _hours, _pg_hours, uses=("work", "zone"), repeats=6),
    Function(GROUP, "add_work_hours(moment: datetime, hours: number) -> datetime",
        text("The moment when so many working hours are over; blank below 0.",
             "若干工作小时之后的时刻；负数为空。"),
        "add_work_hours(moment(date(2024, 6, 28), time(16, 0)), 2)", "2024-07-01T02:00:00Z",
        _add_hours, _pg_add_hours, uses=("work", "zone"), repeats=12),
    Function(GROUP, "is_working_time(moment: datetime) -> boolean",
        text("Whether a moment lies in working hours.", "时刻是否在工作时间内。"),
        "is_working_time(moment(date(2024, 6, 28), time(12, 0)))", "true",
        lambda work, zone, moment: work.is_open(moment, zone), _pg_is_open, uses=("work", "zone")),
)  # fmt: skip
