"""The field type ``boolean``: yes or no."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.fields.shared.bases import BLANKS
from engine.fields.shared.locales import is_chinese
from engine.fields.shared.refusal import unreadable, wrong_type
from engine.fields.shared.texts import half_width, is_blank
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import text

_YES = frozenset(
    [
        "true",
        "yes",
        "y",
        "t",
        "on",
        "1",
        "x",
        "checked",
        "√",
        "✓",
        "✔",
        "是",
        "对",
        "真",
        "有",
        "启用",
        "已",
    ]
)
_NO = frozenset(
    [
        "false",
        "no",
        "n",
        "f",
        "off",
        "0",
        "unchecked",
        "×",
        "✗",
        "✘",
        "否",
        "不",
        "不是",
        "错",
        "假",
        "无",
        "没有",
        "停用",
        "未",
    ]
)
_WANTED = text("yes or no", "是或否")


class Boolean(FieldType):
    """Yes or no; blank reads as no."""

    name = "boolean"
    label = text("Yes or no", "是否")
    help = text("A tick.", "勾选项。")
    examples = ("true", "Yes", "是", "否", "0", "√")
    family = Family.BOOLEAN
    value_type = ValueType.BOOLEAN
    widget = "boolean"
    operators = ("eq", "ne", *BLANKS)
    groupable = True

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> bool | None:
        if raw is None or raw is True or raw is False:
            return raw
        if isinstance(raw, int | float) or (isinstance(raw, Decimal) and raw.is_finite()):
            return _from_number(raw)
        if not isinstance(raw, str):
            raise wrong_type(raw, _WANTED)
        if is_blank(raw):
            return None
        word = half_width(raw).lower()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise unreadable(raw, _WANTED)

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return self.display(value, field, locale)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if value is None:
            return ""
        if is_chinese(locale.language):
            return "是" if value else "否"
        return "Yes" if value else "No"


def _from_number(raw: float | Decimal) -> bool:
    if raw not in (0, 1):
        raise wrong_type(raw, _WANTED)
    return bool(raw)


FIELD_TYPE = Boolean()
