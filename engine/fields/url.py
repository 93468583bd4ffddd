"""The field type ``url``: the address of a page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from engine.fields.shared.bases import Line
from engine.fields.shared.refusal import unreadable
from engine.fields.shared.texts import clean_line
from engine.kernel.field_type import Locale
from engine.kernel.model import FieldDef
from engine.text import text

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(?!\d+(?:/|$))")
_HOST = re.compile(
    r"(?:[\w](?:[\w-]{0,61}[\w])?\.)*[\w](?:[\w-]{0,61}[\w])?\.?|\[[0-9a-fA-F:.]+\]"
)
_WANTED = text("a web address", "网址")
_HINT = text("write it like https://example.com", "请写成 https://example.com")


class Url(Line):
    """A web address with ``http`` or ``https``; ``https`` is put in front where nothing stands."""

    name = "url"
    label = text("Web address", "网址")
    help = text("The address of a page.", "网页地址。")
    examples = ("https://Example.com/a?b=c", "www.example.com", "例子.中国/路径")
    widget = "url"
    length = 2048

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        found = clean_line(raw, self.length)
        if found is None:
            return None
        scheme = _SCHEME.match(found)
        if scheme is None:
            found = "https://" + found.lstrip("/")
        elif scheme[1].lower() not in ("http", "https"):
            raise unreadable(raw, _WANTED, _HINT)
        return _checked(found, raw)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else re.sub(r"^https?://|/$", "", str(value))


def _checked(found: str, raw: object) -> str:
    try:
        parts = urlsplit(found)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise unreadable(raw, _WANTED, _HINT) from None
    place = found.partition("//")[2]
    spaced = any(c.isspace() or c in '<>"\\^`{|}' for c in found)
    named = _HOST.fullmatch(host) or _HOST.fullmatch(f"[{host}]")
    if not host or spaced or not named or "@" in parts.netloc or len(found) > Url.length:
        raise unreadable(raw, _WANTED, _HINT)
    rest = place[len(parts.netloc) :]
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{rest}"


FIELD_TYPE = Url()
