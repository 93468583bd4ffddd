"""The kind ``calendar``: working hours, holidays and extra working days (decision 14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import available_timezones

from engine.errors import Problem
from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass
from engine.kernel.model import Model
from engine.packages.kinds.settings import WEEKDAYS, zone_problem
from engine.packages.problems import component_problem
from engine.packages.shapes import (
    DATE,
    STRING,
    WORDING,
    closed,
    described,
    document,
    keyed,
    listed,
)
from engine.text import text

SPAN = {
    "type": "string",
    "pattern": r"^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$",
    "description": "From and to, such as 09:00-12:00",
}
_DAYS = keyed({"date": DATE, "label": WORDING}, required=("date",))


class Calendar(Kind):
    """A working calendar."""

    name = "calendar"
    label = text("calendar", "工作日历")
    plural = text("calendars", "工作日历")
    folder = "calendars"
    schema = document(
        {
            "label": WORDING,
            "zone": described(STRING, "IANA time zone; the company's when left out"),
            "hours": closed({day: listed(SPAN) for day in WEEKDAYS}),
            "holidays": _DAYS,
            "extra_working_days": _DAYS,
        }
    )
    property_classes = {
        "holidays": PropertyClass.MERGE,
        "extra_working_days": PropertyClass.MERGE,
    }

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        body = component.body
        if "zone" in body and body["zone"] not in available_timezones():
            yield zone_problem(component, "/zone", body["zone"])
        for day, spans in body.get("hours", {}).items():
            yield from _check_spans(component, day, spans)
        for part in ("holidays", "extra_working_days"):
            for index, entry in enumerate(body.get(part, ())):
                if not _is_date(entry["date"]):
                    message = text(
                        "there is no {date}", "没有 {date} 这一天", date=entry["date"]
                    )
                    yield component_problem(
                        component, f"/{part}/{index}/date", "calendar.date", message
                    )


def _check_spans(component: Component, day: str, spans: list[str]) -> Iterator[Problem]:
    end = ""
    for index, span in enumerate(spans):
        start, _, stop = span.partition("-")
        if start >= stop or start < end:
            message = text(
                "{span} ends before it begins, or overlaps the one before",
                "{span} 的结束早于开始，或与前一段重叠",
                span=span,
            )
            yield component_problem(
                component, f"/hours/{day}/{index}", "calendar.hours", message
            )
        end = stop


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


KIND = Calendar()
