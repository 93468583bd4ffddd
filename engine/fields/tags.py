"""The field type ``tags``: free words."""

from __future__ import annotations

import re
from typing import Any

from engine.fields.shared.bases import LIST_OPERATORS
from engine.fields.shared.lists import read_list
from engine.fields.shared.locales import is_chinese
from engine.fields.shared.refusal import too_many
from engine.fields.shared.texts import clean_line, folded
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import text

_LIMIT, _LENGTH = 50, 50
_BETWEEN = re.compile(r"[,;，；、|\n]")


class Tags(FieldType):
    """Up to 50 words of up to 50 characters; the same word in another case or width counts once."""

    name = "tags"
    label = text("Tags", "标签")
    help = text("Words of one's own.", "自定义标签。")
    examples = ("vip, export; 重点客户", "#trade-fair")
    family = Family.SIDE
    value_type = ValueType.LIST
    widget = "tags"
    operators = LIST_OPERATORS
    searchable = True
    sortable = False
    groupable = True

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return (Part("", Family.SIDE, ValueType.TEXT),)

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> tuple[str, ...] | None:
        given = read_list(raw, text("tags", "标签"), _LIMIT)
        if given is None:
            return None
        found: dict[str, str] = {}
        for member in [given] if isinstance(given, str) else given:
            for tag in _tags(member):
                found.setdefault(folded(tag), tag)
                if len(found) > _LIMIT:
                    raise too_many(_LIMIT)
        return tuple(found.values()) or None

    def to_json(self, value: Any, field: FieldDef) -> list[str] | None:
        return None if value is None else list(value)

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "; ".join(value or ())

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, tuple | list):
            return "" if value is None else str(value)
        return ("、" if is_chinese(locale.language) else ", ").join(map(str, value))

    def search_text(self, value: Any, field: FieldDef) -> str:
        return " ".join(value or ())


def _tags(member: object) -> list[str]:
    pieces = _BETWEEN.split(member) if isinstance(member, str) else [member]
    cleaned = (clean_line(_bare(piece), _LENGTH) for piece in pieces)
    return [tag for tag in cleaned if tag]


def _bare(piece: object) -> object:
    return piece.strip().lstrip("#＃ ") if isinstance(piece, str) else piece


FIELD_TYPE = Tags()
