"""Functions of moments and times of day; a moment given for a time is read in the zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.expressions.function import Function
from engine.expressions.functions.date import pg_date
from engine.expressions.local_time import FIRST_MOMENT, LAST_MOMENT, in_range, to_moment
from engine.expressions.operators import MAX_MOMENT_DAYS, Number, settle
from engine.expressions.postgresql import (
    MOMENT,
    NUMERIC,
    bounded_moment,
    divided,
    epoch,
    extracted,
    int4,
    joined,
    let,
    within,
)
from engine.expressions.spaces import SPACES
from engine.text import text

GROUP = "date"
f = sa.func
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WRITTEN = re.compile(
    "([0-9]{4})-([0-9]{2})-([0-9]{2})"
    "(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,6})[0-9]*)?)?"
    "(?:(Z)|([-+])([0-2][0-9]):?([0-5][0-9]))?)?"
)
"""ISO 8601 as people and machines write it; the date alone is midnight."""


def _time(hour: int, minute: int, second: int = 0) -> time | None:
    try:
        return time(hour, minute, second)
    except (ValueError, OverflowError):
        return None


def _pg_time(hour: Any, minute: Any, second: Any = None) -> Any:
    whole = sa.Integer()
    parts = [within(hour, -1, 24, whole), within(minute, -1, 60, whole)]
    seconds = sa.literal(0) if second is None else within(second, -1, 60, whole)
    return f.make_time(*parts, sa.cast(seconds, sa.Double()), type_=sa.Time())


def _at(zone: ZoneInfo, day: date, clock: time) -> datetime | None:
    return to_moment(datetime.combine(day, clock), zone)


def _pg_at(zone: ZoneInfo, day: Any, clock: Any) -> Any:
    local = day.op("+", precedence=7, return_type=sa.DateTime())(clock)
    return bounded_moment(f.timezone(zone.key, local, type_=MOMENT))


def _adder(microseconds: int) -> Callable[[datetime, Decimal], datetime | None]:
    limit = Decimal(MAX_MOMENT_DAYS * 86_400_000_000) / microseconds

    def add(moment: datetime, count: Decimal) -> datetime | None:
        if abs(count) >= limit:
            return None
        try:
            return in_range(moment + timedelta(microseconds=int(count * microseconds)))
        except OverflowError:
            return None

    return add


def _pg_adder(microseconds: int) -> Callable[..., Any]:
    limit = Decimal(MAX_MOMENT_DAYS * 86_400_000_000) / microseconds

    def add(moment: Any, count: Any) -> Any:
        span = f.trunc(within(count, -limit, limit, NUMERIC) * microseconds)
        moved = sa.cast(span, sa.Double()).op("*", precedence=8, return_type=sa.Interval())(
            _pg_step()
        )
        return bounded_moment(moment.op("+", precedence=7, return_type=MOMENT)(moved))

    return add


def _elapsed(seconds: int) -> Callable[[datetime, datetime], Number]:
    unit = Decimal(seconds * 1_000_000)

    def measure(start: datetime, end: datetime) -> Number:
        return settle(Decimal((end - start) // _MICROSECOND) / unit)

    return measure


def _pg_elapsed(seconds: int) -> Callable[..., Any]:
    unit = sa.literal(Decimal(seconds), NUMERIC)
    return lambda start, end: divided(epoch(end) - epoch(start), unit)


def _parse_moment(zone: ZoneInfo, value: str) -> datetime | None:
    match = _WRITTEN.fullmatch(value.strip(SPACES))
    if match is None:
        return None
    *numbers, fraction, utc, sign, hours, minutes = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    try:
        clock = time(hour, minute, second, int(f"{fraction or '':0<6}"))
        local = datetime.combine(date(year, month, day), clock)
        if utc is None and sign is None:
            return to_moment(local, zone)
        ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        return in_range((local + ahead * (1 if sign == "-" else -1)).replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _pg_parse_moment(zone: ZoneInfo, value: Any) -> Any:
    parts = f.regexp_match(
        f.btrim(value, SPACES), f"^{_WRITTEN.pattern}$", type_=sa.ARRAY(sa.Text())
    )
    return let(lambda part: _pg_written(zone, part), parts)


def _pg_written(zone: ZoneInfo, part: Any) -> Any:
    day = pg_date(*(int4(part[place]) for place in (1, 2, 3)))
    hour, minute, second = (int4(f.coalesce(part[place], "0")) for place in (4, 5, 6))
    micros: Any = sa.cast(f.rpad(f.coalesce(part[7], ""), 6, "0"), sa.Double())
    clock = _pg_time(hour, minute, second)
    local = _plus(_plus(day, clock), micros * _pg_step())
    ahead = f.make_interval(
        0, 0, 0, 0, int4(f.coalesce(part[10], "0")), int4(f.coalesce(part[11], "0")),
        type_=sa.Interval(),
    )  # fmt: skip
    shifted = sa.case(
        (part[9] == "-", _plus(local, ahead)),
        else_=local.op("-", precedence=7, return_type=sa.DateTime())(ahead),
    )
    named = sa.or_(part[8].is_not(None), part[9].is_not(None))
    in_utc, in_zone = (
        f.timezone(name, written, type_=MOMENT)
        for name, written in (("UTC", shifted), (zone.key, local))
    )
    return bounded_moment(sa.case((named, in_utc), else_=in_zone))


def _plus(moment: Any, span: Any) -> Any:
    return moment.op("+", precedence=7, return_type=sa.DateTime())(span)


def _pg_step() -> Any:
    return sa.cast(sa.literal("1 microsecond", sa.Text()), sa.Interval())


def _from_unix(seconds: Decimal) -> datetime | None:
    whole = int(seconds)
    low, high = _BOUNDS
    return _EPOCH + timedelta(seconds=whole) if low < whole < high else None


_BOUNDS = (int(FIRST_MOMENT.timestamp()) - 1, int(LAST_MOMENT.timestamp()) + 1)


def _pg_from_unix(seconds: Any) -> Any:
    bounded = within(f.trunc(seconds), Decimal(_BOUNDS[0]), Decimal(_BOUNDS[1]), NUMERIC)
    return f.to_timestamp(sa.cast(bounded, sa.Double()), type_=MOMENT)


def _duration_text(seconds: Decimal) -> str:
    minutes, second = divmod(abs(int(seconds)), 60)
    sign = "-" if seconds <= -1 else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{second:02}"


def _pg_duration_text(seconds: Any) -> Any:
    def written(value: Any) -> Any:
        whole = f.trunc(f.abs(value), type_=NUMERIC)
        minutes = f.mod(f.div(whole, 60), 60)
        return joined(
            sa.case((value <= -1, "-"), else_=""),
            sa.cast(f.div(whole, 3600), sa.Text()), ":",
            f.lpad(sa.cast(minutes, sa.Text()), 2, "0"), ":",
            f.lpad(sa.cast(f.mod(whole, 60), sa.Text()), 2, "0"),
        )  # fmt: skip

    return let(written, seconds)


FUNCTIONS = (
    Function(GROUP, "now() -> datetime",
        text("The present moment.", "当前时刻。"),
        "now()", "2024-06-30T10:30:00Z", lambda now: now,
        lambda now: sa.literal(now, MOMENT),
        uses=("now",), browser=True, salesforce="NOW"),
    Function(GROUP, "time(hour: count, minute: count, second: count?) -> time",
        text("A time of day; blank when there is no such time.", "时刻；不存在则为空。"),
        "time(9, 30)", "09:30:00", _time, _pg_time),
    Function(GROUP, "moment(day: date, clock: time) -> datetime",
        text("The moment of a local date and time in the zone.",
             "某时区的本地日期和时间所对应的时刻。"),
        "moment(date(2024, 7, 1), time(8, 0))", "2024-07-01T00:00:00Z",
        _at, _pg_at, uses=("zone",)),
    Function(GROUP, "time_of(moment: datetime) -> time",
        text("The time of day of a moment in the zone.", "时刻在时区内的时间。"),
        "time_of(parse_moment('2024-06-30T20:00:00Z'))", "04:00:00",
        operation="local_time", salesforce="TIMENOW, TIMEVALUE"),
    Function(GROUP, "hour(clock: clock) -> integer", text("The hour, 0 to 23.", "小时，0 至 23。"),
        "hour(time(9, 30))", "9", lambda clock: clock.hour, extracted("hour"), salesforce="HOUR"),
    Function(GROUP, "minute(clock: clock) -> integer", text("The minute.", "分钟。"),
        "minute(time(9, 30))", "30",
        lambda clock: clock.minute, extracted("minute"), salesforce="MINUTE"),
    Function(GROUP, "second(clock: clock) -> integer", text("The second.", "秒。"),
        "second(time(9, 30, 5))", "5",
        lambda clock: clock.second, extracted("second"), salesforce="SECOND"),
    Function(GROUP, "add_hours(moment: datetime, hours: number) -> datetime",
        text("Moves a moment by hours, up to 100,000 days.", "把时刻加减小时，最多 100,000 天。"),
        "add_hours(parse_moment('2024-06-30T20:00:00Z'), 1.5)", "2024-06-30T21:30:00Z",
        _adder(3_600_000_000), _pg_adder(3_600_000_000)),
    Function(GROUP, "add_minutes(moment: datetime, minutes: number) -> datetime",
        text("Moves a moment by minutes, up to 100,000 days.", "把时刻加减分钟，最多 100,000 天。"),
        "add_minutes(parse_moment('2024-06-30T20:00:00Z'), -15)", "2024-06-30T19:45:00Z",
        _adder(60_000_000), _pg_adder(60_000_000)),
    Function(GROUP, "hours_between(start: datetime, end: datetime) -> decimal",
        text("Hours from one moment to another.", "两个时刻之间的小时数。"),
        "hours_between(parse_moment('2024-06-30T20:00:00Z'), parse_moment('2024-06-30T21:30:00Z'))",
        "1.5", _elapsed(3_600), _pg_elapsed(3_600)),
    Function(GROUP, "minutes_between(start: datetime, end: datetime) -> decimal",
        text("Minutes from one moment to another.", "两个时刻之间的分钟数。"),
        "minutes_between(parse_moment('2024-06-30T20:00:00Z'), now())", "-570",
        _elapsed(60), _pg_elapsed(60)),
    Function(GROUP, "date_in(moment: datetime, zone: literal zone) -> date",
        text("The date of a moment in a named zone.", "时刻在指定时区的日期。"),
        "date_in(parse_moment('2024-06-30T20:00:00Z'), 'America/New_York')", "2024-06-30",
        lambda moment, zone: moment.astimezone(ZoneInfo(zone)).date(),
        lambda moment, zone: sa.cast(f.timezone(zone, moment), sa.Date())),
    Function(GROUP, "time_in(moment: datetime, zone: literal zone) -> time",
        text("The time of day of a moment in a named zone.", "时刻在指定时区的时间。"),
        "time_in(parse_moment('2024-06-30T20:00:00Z'), 'America/New_York')", "16:00:00",
        lambda moment, zone: moment.astimezone(ZoneInfo(zone)).time(),
        lambda moment, zone: sa.cast(f.timezone(zone, moment), sa.Time())),
    Function(GROUP, "parse_moment(text: text) -> datetime",
        text("The moment that a text spells in ISO 8601; without offset in the zone.",
             "ISO 8601 文本对应的时刻；没有时差则按时区。"),
        "parse_moment('2024-06-30 18:00')", "2024-06-30T10:00:00Z",
        _parse_moment, _pg_parse_moment, uses=("zone",), repeats=2, salesforce="DATETIMEVALUE"),
    Function(GROUP, "unix_time(moment: datetime) -> integer",
        text("Whole seconds since 1970 UTC.", "自 1970 年（UTC）起的整秒数。"),
        "unix_time(parse_moment('2024-06-30T20:00:00Z'))", "1719777600",
        lambda moment: (moment - _EPOCH) // timedelta(seconds=1),
        lambda moment: f.floor(epoch(moment)), salesforce="UNIXTIMESTAMP"),
    Function(GROUP, "from_unix_time(seconds: number) -> datetime",
        text("The moment so many whole seconds after 1970 UTC.", "1970 年（UTC）后若干整秒的时刻。"),
        "from_unix_time(1719777600)", "2024-06-30T20:00:00Z",
        _from_unix, _pg_from_unix, salesforce="FROMUNIXTIME"),
    Function(GROUP, "millisecond(clock: clock) -> integer",
        text("The thousandths of the second.", "毫秒。"),
        "millisecond(time(9, 30))", "0",
        lambda clock: clock.microsecond // 1_000,
        lambda clock: int4(f.floor(sa.extract("milliseconds", clock))) % 1_000,
        salesforce="MILLISECOND"),
    Function(GROUP, "duration_text(seconds: number) -> text",
        text("A duration in seconds as hours:minutes:seconds.", "把秒数显示为 时:分:秒。"),
        "duration_text(3725)", "1:02:05",
        _duration_text, _pg_duration_text, salesforce="FORMATDURATION"),
)  # fmt: skip
