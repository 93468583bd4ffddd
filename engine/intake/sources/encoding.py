"""Finds out how the bytes of a text file are to be read."""

from __future__ import annotations

import codecs

from engine.intake.sources.table import refuse
from engine.text import text

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LIKELY = ("utf-8", "gb18030", "cp1252")
"""Tried in this order: UTF-8 hardly ever fits by chance, and most of the rest here is Chinese."""


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Decode a whole file; gives the text and the encoding's name.

    ``encoding`` is the user's choice; without it a BOM decides, then zero bytes that all
    stand on one side of UTF-16 units, then the likely ones. GB18030 is
    taken only when what comes out reads like Chinese.
    """
    name = encoding or _guess(data)
    try:
        decoded = data.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        raise refuse(
            "encoding",
            text("the file is not {name} text", "文件不是 {name} 编码的文本", name=name),
            hint=text("save it as UTF-8 CSV", "请另存为 UTF-8 CSV"),
        ) from error
    if "\0" in decoded:
        raise refuse("binary", text("this is not a text file", "这不是文本文件"))
    return decoded.removeprefix("\ufeff"), name


def _guess(data: bytes) -> str:
    for bom, name in BOMS:
        if data.startswith(bom):
            return name
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    if min(even, odd) == 0 and max(even, odd) > 1:
        return "utf-16-le" if odd else "utf-16-be"
    for name in LIKELY:
        if _fits(data, name):
            return name
    return LIKELY[0]


def _fits(data: bytes, name: str) -> bool:
    try:
        decoded = data.decode(name)
    except UnicodeDecodeError:
        return False
    return name != "gb18030" or _reads_like_chinese(decoded)


def _reads_like_chinese(decoded: str) -> bool:
    """Tell real Chinese from Western accents misread as rare Han characters.

    The characters of everyday Chinese are level 1 of GB2312: lead bytes B0 to D7.
    """
    han = [char for char in decoded[:20000] if "\u4e00" <= char <= "\u9fff"]
    outside = [char for char in decoded[:20000] if ord(char) > 127]
    common = sum(0xB0 <= char.encode("gb18030")[0] <= 0xD7 for char in han)
    return bool(outside) and common * 2 >= len(outside)
