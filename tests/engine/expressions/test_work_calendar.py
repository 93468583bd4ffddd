"""Working time counts the hours, holidays and extra working days of the tenant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.expressions import Env, FixedScope, WorkCalendar, check, evaluate

SHANGHAI = ZoneInfo("Asia/Shanghai")
BODY = {
    "zone": "Asia/Shanghai",
    "hours": {
        day: ["09:00-12:00", "13:00-18:00"]
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
    },
    "holidays": [{"id": "national", "date": "2024-10-01"}, {"id": "n2", "date": "2024-10-02"}],
    "extra_working_days": [{"id": "swap", "date": "2024-10-12"}],
}
WORK = WorkCalendar.from_body(BODY)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 10, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def test_a_holiday_is_no_workday_and_a_swapped_saturday_is():
    assert not WORK.is_workday(date(2024, 10, 1))
    assert WORK.is_workday(date(2024, 10, 12))
    assert not WORK.is_workday(date(2024, 10, 13))


def test_adding_workdays_steps_over_days_off_and_back():
    assert WORK.add_workdays(date(2024, 9, 30), 1) == date(2024, 10, 3)
    assert WORK.add_workdays(date(2024, 10, 11), 1) == date(2024, 10, 12)
    assert WORK.add_workdays(date(2024, 10, 3), -1) == date(2024, 9, 30)
    assert WORK.add_workdays(date(2024, 10, 1), 0) == date(2024, 10, 1)


def test_workdays_between_agrees_with_counting_day_by_day():
    start = date(2024, 9, 20)
    for days in range(60):
        end = start + timedelta(days=days)
        counted = sum(WORK.is_workday(start + timedelta(days=n + 1)) for n in range(days))
        assert WORK.workdays_between(start, end) == counted
        assert WORK.workdays_between(end, start) == -counted


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (local(8, 10), local(8, 12, 30), "2"),
        (local(8, 17), local(9, 10), "2"),
        (local(11, 17), local(14, 10), "10"),
        (local(1, 9), local(1, 18), "0"),
        (local(9, 10), local(8, 17), "-2"),
    ],
)
def test_working_hours_leave_out_nights_breaks_and_days_off(start, end, hours):
    assert WORK.hours_between(start, end, ZoneInfo("UTC")) == Decimal(hours)


def test_adding_working_hours_is_the_way_back_of_measuring_them():
    start = local(8, 8)
    for quarter in range(1, 200, 7):
        hours = Decimal(quarter) / 4
        end = WORK.add_hours(start, hours, ZoneInfo("UTC"))
        assert WORK.hours_between(start, end, ZoneInfo("UTC")) == hours


def test_a_calendar_survives_its_plain_form():
    again = WorkCalendar.from_body(WORK.to_body())
    assert again == WORK
    assert WorkCalendar.from_body({}).add_workdays(date(2024, 1, 1), 1) is None


def test_expressions_use_the_calendar_of_their_surroundings():
    scope = FixedScope()
    now = local(1, 9)
    source = "add_workdays(date(2024, 9, 30), 1)"
    with_calendar = Env(now=now, zone=SHANGHAI, calendar=WORK)
    assert evaluate(check(source, scope), {}.get, with_calendar) == date(2024, 10, 3)
    assert evaluate(check(source, scope), {}.get, Env(now=now, zone=SHANGHAI)) == date(
        2024, 10, 1
    )


def test_adding_workdays_agrees_with_walking_day_by_day():
    weekend = WorkCalendar.from_body(
        {
            "hours": {"saturday": ["10:00-11:00"], "sunday": ["10:00-12:00"]},
            "holidays": ["2024-10-05", "2024-10-06", "2024-10-12"],
            "extra_working_days": ["2024-10-07", "2024-10-06"],
        }
    )
    for work in (WORK, weekend):
        for begin in (date(2024, 9, 28) + timedelta(days=n) for n in range(20)):
            for step in (1, -1):
                day, passed = begin, 0
                for _ in range(40):
                    day += timedelta(days=step)
                    if work.is_workday(day):
                        passed += step
                        assert work.add_workdays(begin, passed) == day


def test_working_days_end_with_the_calendar():
    assert WORK.add_workdays(date.max, 1) is None
    assert WORK.add_workdays(date.min, -1) is None
    assert WORK.add_workdays(date.min, 1) == date(1, 1, 2)
    assert WORK.add_workdays(date(2024, 1, 1), 10_000) is None


def test_a_night_shift_lasts_as_long_as_the_clock_change_lets_it():
    berlin = ZoneInfo("Europe/Berlin")
    night = WorkCalendar.from_body({"hours": {"sunday": ["00:00-24:00"]}})
    spring = datetime(2024, 3, 30, 23, tzinfo=UTC)
    assert night.hours_between(spring, spring + timedelta(hours=24), berlin) == 23
    assert night.add_hours(spring, Decimal(23), berlin) == spring + timedelta(hours=23)
    assert night.add_hours(spring, Decimal("23.5"), berlin) == datetime(
        2024, 4, 6, 22, 30, tzinfo=UTC
    )
