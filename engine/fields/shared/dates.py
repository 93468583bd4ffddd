"""Reads dates, moments, times and lengths of time in ISO form and as people write them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, tzinfo

from engine.fields.shared.refusal import shown, unreadable, wrong_type
from engine.fields.shared.texts import half_width, is_blank
from engine.kernel.field_type import InvalidValue, Locale
from engine.text import Text, text

DATE = text("a date", "日期")
MOMENT = text("a date and time", "日期和时间")
TIME = text("a time of day", "时间")
_FIRST_YEAR, _LAST_YEAR = 1000, 9998
_YEAR_FIRST = re.compile(
    r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-\s]*([a-z]{3,9})\.?,?[-\s]*([0-9]{4})")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s*([0-9]{1,2})(?:st|nd|rd|th)?,?\s*([0-9]{4})")
_MIDNIGHT = re.compile(r"[T\s]\s*00:00(?::00(?:\.0{1,6})?)?\s*(?:Z|[+-]00:?00)?$")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_TIME = re.compile(
    r"(上午|下午|早上|晚上|中午|凌晨|am|pm)?\s*([0-9]{1,2})\s*"
    r"(?:[:时点]\s*(?:([0-9]{1,2})\s*(?:[:分]\s*(?:([0-9]{1,2})(?:\.([0-9]{1,6}))?\s*秒?)?)?)?)?"
    r"\s*(am|pm|a\.m\.|p\.m\.)?"
)
_DATE_AND_TIME = re.compile(
    r"(.*?(?:[日号]|[0-9]))\s*(?:T|\s|(?<=[日号]))\s*"
    r"((?:上午|下午|早上|晚上|中午|凌晨|[ap]m)?\s*[0-9]{1,2}\s*(?:[:时点].*|[ap]m))",
    re.IGNORECASE,
)
_LATE = frozenset({"下午", "晚上", "中午", "pm", "p.m."})


def read_date(raw: object, locale: Locale) -> date | None:
    """Read a day; None when blank. A time of day other than midnight is refused."""
    if raw is None:
        return None
    if isinstance(raw, datetime):
        if raw.time() != time(0):
            raise _has_time(raw.isoformat())
        return _in_range(raw.date())
    if isinstance(raw, date):
        return _in_range(raw)
    if not isinstance(raw, str):
        raise wrong_type(raw, DATE)
    found = _iso_date(raw)
    if found is None and not is_blank(raw):
        found = _read_written(raw, locale)
    return found and _in_range(found)


def read_moment(raw: object, locale: Locale) -> datetime | None:
    """Read a moment as aware UTC; one without a zone is in the locale's (decision 25)."""
    if raw is None:
        return None
    if isinstance(raw, datetime):
        return _to_utc(raw, locale.zone)
    if isinstance(raw, date):
        return _to_utc(datetime.combine(raw, time(0)), locale.zone)
    if not isinstance(raw, str):
        raise wrong_type(raw, MOMENT)
    found = _iso_moment(raw)
    if found is None and not is_blank(raw):
        found = _read_written_moment(raw, locale)
    return found and _to_utc(found, locale.zone)


def _iso_date(raw: str) -> date | None:
    if len(raw) == 10 and raw[4] == "-" == raw[7] and raw.isascii():
        with suppress(ValueError):
            return date.fromisoformat(raw)
    return None


def _iso_moment(raw: str) -> datetime | None:
    if 10 <= len(raw) <= 40 and raw[4] == "-" and raw.isascii():
        with suppress(ValueError):
            return datetime.fromisoformat(raw)
    return None


def read_time(raw: object) -> time | None:
    """Read a time of day, without a zone; None when blank."""
    if isinstance(raw, time):
        if raw.tzinfo is not None:
            raise unreadable(raw.isoformat(), TIME)
        return raw.replace(fold=0)
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise wrong_type(raw, TIME)
    if is_blank(raw):
        return None
    found = _TIME.fullmatch(half_width(raw).lower())
    hinted = found and (found[1] or found[6] or len(re.findall("[:时点]", found[0])) > 0)
    if not found or not hinted:
        raise unreadable(raw, TIME, text("write it like 14:30", "请写成 14:30"))
    return _time_of(found, raw)


