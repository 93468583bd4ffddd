"""Functions of dates; a moment given for a date is read in the zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.expressions import operators, periods
from engine.expressions.function import Function
from engine.expressions.postgresql import (
    NUMERIC,
    extracted,
    in_range_date,
    int4,
    let,
    within,
)
from engine.expressions.spaces import SPACES
from engine.text import text

GROUP = "date"
f = sa.func
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MAX_MONTHS = 48_000
_MAX_WEEKS = 240_000
_WRITTEN = re.compile("([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_TOKEN = re.compile("YYYY|YY|MM|M|DD|D|.", re.S)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def pg_date(year: Any, month: Any, day: Any) -> Any:
    """Build the date of three whole numbers; NULL when there is none."""
    in_bounds = sa.and_(year.between(1, 9999), month.between(1, 12), day.between(1, 31))
    made = f.make_date(year, month, 1, type_=sa.Date()).op(
        "+", precedence=7, return_type=sa.Date()
    )(day - 1)
    return sa.case((in_bounds, sa.case((sa.extract("month", made) == month, made))))


def _add_months(day: date, months: int) -> date | None:
    return periods.add_months(day, months) if abs(months) < _MAX_MONTHS else None


def _add_years(day: date, years: int) -> date | None:
    return _add_months(day, years * 12)


def _pg_add_months(day: Any, months: Any, times: int = 1) -> Any:
    bound = _MAX_MONTHS // times
    span = f.make_interval(0, within(months, -bound, bound, sa.Integer()) * times)
    return in_range_date(
        sa.cast(day.op("+", precedence=7, return_type=sa.DateTime())(span), sa.Date())
    )


def _months_between(start: date, end: date) -> int:
    if end < start:
        return -_months_between(end, start)
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole - (end.day < start.day)


def _pg_months_between(start: Any, end: Any) -> Any:
    age = f.age(sa.cast(end, sa.DateTime()), sa.cast(start, sa.DateTime()))
    return int4(sa.extract("year", age) * 12 + sa.extract("month", age))


def _years_between(start: date, end: date) -> int:
    months = _months_between(start, end)
    return months // 12 if months >= 0 else -(-months // 12)


def _pg_years_between(start: Any, end: Any) -> Any:
    age = f.age(sa.cast(end, sa.DateTime()), sa.cast(start, sa.DateTime()))
    return int4(sa.extract("year", age))


def _start_of(week_start: int, fiscal_start: int, day: date, unit: str) -> date | None:
    return periods.start_of(day, unit, week_start, fiscal_start)


def _end_of(week_start: int, fiscal_start: int, day: date, unit: str) -> date | None:
    return periods.end_of(day, unit, week_start, fiscal_start)


def _minus(day: Any, days: Any) -> Any:
    return day.op("-", precedence=7, return_type=sa.Date())(days)


def _months_on(day: Any, months: Any) -> Any:
    span = f.make_interval(0, months)
    return sa.cast(day.op("+", precedence=7, return_type=sa.DateTime())(span), sa.Date())


def _pg_start(week_start: int, fiscal_start: int, day: Any, unit: str) -> Any:
    if unit == "day":
        return day
    if unit == "week":
        weekday = int4(sa.extract("isodow", day))
        return in_range_date(_minus(day, (weekday + (13 - week_start)) % 7))
    local = sa.cast(day, sa.DateTime())
    if not unit.startswith("fiscal"):
        return sa.cast(f.date_trunc(unit, local), sa.Date())
    length = 3 if unit.endswith("quarter") else 12
    passed = (int4(sa.extract("month", day)) + (12 - fiscal_start)) % length
    first = sa.cast(f.date_trunc("month", local), sa.Date())
    return in_range_date(_months_on(first, -passed))


def _pg_end(week_start: int, fiscal_start: int, day: Any, unit: str) -> Any:
    start = _pg_start(week_start, fiscal_start, day, unit)
    if unit == "day":
        return day
    if unit == "week":
        return in_range_date(start.op("+", precedence=7, return_type=sa.Date())(sa.literal(6)))
    months = {"month": 1, "quarter": 3, "year": 12}[unit.removeprefix("fiscal_")]
    # The end lies one day before the next start, which may be the year 10000.
    return in_range_date(_minus(_months_on(start, months), sa.literal(1)))


def _days_since(end: Any, start: Any) -> Any:
    return end.op("-", precedence=7, return_type=sa.Integer())(start)


def _fiscal_year(fiscal_start: int, day: date) -> int:
    return day.year + (fiscal_start > 1 and day.month >= fiscal_start)


def _pg_fiscal_year(fiscal_start: int, day: Any) -> Any:
    if fiscal_start == 1:
        return int4(sa.extract("year", day))
    return int4(sa.extract("year", day)) + sa.case(
        (sa.extract("month", day) >= fiscal_start, 1), else_=0
    )


def _pg_fiscal_quarter(fiscal_start: int, day: Any) -> Any:
    passed = (int4(sa.extract("month", day)) + (12 - fiscal_start)) % 12
    return int4(f.div(sa.cast(passed, NUMERIC), 3)) + 1


def _in_period(today: date, week_start: int, fiscal_start: int, day: date, name: str) -> bool:
    first, last = periods.period(name, today, week_start, fiscal_start)
    return first <= day <= last


def _pg_in_period(today: date, week_start: int, fiscal_start: int, day: Any, name: str) -> Any:
    first, last = periods.period(name, today, week_start, fiscal_start)
    return day.between(first, last)


def _parse_date(value: str) -> date | None:
    match = _WRITTEN.fullmatch(value.strip(SPACES))
    return _date(*(int(part) for part in match.groups())) if match else None


def _pg_parse_date(value: Any) -> Any:
    parts = f.regexp_match(
        f.btrim(value, SPACES), f"^{_WRITTEN.pattern}$", type_=sa.ARRAY(sa.Text())
    )
    return let(lambda part: pg_date(*(int4(part[place]) for place in (1, 2, 3))), parts)


def _pg_is_leap_year(day: Any) -> Any:
    last = f.make_date(int4(sa.extract("year", day)), 12, 31, type_=sa.Date())
    return sa.extract("doy", last) == 366


def _format(day: date, pattern: str) -> str:
    known = {
        "YYYY": f"{day.year:04}", "YY": f"{day.year % 100:02}", "MM": f"{day.month:02}",
        "M": str(day.month), "DD": f"{day.day:02}", "D": str(day.day),
    }  # fmt: skip
    return "".join(known.get(token, token) for token in _TOKEN.findall(pattern))


def _pg_format(day: Any, pattern: str) -> Any:
    known = {"YYYY": "YYYY", "YY": "YY", "MM": "MM", "M": "FMMM", "DD": "DD", "D": "FMDD"}
    tokens = _TOKEN.findall(pattern)
    quoted = [known.get(one) or '"' + re.sub(r'(["\\])', r"\\\1", one) + '"' for one in tokens]
    return f.to_char(sa.cast(day, sa.DateTime()), "".join(quoted))


def _pg_days_in_month(day: Any) -> Any:
    first = sa.cast(f.date_trunc("month", sa.cast(day, sa.DateTime())), sa.Date())
    return _minus(_months_on(first, 1), first)


_UNIT = "a unit of: day, week, month, quarter, year, fiscal_quarter, fiscal_year"

FUNCTIONS = (
    Function(GROUP, "today() -> date",
        text("Today's date in the zone.", "当前时区的今天。"),
        "today()", "2024-06-30", lambda today: today,
        lambda today: sa.literal(today, sa.Date()),
        uses=("today",), browser=True, salesforce="TODAY"),
    Function(GROUP, "date(year: count, month: count, day: count) -> date",
        text("A date from its parts; blank when there is no such day.",
             "由年月日得到日期；不存在则为空。"),
        "date(2024, 2, 29)", "2024-02-29",
        _date, pg_date, browser=True, salesforce="DATE", repeats=4),
    Function(GROUP, "date_of(moment: datetime) -> date",
        text("The date of a moment in the zone.", "时刻在时区内的日期。"),
        "date_of(parse_moment('2024-06-30T20:00:00Z'))", "2024-07-01",
        operation="local_date", browser=True, salesforce="DATEVALUE"),
    Function(GROUP, "year(day: day) -> integer", text("The year.", "年。"),
        "year(date(2024, 6, 30))", "2024",
        lambda day: day.year, extracted("year"), browser=True, salesforce="YEAR"),
    Function(GROUP, "quarter(day: day) -> integer", text("The quarter, 1 to 4.", "季度，1 至 4。"),
        "quarter(date(2024, 6, 30))", "2",
        lambda day: (day.month + 2) // 3, extracted("quarter"), browser=True),
    Function(GROUP, "month(day: day) -> integer", text("The month, 1 to 12.", "月，1 至 12。"),
        "month(date(2024, 6, 30))", "6",
        lambda day: day.month, extracted("month"), browser=True, salesforce="MONTH"),
    Function(GROUP, "day(day: day) -> integer", text("The day of the month.", "日。"),
        "day(date(2024, 6, 30))", "30",
        lambda day: day.day, extracted("day"), browser=True, salesforce="DAY"),
    Function(GROUP, "weekday(day: day) -> integer",
        text("1 for Monday to 7 for Sunday.", "星期：周一为 1，周日为 7。"),
        "weekday(date(2024, 6, 30))", "7",
        lambda day: day.isoweekday(), extracted("isodow"), browser=True, salesforce="WEEKDAY"),
    Function(GROUP, "iso_week(day: day) -> integer", text("The ISO week, 1 to 53.", "ISO 周数。"),
        "iso_week(date(2024, 12, 30))", "1",
        lambda day: day.isocalendar().week, extracted("week"), salesforce="ISOWEEK"),
    Function(GROUP, "iso_year(day: day) -> integer",
        text("The year to which the ISO week belongs.", "ISO 周所属的年。"),
        "iso_year(date(2024, 12, 30))", "2025",
        lambda day: day.isocalendar().year, extracted("isoyear"), salesforce="ISOYEAR"),
    Function(GROUP, "day_of_year(day: day) -> integer", text("1 to 366.", "一年中的第几天。"),
        "day_of_year(date(2024, 12, 31))", "366",
        lambda day: day.timetuple().tm_yday, extracted("doy"), salesforce="DAYOFYEAR"),
    Function(GROUP, "days_in_month(day: day) -> integer",
        text("How many days its month has.", "当月天数。"),
        "days_in_month(date(2024, 2, 1))", "29",
        lambda day: periods.days_in_month(day.year, day.month), _pg_days_in_month, repeats=2),
    Function(GROUP, "add_months(day: day, months: count) -> date",
        text("Moves by months; the 31st becomes the month's last day.",
             "加减月份；31 日会变为当月最后一天。"),
        "add_months(date(2024, 1, 31), 1)", "2024-02-29",
        _add_months, _pg_add_months, browser=True, salesforce="ADDMONTHS"),
    Function(GROUP, "add_years(day: day, years: count) -> date",
        text("Moves by years; 29 February becomes the 28th.", "加减年份；2 月 29 日会变为 28 日。"),
        "add_years(date(2024, 2, 29), 1)", "2025-02-28",
        _add_years, lambda day, years: _pg_add_months(day, years, 12), browser=True),
    Function(GROUP, "add_days(day: day, days: count) -> date",
        text("Moves by days; the same as day + days.", "加减天数，等同于 day + days。"),
        "add_days(date(2024, 2, 28), 2)", "2024-03-01",
        operation="date_add", browser=True),
    Function(GROUP, "add_weeks(day: day, weeks: count) -> date",
        text("Moves by weeks.", "加减周数。"),
        "add_weeks(date(2024, 6, 30), -1)", "2024-06-23",
        lambda day, weeks: operators.date_add(day, weeks * 7) if abs(weeks) < _MAX_WEEKS else None,
        lambda day, weeks: in_range_date(day.op("+", precedence=7, return_type=sa.Date())(
            within(weeks, -_MAX_WEEKS, _MAX_WEEKS, sa.Integer()) * 7))),
    Function(GROUP, "days_between(start: day, end: day) -> integer",
        text("Days from one date to another; negative backwards.", "两个日期之间的天数，逆向为负。"),
        "days_between(date(2024, 6, 1), date(2024, 6, 30))", "29",
        lambda start, end: (end - start).days,
        lambda start, end: _days_since(end, start), browser=True),
    Function(GROUP, "months_between(start: day, end: day) -> integer",
        text("Whole months from one date to another.", "两个日期之间的整月数。"),
        "months_between(date(2024, 1, 31), date(2024, 3, 30))", "1",
        _months_between, _pg_months_between, repeats=2),
    Function(GROUP, "years_between(start: day, end: day) -> integer",
        text("Whole years from one date to another: an age.", "两个日期之间的整年数（年龄）。"),
        "years_between(date(2000, 7, 1), date(2024, 6, 30))", "23",
        _years_between, _pg_years_between),
    Function(GROUP, "start_of(day: day, unit: literal unit) -> date",
        text(f"The first day of {_UNIT}.", "所在日、周、月、季、年、财季、财年的第一天。"),
        "start_of(date(2024, 6, 30), 'quarter')", "2024-04-01",
        _start_of, _pg_start, uses=("week_start", "fiscal_start"), repeats=2),
    Function(GROUP, "end_of(day: day, unit: literal unit) -> date",
        text(f"The last day of {_UNIT}.", "所在日、周、月、季、年、财季、财年的最后一天。"),
        "end_of(date(2024, 2, 10), 'month')", "2024-02-29",
        _end_of, _pg_end, uses=("week_start", "fiscal_start"), repeats=2),
    Function(GROUP, "fiscal_year(day: day) -> integer",
        text("The fiscal year, named after the year in which it ends.", "财年，以结束年份命名。"),
        "fiscal_year(date(2024, 6, 30))", "2024",
        _fiscal_year, _pg_fiscal_year, uses=("fiscal_start",), repeats=2),
    Function(GROUP, "fiscal_quarter(day: day) -> integer",
        text("The quarter of the fiscal year, 1 to 4.", "财年的季度，1 至 4。"),
        "fiscal_quarter(date(2024, 6, 30))", "2",
        lambda start, day: (day.month - start) % 12 // 3 + 1,
        _pg_fiscal_quarter,
        uses=("fiscal_start",)),
    Function(GROUP, "in_period(day: day, period: literal period) -> boolean",
        text("Whether a date lies in a period such as today, this_quarter, last_30_days, "
             "next_2_weeks, last_fiscal_year.",
             "日期是否在某期间内，如 today、this_quarter、last_30_days、"
             "next_2_weeks、last_fiscal_year。"),
        "in_period(date(2024, 6, 1), 'last_30_days')", "true",
        _in_period, _pg_in_period, uses=("today", "week_start", "fiscal_start")),
    Function(GROUP, "age_days(day: day) -> integer",
        text("Days from a date to today.", "从某日期到今天的天数。"),
        "age_days(date(2024, 6, 1))", "29",
        lambda today, day: (today - day).days,
        lambda today, day: _days_since(sa.literal(today, sa.Date()), day),
        uses=("today",)),
    Function(GROUP, "is_weekend(day: day) -> boolean",
        text("Whether it is a Saturday or Sunday.", "是否周六或周日。"),
        "is_weekend(date(2024, 6, 30))", "true",
        lambda day: day.isoweekday() >= 6, lambda day: sa.extract("isodow", day) >= 6,
        browser=True),
    Function(GROUP, "is_leap_year(day: day) -> boolean",
        text("Whether its year has a 29 February.", "是否闰年。"),
        "is_leap_year(date(2024, 6, 30))", "true",
        lambda day: periods.days_in_month(day.year, 2) == 29, _pg_is_leap_year),
    Function(GROUP, "format_date(day: day, pattern: literal text) -> text",
        text("A date by a pattern of YYYY YY MM M DD D.", "按 YYYY YY MM M DD D 格式显示日期。"),
        "format_date(date(2024, 6, 3), 'YYYY年M月D日')", "2024年6月3日", _format, _pg_format),
    Function(GROUP, "parse_date(text: text) -> date",
        text("The date that a text spells as 2024-06-30, 2024/6/30 or 2024.6.30; else blank.",
             "文本所写的日期（2024-06-30、2024/6/30、2024.6.30）；否则为空。"),
        "parse_date('2024/6/30')", "2024-06-30", _parse_date, _pg_parse_date),
)  # fmt: skip
