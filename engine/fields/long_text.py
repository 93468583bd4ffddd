"""The field type ``long_text``: paragraphs of plain text."""

from __future__ import annotations

from typing import Any

from engine.fields.shared.bases import BLANKS
from engine.fields.shared.schemas import usual, whole
from engine.fields.shared.texts import clean_block
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import text

_LONGEST = 32_000


class LongText(FieldType):
    """A text of many lines; line ends are line feeds."""

    name = "long_text"
    label = text("Long text", "多行文本")
    help = text("Paragraphs without formatting.", "不带格式的段落。")
    examples = ("First line\nSecond line", "第一行\r\n第二行")
    family = Family.TEXT
    value_type = ValueType.TEXT
    widget = "long_text"
    operators = ("contains", "not_contains", *BLANKS)
    searchable = True
    sortable = False
    options_schema = {
        "max_length": usual(
            whole(1, 131_072, "The most characters; 32000 when not said"), _LONGEST
        )
    }

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        return clean_block(raw, int(field.options.get("max_length") or _LONGEST))

    def search_text(self, value: Any, field: FieldDef) -> str:
        return value or ""


FIELD_TYPE = LongText()
