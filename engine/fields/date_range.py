"""The field type ``date_range``: from one day to another."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from engine.fields.shared.bases import BLANKS
from engine.fields.shared.composites import read_parts
from engine.fields.shared.dates import read_date
from engine.fields.shared.locales import show_date
from engine.fields.shared.refusal import unreadable, wrong_type
from engine.fields.shared.texts import is_blank
from engine.kernel.field_type import FieldType, InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import text

_PARTS = ("start", "end")
_BETWEEN = re.compile(
    r"\s*(?:\bto\b|至|到|–|—|~|～)\s*|\s+-\s+|(?<=[0-9日号])/(?=[0-9]{4}\b)|/$|^/"
)
_WANTED = text("a range of dates", "日期范围")


class DateRange(FieldType):
    """Two days, the last included; either may be open."""

    name = "date_range"
    label = text("Date range", "日期范围")
    help = text("From one day to another, both included.", "起止日期，均包含在内。")
    examples = (
        "2026-01-01/2026-03-31",
        "2026-01-01 - 2026-03-31",
        "2026年1月1日至2026年3月31日",
    )
    family = Family.DATE
    value_type = ValueType.JSON
    widget = "date_range"
    operators = BLANKS
    sortable = False

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return tuple(Part(name, Family.DATE, ValueType.DATE) for name in _PARTS)

    def clean(
        self, raw: object, field: FieldDef, locale: Locale
    ) -> dict[str, date | None] | None:
        if is_blank(raw):
            return None
        given = read_parts(_split(raw), _PARTS)
        start, end = (read_date(given[name], locale) for name in _PARTS)
        if start is None and end is None:
            return None
        if start and end and end < start:
            raise InvalidValue(
                "range.order",
                text("the end is before the start", "结束日期早于开始日期"),
            )
        return {"start": start, "end": end}

    def to_json(self, value: Any, field: FieldDef) -> dict[str, str | None] | None:
        if value is None:
            return None
        return {name: value[name] and value[name].isoformat() for name in _PARTS}

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if value is None:
            return ""
        return "/".join(value[name].isoformat() if value[name] else "" for name in _PARTS)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, dict):
            return "" if value is None else str(value)
        days = (value.get(name) for name in _PARTS)
        shown = [
            show_date(day, locale.language) if isinstance(day, date) else "…" for day in days
        ]
        return " – ".join(shown)


def _split(raw: object) -> object:
    if isinstance(raw, str):
        if len(raw) > 80:
            raise unreadable(raw, _WANTED)
        found = _BETWEEN.split(raw.strip())
        if len(found) != 2:
            hint = text("write it like 2026-01-01/2026-03-31", "请写成 2026-01-01/2026-03-31")
            raise unreadable(raw, _WANTED, hint)
        return dict(zip(_PARTS, found, strict=True))
    if isinstance(raw, tuple | list):
        if len(raw) != 2:
            raise wrong_type(raw, _WANTED)
        return dict(zip(_PARTS, raw, strict=True))
    return raw


FIELD_TYPE = DateRange()
