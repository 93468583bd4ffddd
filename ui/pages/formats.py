"""Writes amounts and days the short way that lists, boards and highlights need."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from ui.i18n import gettext as _

_UNITS = {
    "en": ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 4, "k")),
    "zh": ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
}


def amount(value: Decimal, currency: str, language: str) -> str:
    """Write an amount with its currency's code; cents only where there are any."""
    pattern = "#,##0" if value == value.to_integral_value() else "#,##0.00"
    written = format_decimal(value, format=pattern, locale=language)
    return f"{currency}\u00a0{written}".strip()


def short_amount(value: Decimal, currency: str, language: str) -> str:
    """Write an amount in thousands or millions, or 万 and 亿, to three digits or so."""
    for size, unit in _UNITS.get(language, _UNITS["en"]):
        step = Decimal(1000) if unit == "k" else size
        if abs(value) >= size:
            shown = (value / step).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            places = "#,##0.##" if abs(shown) < 100 else "#,##0.#"
            written = format_decimal(shown, format=places, locale=language)
            space = "\u00a0"
            return f"{currency}{space}{written}{space}{unit}".strip()
    return amount(value.quantize(Decimal(1), rounding=ROUND_HALF_UP), currency, language)


def short_day(value: date, today: date, language: str) -> str:
    """Write a day without its year when that is this year; today and its neighbours in words."""
    known = {0: _("Today"), 1: _("Tomorrow"), -1: _("Yesterday")}
    distance = (value - today).days
    if distance in known:
        return known[distance]
    if language == "zh":
        pattern = "M/d" if value.year == today.year else "y/M/d"
    else:
        pattern = "d MMM" if value.year == today.year else "d MMM y"
    return format_date(value, format=pattern, locale=language)


def short_moment(value: datetime, today: date, language: str) -> str:
    """Write a local moment: its short day, then the time."""
    return f"{short_day(value.date(), today, language)} {value:%H:%M}"


def full_moment(value: datetime, language: str) -> str:
    """Write a local moment so that it can be read on any later day, as paper is."""
    day = format_date(value, format="y/M/d" if language == "zh" else "d MMM y", locale=language)
    return f"{day} {value:%H:%M}"


def size_of(size: int) -> str:
    """Write a size in bytes, kilobytes or megabytes."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:,.0f} kB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"
