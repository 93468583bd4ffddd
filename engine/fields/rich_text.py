"""The field type ``rich_text``: formatted text, kept as the HTML that the allow-list lets through."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any

import nh3

from engine.fields.shared.bases import BLANKS
from engine.fields.shared.refusal import too_long
from engine.fields.shared.schemas import whole
from engine.fields.shared.texts import clean_block
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import text

TAGS = frozenset(
    {
        *("p", "br", "strong", "b", "em", "i", "u", "s", "sub", "sup", "code", "pre", "hr"),
        *("ul", "ol", "li", "blockquote", "h2", "h3", "h4", "a"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_BREAKING = re.compile(r"</(?:p|li|h[2-4]|tr|blockquote|pre)>|<br ?/?>|<hr>|</t[dh]>")
_LIMIT = 131_072


class RichText(FieldType):
    """Formatted text. Only tags of `TAGS` and links remain; no style, script, image or handler.

    Text without markup becomes paragraphs. ``display`` is the plain text; pages show the stored HTML.
    """

    name = "rich_text"
    label = text("Formatted text", "富文本")
    help = text(
        "Paragraphs with headings, lists, tables and links.", "带标题、列表、表格和链接的内容。"
    )
    examples = (
        "<p>Hello <strong>you</strong></p>",
        "plain & simple",
        '<p onclick="x()">a<script>b</script></p>',
    )
    family = Family.TEXT
    value_type = ValueType.TEXT
    widget = "rich_text"
    operators = ("contains", "not_contains", *BLANKS)
    searchable = True
    sortable = False
    options_schema = {"max_length": whole(1, _LIMIT, "The most characters, tags included")}

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        limit = int(field.options.get("max_length") or _LIMIT)
        found = clean_block(raw, limit)
        if found is None:
            return None
        found = _settled(found) if _MARKUP.search(found) else found
        if not _MARKUP.search(found):
            found = _settled(_paragraphs(found))
        if len(found) > limit:
            raise too_long(limit)
        return found if plain_text(found) else None

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else plain_text(str(value))

    def search_text(self, value: Any, field: FieldDef) -> str:
        return plain_text(value) if value else ""


@lru_cache(maxsize=1024)
def plain_text(markup: str) -> str:
    """Give the words of formatted text, a line per paragraph."""
    lined = _BREAKING.sub("\\g<0>\n", markup)
    bare = html.unescape(nh3.clean(lined, tags=set()))
    return "\n".join(filter(None, (line.strip() for line in bare.splitlines())))


def _sanitised(markup: str) -> str:
    cleaned = nh3.clean(
        markup,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return clean_block(cleaned, 4 * _LIMIT) or ""


def _settled(markup: str) -> str:
    """Sanitise until nothing changes, so that what is stored is what a second look would store."""
    for _ in range(3):
        again = _sanitised(markup)
        if again == markup:
            break
        markup = again
    return markup


def _paragraphs(found: str) -> str:
    blocks = re.split(r"\n\s*\n", html.escape(found, quote=False))
    return "".join(f"<p>{block.strip().replace(chr(10), '<br>')}</p>" for block in blocks)


FIELD_TYPE = RichText()
