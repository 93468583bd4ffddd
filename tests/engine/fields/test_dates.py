"""Days, moments and lengths of time as people and files write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from engine.kernel.field_type import InvalidValue, Locale
from tests.contracts.fields import sample_field

DAY = date(2026, 3, 5)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def clean(type_name, raw, language="en", zone=None, region=""):
    field = sample_field(type_name)
    return field.type.clean(raw, field, Locale(language, zone, region))


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-05", "2026/3/5", "2026.3.5", "20260305", "2026年3月5日", "2026年03月05号",
        "２０２６年３月５日",
        "5.3.2026", "5 Mar 2026", "5-Mar-2026", "March 5, 2026", "2026-03-05 00:00:00",
        "2026-03-05T00:00:00.000Z", datetime(2026, 3, 5), DAY,
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(raw):
    assert clean("date", raw) == DAY


def test_three_slash_five_is_read_only_where_one_reading_is_usual():
    assert clean("date", "3/5/2026", "en-US") == DAY
    assert clean("date", "3/5/2026", "en", region="US") == DAY
    assert clean("date", "5/3/2026", "en-GB") == DAY
    assert clean("date", "25/3/2026") == clean("date", "3/25/2026") == date(2026, 3, 25)
    for language in ("en", "zh", "zh-CN"):
        with pytest.raises(InvalidValue) as refused:
            clean("date", "3/5/2026", language)
        assert refused.value.code == "date.ambiguous"
        assert "2026-03-05" in refused.value.hint.to("zh")


@pytest.mark.parametrize(
    "raw", ["2026-02-30", "26-03-05", "3/5/26", "0999-01-01", "tomorrow", 46086, 46086.0]
)
def test_what_is_no_day_is_refused(raw):
    with pytest.raises(InvalidValue):
        clean("date", raw)


def test_a_day_does_not_swallow_a_time():
    with pytest.raises(InvalidValue) as refused:
        clean("date", "2026-03-05 14:30")
    assert refused.value.code == "date.has_time"


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-05 14:30", "2026-03-05T14:30:00+08:00", "2026-03-05T06:30:00Z", "2026/3/5 14:30",
        "2026年3月5日 14:30", "2026年3月5日下午2点30分",
        "5 Mar 2026 2:30 pm", "2026-03-05T06:30:00.000+0000",
        datetime(2026, 3, 5, 14, 30), datetime(2026, 3, 5, 14, 30, tzinfo=timezone(timedelta(hours=8))),
    ],
)  # fmt: skip
def test_a_moment_without_a_zone_is_in_the_viewers(raw):
    assert clean("datetime", raw, zone=SHANGHAI) == datetime(2026, 3, 5, 6, 30, tzinfo=UTC)


def test_the_hour_that_comes_twice_survives_a_file():
    field = sample_field("datetime")
    berlin = Locale("en", ZoneInfo("Europe/Berlin"))
    for hour in (0, 1):
        moment = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        assert (
            field.type.clean(field.type.to_cell(moment, field, berlin), field, berlin) == moment
        )


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("14:30", time(14, 30)), ("2:30 pm", time(14, 30)), ("12 am", time(0)), ("12 pm", time(12)),
        ("下午2点", time(14)), ("中午12点", time(12)), ("凌晨12:30", time(0, 30)),
        ("7时5分", time(7, 5)),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_however_it_is_written(raw, at):
    assert clean("time", raw) == at


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ("90", 90), ("90m", 5400), ("1h30m", 5400), ("1.5h", 5400), ("1:30", 5400), ("0:01:30", 90),
        ("2天3小时", 183_600), ("PT1H30M", 5400), ("P1DT2H", 93_600), ("-1h", -3600), ("1w", 604_800),
        (timedelta(minutes=2), 120),
    ],
)  # fmt: skip
def test_a_length_of_time_is_read_however_it_is_written(raw, seconds):
    assert clean("duration", raw) == seconds


@pytest.mark.parametrize(
    "raw",
    [
        "2026-01-01/2026-03-31", "2026-01-01 - 2026-03-31", "2026-01-01 to 2026-03-31",
        "2026/1/1至2026/3/31", ["2026-01-01", date(2026, 3, 31)],
    ],
)  # fmt: skip
def test_a_range_is_read_however_it_is_written(raw):
    assert clean("date_range", raw) == {"start": date(2026, 1, 1), "end": date(2026, 3, 31)}


def test_a_range_may_be_open_but_not_backwards():
    assert clean("date_range", "2026-01-01/") == {"start": date(2026, 1, 1), "end": None}
    with pytest.raises(InvalidValue):
        clean("date_range", "2026-03-31/2026-01-01")