def _time_of(found: re.Match[str], raw: str) -> time:
    hour, part = int(found[2]), found[1] or found[6] or ""
    if part and hour <= 12:
        late = part in _LATE
        hour = (hour % 12 + 12 if late else hour % 12) if hour < 12 or part != "中午" else 12
    fraction = (found[5] or "0").ljust(6, "0")
    try:
        return time(hour, int(found[3] or 0), int(found[4] or 0), int(fraction))
    except ValueError:
        raise unreadable(raw, TIME, text("write it like 14:30", "请写成 14:30")) from None


def _read_written(raw: str, locale: Locale) -> date:
    found = _MIDNIGHT.sub("", half_width(raw)).lower()
    match = _YEAR_FIRST.fullmatch(found) or _COMPACT.fullmatch(found)
    if match:
        return _date(int(match[1]), int(match[2]), int(match[3]), raw)
    match = _YEAR_LAST.fullmatch(found)
    if match:
        day, month = _day_and_month(int(match[1]), int(match[3]), match[2], locale)
        return _date(int(match[4]), month, day, raw)
    match = _DAY_MONTH.fullmatch(found)
    if match:
        return _date(int(match[3]), _month(match[2], raw), int(match[1]), raw)
    match = _MONTH_DAY.fullmatch(found)
    if match:
        return _date(int(match[3]), _month(match[1], raw), int(match[2]), raw)
    if _DATE_AND_TIME.fullmatch(found):
        raise _has_time(shown(raw))
    raise unreadable(raw, DATE, _date_hint())


def _day_and_month(first: int, second: int, mark: str, locale: Locale) -> tuple[int, int]:
    if mark == "." or first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    language = locale.language.replace("_", "-").lower()
    if language == "en-us" or (language == "en" and locale.region == "US"):
        return second, first
    if language in ("en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-sg"):
        return first, second
    raise InvalidValue(
        "date.ambiguous",
        text(
            "the day and the month cannot be told apart in “{a}{mark}{b}”",
            "无法分辨“{a}{mark}{b}”中的月和日",
            a=first,
            mark=mark,
            b=second,
        ),
        _date_hint(),
    )


def _month(name: str, raw: str) -> int:
    short = "sep" if name == "sept" else name
    for number, month in enumerate(_MONTHS, start=1):
        if short in (month, month[:3]):
            return number
    raise unreadable(raw, DATE, _date_hint())


def _date(year: int, month: int, day: int, raw: object) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise unreadable(raw, DATE, _date_hint()) from None


def _in_range(found: date) -> date:
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise InvalidValue(
            "date.range",
            text(
                "the year must be between {a} and {b}",
                "年份必须在 {a} 和 {b} 之间",
                a=_FIRST_YEAR,
                b=_LAST_YEAR,
            ),
        )
    return found


def _to_utc(found: datetime, zone: tzinfo | None) -> datetime:
    _in_range(found.date())
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone or UTC)
    return found if found.tzinfo is UTC else found.astimezone(UTC)


def _read_written_moment(raw: str, locale: Locale) -> datetime:
    found = half_width(raw)
    parts = _DATE_AND_TIME.fullmatch(found)
    if parts is None:
        return datetime.combine(_moment_date(found, locale), time(0))
    day = _moment_date(parts[1].strip(), locale)
    written = parts[2].strip()
    clock = read_time(written.removesuffix("Z")) or time(0)
    return datetime.combine(day, clock, UTC if written.endswith("Z") else None)


def _moment_date(raw: str, locale: Locale) -> date:
    found = read_date(raw, locale)
    if found is None:
        raise unreadable(raw, MOMENT, _date_hint())
    return found


def _has_time(raw: str) -> InvalidValue:
    return InvalidValue(
        "date.has_time",
        text(
            "“{raw}” has a time of day; only a date fits here",
            "“{raw}”带有时间；这里只需要日期",
            raw=raw,
        ),
        _date_hint(),
    )


def _date_hint() -> Text:
    return text("write it like 2026-03-05", "请写成 2026-03-05")
