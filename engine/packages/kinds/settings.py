"""The kind ``settings``: what holds for the whole company (decision 14)."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import available_timezones

from babel.numbers import is_currency

from engine.errors import Problem
from engine.kernel.component import Component
from engine.kernel.kind import Kind, Reference
from engine.kernel.model import Model
from engine.packages.problems import component_problem, did_you_mean
from engine.packages.shapes import (
    NAME,
    STRING,
    WORDING,
    choice,
    closed,
    described,
    document,
    listed,
)
from engine.text import text

CURRENCY = {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217, such as EUR"}
RATES = closed(
    {"object": NAME, "currency": NAME, "date": NAME, "rate": NAME},
    required=("object", "currency", "date", "rate"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Settings(Kind):
    """Company, language, zone, currencies, fiscal year, week."""

    name = "settings"
    label = text("settings", "设置")
    plural = text("settings", "设置")
    folder = "settings"
    removable = False
    schema = document(
        {
            "company": WORDING,
            "language": described(choice("en", "zh"), "Language of those who chose none"),
            "zone": described(STRING, "IANA time zone, such as Asia/Shanghai"),
            "region": {
                "type": "string",
                "pattern": "^[A-Z]{2}$",
                "description": "Default region of phone numbers",
            },
            "currencies": closed(
                {
                    "corporate": CURRENCY,
                    "active": listed(CURRENCY, least=1),
                    "rates": described(RATES, "The object that keeps exchange rates"),
                },
                required=("corporate",),
            ),
            "fiscal_year_start": {"type": "integer", "minimum": 1, "maximum": 12},
            "week_start": choice(*WEEKDAYS),
            "calendar": described(NAME, "The working calendar of the company"),
            "trash_days": described(
                {"type": "integer", "minimum": 0, "maximum": 3650},
                "Days until the recycle bin is emptied of a record; 0 never",
            ),
        }
    )

    def references(self, component: Component) -> Iterator[Reference]:
        if "calendar" in component.body:
            yield Reference("calendar", "", component.body["calendar"], "/calendar")
        rates = component.body.get("currencies", {}).get("rates", {})
        for key, name in rates.items():
            kind, of = ("object", "") if key == "object" else ("field", rates["object"])
            yield Reference(kind, of, name, f"/currencies/rates/{key}")

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        zone = component.body.get("zone")
        if zone is not None and zone not in available_timezones():
            yield zone_problem(component, "/zone", zone)
        money = component.body.get("currencies", {})
        active = money.get("active", [])
        for code in dict.fromkeys([money.get("corporate", ""), *active]):
            if code and not is_currency(code):
                message = text("there is no currency “{code}”", "没有币种“{code}”", code=code)
                yield component_problem(component, "/currencies", "settings.currency", message)
        if active and money.get("corporate") not in active:
            message = text(
                "the corporate currency is not among the active ones",
                "本位币不在启用的币种之中",
            )
            yield component_problem(
                component, "/currencies/active", "settings.currency", message
            )


def zone_problem(component: Component, pointer: str, zone: str) -> Problem:
    """Say that a time zone does not exist."""
    message = text("there is no time zone “{zone}”", "没有时区“{zone}”", zone=zone)
    hint = did_you_mean(zone, available_timezones())
    return component_problem(component, pointer, "settings.zone", message, hint)


KIND = Settings()
