"""The field type ``color``: a colour."""

from __future__ import annotations

import re

from engine.fields.shared.bases import CHOICE_OPERATORS, Line
from engine.fields.shared.refusal import unreadable
from engine.fields.shared.texts import clean_line, half_width
from engine.kernel.field_type import Locale
from engine.kernel.model import FieldDef
from engine.text import text

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")
_WANTED = text("a colour", "颜色")


class Color(Line):
    """A colour as ``#rrggbb`` in small letters."""

    name = "color"
    label = text("Colour", "颜色")
    help = text("A colour.", "颜色。")
    examples = ("#1A2B3C", "#abc", "1a2b3c")
    widget = "color"
    operators = CHOICE_OPERATORS
    searchable = False
    sortable = False
    groupable = True

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        found = clean_line(raw, 64)
        if found is None:
            return None
        match = _HEX.fullmatch(half_width(found).lower())
        if match is None:
            raise unreadable(raw, _WANTED, text("write it like #1a2b3c", "请写成 #1a2b3c"))
        digits = match[1]
        return "#" + (digits if len(digits) == 6 else "".join(c + c for c in digits))


FIELD_TYPE = Color()
