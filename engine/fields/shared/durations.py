"""Reads and writes lengths of time in seconds."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from engine.fields.shared.numbers import WHOLE_LIMIT, read_whole
from engine.fields.shared.refusal import out_of_range, unreadable
from engine.fields.shared.texts import half_width, is_blank
from engine.text import text

DURATION = text("a length of time", "时长")
_UNITS = {
    "w": 604_800, "week": 604_800, "weeks": 604_800, "周": 604_800,
    "d": 86_400, "day": 86_400, "days": 86_400, "天": 86_400,
    "h": 3_600, "hr": 3_600, "hrs": 3_600, "hour": 3_600, "hours": 3_600, "小时": 3_600,
    "时": 3_600,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60, "分钟": 60, "分": 60,
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "秒": 1,
}  # fmt: skip
_CLOCK = re.compile(r"(-?)([0-9]{1,9}):([0-5][0-9])(?::([0-5][0-9]))?")
_STEP = re.compile(r"\s*([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*([a-z]+|小时|分钟|[周天时分秒])\s*,?")
_ISO = re.compile(r"p(?:([0-9.]+w))?(?:([0-9.]+d))?(?:t([0-9.hms]*))?")


def read_duration(raw: object) -> int | None:
    """Read a length of time as whole seconds; a bare number is seconds, ``1:30`` is h:mm."""
    if isinstance(raw, timedelta):
        return read_whole(raw.days * 86_400 + raw.seconds)
    if not isinstance(raw, str):
        return read_whole(raw)
    if is_blank(raw):
        return None
    found = half_width(raw).lower()
    if re.fullmatch(r"-?[0-9]{1,16}", found):
        return read_whole(int(found))
    clock = _CLOCK.fullmatch(found)
    if clock:
        seconds = int(clock[2]) * 3_600 + int(clock[3]) * 60 + int(clock[4] or 0)
        return -seconds if clock[1] else seconds
    negative = found.startswith("-")
    seconds = _sum_of_steps(found.removeprefix("-"), raw)
    return -seconds if negative else seconds


def write_duration(seconds: int) -> str:
    """Write seconds as h:mm:ss, as files carry it."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if seconds < 0 else ""
    written = f"{sign}{hours}:{minutes:02}:{rest:02}"
    return written if hours < 10**9 else str(seconds)


def show_duration(seconds: int, chinese: bool) -> str:
    """Show seconds in days, hours, minutes and seconds, units that are zero left out."""
    words = ("天", "小时", "分", "秒") if chinese else ("d", "h", "m", "s")
    rest = abs(seconds)
    shown = []
    for size, word in zip((86_400, 3_600, 60, 1), words, strict=True):
        count, rest = divmod(rest, size)
        if count:
            shown.append(f"{count}{word}")
    joined = ("" if chinese else " ").join(shown) or f"0{words[2]}"
    return "-" + joined if seconds < 0 else joined


def _sum_of_steps(found: str, raw: str) -> int:
    iso = _ISO.fullmatch(found) if found.startswith("p") else None
    rest = "".join(part or "" for part in iso.groups()) if iso else found
    total, place = Decimal(0), 0
    while place < len(rest):
        step = _STEP.match(rest, place)
        if step is None or step[2] not in _UNITS:
            raise _not_a_duration(raw)
        total += Decimal(step[1]) * _UNITS[step[2]]
        place = step.end()
    if not rest:
        raise _not_a_duration(raw)
    if total > WHOLE_LIMIT:
        raise out_of_range(-WHOLE_LIMIT, WHOLE_LIMIT)
    return int(total.to_integral_value(ROUND_HALF_UP))


def _not_a_duration(raw: str) -> Exception:
    hint = text("write it like 1h 30m or 1:30", "请写成 1小时30分 或 1:30")
    return unreadable(raw, DURATION, hint)
