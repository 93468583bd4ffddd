"""The field type ``text``: one line of text."""

from __future__ import annotations

from engine.fields.shared.bases import Line
from engine.fields.shared.patterns import check_pattern
from engine.fields.shared.schemas import BOOLEAN, PATTERN, described, usual, whole
from engine.fields.shared.texts import clean_block
from engine.kernel.field_type import Locale
from engine.kernel.model import FieldDef
from engine.text import text


class TextType(Line):
    """A short text; ``multiline`` keeps line breaks."""

    name = "text"
    label = text("Text", "文本")
    help = text("A name, a title, a short remark.", "名称、标题或简短说明。")
    examples = ("Bosch Rexroth AG", "上海电气集团", "  trimmed  ")
    widget = "text"
    groupable = True
    options_schema = {
        "max_length": usual(
            whole(1, 4000, "The most characters; 255 when not said"), Line.length
        ),
        "pattern": PATTERN,
        "multiline": described(BOOLEAN, "Line breaks are kept"),
    }

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        if not field.options.get("multiline"):
            return super().clean(raw, field, locale)
        found = clean_block(raw, self.limit(field))
        if found is not None:
            check_pattern(found, field)
        return found


FIELD_TYPE = TextType()
