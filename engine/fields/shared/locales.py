"""Shows numbers, money, dates and moments as a locale writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from functools import cache, lru_cache

import babel
from babel import dates, numbers

from engine.kernel.values import round_half_up

_FALLBACK = "en"
_GROUP = "\ue000"


@lru_cache(maxsize=64)
def babel_locale(language: str) -> babel.Locale:
    """Give the locale of a language tag; English when it is unknown."""
    try:
        return babel.Locale.parse(language.replace("-", "_"))
    except (ValueError, babel.UnknownLocaleError):
        return babel.Locale.parse(_FALLBACK)


def is_chinese(language: str) -> bool:
    """Say whether a language tag is a form of Chinese."""
    return language.lower().startswith("zh")


def show_number(value: Decimal | int, language: str, digits: int | None = None) -> str:
    """Show a number with groups; exactly ``digits`` decimals, or as many as it has."""
    if digits is not None:
        written = f"{round_half_up(Decimal(value), digits):,f}"
    else:
        written = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        if "." in written:
            written = written.rstrip("0").rstrip(".")
    point, group = _symbols(language)
    if (point, group) == (".", ","):
        return written
    return written.replace(",", _GROUP).replace(".", point).replace(_GROUP, group)


@lru_cache(maxsize=8192)
def show_money(amount: Decimal, currency: str, language: str, digits: int | None) -> str:
    """Show an amount in its currency; the plain number when there is no known currency."""
    if len(currency) != 3:
        return show_number(amount, language, 2 if digits is None else digits)
    locale = babel_locale(language)
    if digits is None:
        return numbers.format_currency(amount, currency, locale=locale)
    rounded = round_half_up(amount, digits)
    pattern = locale.currency_formats["standard"]
    written: str = pattern.apply(
        rounded, locale, currency=currency, force_frac=(digits, digits), currency_digits=False
    )
    return written


@lru_cache(maxsize=8192)
def show_date(value: date, language: str) -> str:
    """Show a day."""
    return dates.format_date(value, "medium", locale=babel_locale(language))


@lru_cache(maxsize=8192)
def show_moment(value: datetime, language: str, zone: tzinfo | None) -> str:
    """Show a moment in a zone; UTC when there is none."""
    local = value.astimezone(zone or UTC).replace(tzinfo=None)
    locale = babel_locale(language)
    day = dates.format_date(local.date(), "medium", locale=locale)
    return f"{day} {show_time(local.time())}"


@lru_cache(maxsize=2048)
def show_time(value: time) -> str:
    """Show a time of day to the minute, in 24 hours; seconds only when there are any."""
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


@cache
def currency_codes() -> frozenset[str]:
    """Give the codes of all currencies, and RMB, as people write it."""
    return frozenset(numbers.list_currencies()) | {"RMB"}


@cache
def territory_codes() -> dict[str, str]:
    """Give the code of every country by its English and Chinese name, folded."""
    found: dict[str, str] = {}
    for language in ("en", "zh", "zh_Hant"):
        for code, name in babel.Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[name.casefold()] = code
    return {**found, "usa": "US", "uk": "GB", "prc": "CN", "great britain": "GB"}


@lru_cache(maxsize=1024)
def territory_name(code: str, language: str) -> str:
    """Give the name of a country in a language; what is no code shows itself."""
    name: str = babel_locale(language).territories.get(code, code)
    return name


@lru_cache(maxsize=64)
def _symbols(language: str) -> tuple[str, str]:
    locale = babel_locale(language)
    point = numbers.get_decimal_symbol(locale)
    return point, numbers.get_group_symbol(locale)
