"""The field type ``code``: a key that people and systems type, such as an article number."""

from __future__ import annotations

import unicodedata

from engine.fields.shared.bases import Line
from engine.fields.shared.patterns import check_pattern
from engine.fields.shared.schemas import PATTERN, choice, usual, whole
from engine.fields.shared.texts import clean_line
from engine.kernel.field_type import InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.text import text


class Code(Line):
    """A key without white space inside; full-width letters are made plain."""

    name = "code"
    label = text("Code", "编码")
    help = text("An article number, an external key.", "物料号、外部系统编号等。")
    examples = ("AB-1200/3", "ＡＢ１２", "物料-7")
    widget = "code"
    length = 80
    options_schema = {
        "max_length": usual(whole(1, 255, "The most characters; 80 when not said"), length),
        "pattern": PATTERN,
        "case": usual(
            choice("keep", "upper", "lower", description="Letters are changed to this case"),
            "keep",
        ),
    }

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        found = clean_line(raw, self.limit(field))
        if found is None:
            return None
        if not found.isascii():
            found = clean_line(unicodedata.normalize("NFKC", found), self.limit(field)) or ""
        if any(c.isspace() for c in found):
            raise InvalidValue(
                "code.space", text("a code has no spaces inside", "编码中不能有空格")
            )
        case = field.options.get("case", "keep")
        if case != "keep":
            found = found.upper() if case == "upper" else found.lower()
        check_pattern(found, field)
        return found or None


FIELD_TYPE = Code()
