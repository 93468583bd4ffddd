"""Reads texts: NFC, trimmed, without control characters, within a length."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from engine.fields.shared.refusal import too_long, wrong_type
from engine.kernel.field_type import InvalidValue
from engine.text import text

_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("[\t\n\x0b\x0c\r\u2028\u2029]+")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
_EDGES = (
    " \t\n\x0b\x0c\r\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\ufeff"
)
_SLACK = 1024
TEXT = text("text", "文本")


def clean_line(raw: object, limit: int) -> str | None:
    """Give a text of one line, its line breaks turned into spaces; None when blank.

    Raises `InvalidValue` for control characters, lone surrogates, wrong types and over-long texts.
    """
    found = raw if type(raw) is str else as_text(raw)
    if len(found) <= limit and found.isprintable():
        found = _plain(found)
    else:
        found = _BREAKS.sub(" ", _checked(found, limit))
        found = unicodedata.normalize("NFC", found).strip(_EDGES)
    if len(found) > limit:
        raise too_long(limit)
    return found or None


def clean_block(raw: object, limit: int) -> str | None:
    """Give a text of several lines, ended by line feeds; None when blank."""
    found = raw if type(raw) is str else as_text(raw)
    if len(found) <= limit and found.isprintable():
        found = _plain(found)
    else:
        found = _LINE_ENDS.sub("\n", _checked(found, limit))
        found = unicodedata.normalize("NFC", found).strip(_EDGES)
    if len(found) > limit:
        raise too_long(limit)
    return found or None


def is_blank(raw: object) -> bool:
    """Say whether a raw value says nothing: None or white space."""
    return raw is None or (isinstance(raw, str) and not raw.strip(_EDGES))


def folded(raw: str) -> str:
    """Give the form by which words are compared: width, case and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", raw).casefold().split())


def half_width(raw: str, limit: int = 64) -> str:
    """Give a short text with full-width letters and digits made plain; longer ones are refused."""
    if raw.isascii() and len(raw) <= limit:
        return raw.strip()
    if len(raw) > limit:
        raise too_long(limit)
    return unicodedata.normalize("NFKC", raw).strip(_EDGES)


def as_text(raw: object) -> str:
    """Write a value of a spreadsheet or API as text; refuses what has no one writing."""
    if raw is None:
        return ""
    if isinstance(raw, str | UUID):
        return str(raw)
    if isinstance(raw, date | time):
        return raw.isoformat()
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return _number_as_text(raw)
    raise wrong_type(raw, TEXT)


def _number_as_text(raw: float | Decimal) -> str:
    if (isinstance(raw, Decimal) and raw.is_nan()) or not -(10**40) < raw < 10**40:
        raise wrong_type(raw, TEXT)
    whole = raw == int(raw)
    return str(int(raw)) if whole else format(Decimal(str(raw)), "f")[:_SLACK]


def _plain(found: str) -> str:
    """Trim and compose a text that has nothing but printable characters and plain spaces."""
    composed = found if found.isascii() else unicodedata.normalize("NFC", found)
    return composed.strip(" ")


def _checked(found: str, limit: int) -> str:
    if len(found) > 2 * limit + _SLACK:
        raise too_long(limit)
    if _FORBIDDEN.search(found):
        raise InvalidValue(
            "text.control",
            text("contains a character that cannot be stored", "包含无法保存的字符"),
            text(
                "remove control characters; a wrong encoding of the file often causes them",
                "请删除控制字符；通常是文件编码错误造成的",
            ),
        )
    return found
