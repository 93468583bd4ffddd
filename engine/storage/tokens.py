"""Cuts text into the tokens by which records are found: words, Han, pinyin, digits (decision 26)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.storage.order_key import plain_letters, syllables

MAX_TOKENS = 600
"""Tokens kept of one record; the first ones, so names come before descriptions."""
_MAX_TOKEN = 40
_MAX_WORDS_ASKED = 12
_LONGEST_SOUND = 8
"""Characters of a Han run that one pinyin token spans."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_OTHER_EAST = "\u3040-\u30ff\uac00-\ud7af"
_PIECE = re.compile(rf"[{_HAN}]+|[{_OTHER_EAST}]+|[^\W_{_HAN}{_OTHER_EAST}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_IS_EAST = re.compile(rf"[{_HAN}{_OTHER_EAST}]")
_COMPOUND = re.compile(r"[a-z0-9]+(?:[-_./][a-z0-9]+)+")
_NUMBER = re.compile(r"\+?\d[\d ()./-]{5,}\d")
_DIALLED = re.compile(r"(?<!\w)(?:\+|0)\d[\d ()./-]{5,}\d(?!\w)")
"""A number as people dial it: with a country code, or with the zero that one leaves out behind it."""
_ASCII_PIECE = re.compile(r"[a-z0-9]+")
_NO_SIGNS = str.maketrans("", "", "-_./+() ")
"""Takes away what stands between the parts of a compound and the digits of a number."""
_NOT_DIGITS = re.compile(r"\D")
_MIN_DIGITS, _MIN_TAIL = 7, 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One token of a question; ``prefix`` finds every token that begins with it."""

    token: str
    prefix: bool


def search_tokens(text: str) -> tuple[str, ...]:
    """Give the tokens under which a text is found, each once, in order."""
    if text.isascii():
        tokens = _ascii_tokens(text.lower())
    else:
        tokens = list(_tokens(unicodedata.normalize("NFKC", text).casefold()))
    found = dict.fromkeys([token[:_MAX_TOKEN] for token in tokens])
    return tuple(found)[:MAX_TOKENS]


def asked_tokens(text: str) -> tuple[Asked, ...]:
    """Give what must all be found for a record to match; empty when nothing can be searched."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    asked: dict[Asked, None] = {}
    for number in _DIALLED.findall(folded):
        digits = _NOT_DIGITS.sub("", number)
        if len(digits) >= _MIN_DIGITS:
            folded = folded.replace(number, " ")
            asked[Asked(digits.lstrip("0")[:_MAX_TOKEN], True)] = None
    for match in _PIECE.finditer(folded):
        piece = match[0][:_MAX_TOKEN]
        if _IS_EAST.match(piece):
            asked.update(dict.fromkeys(Asked(token, False) for token in _pairs(piece)))
        else:
            asked[Asked(piece, True)] = None
    return tuple(asked)[:_MAX_WORDS_ASKED]


def _ascii_tokens(folded: str) -> list[str]:
    """Cut ASCII text, by far the most of it, without looking for other scripts."""
    return [*_ASCII_PIECE.findall(folded), *_joined(folded)]


def _tokens(folded: str) -> Iterator[str]:
    for match in _PIECE.finditer(folded):
        piece = match[0]
        if piece.isascii():
            yield piece
        elif _IS_EAST.match(piece):
            yield from piece
            yield from _pairs(piece)
            if _IS_HAN.match(piece):
                yield from _sounds(piece)
        else:
            yield piece
            yield plain_letters(piece)
    yield from _joined(folded)


def _joined(folded: str) -> list[str]:
    """Give compounds without their signs, and the endings of what looks like a telephone number."""
    # Word by word: at every letter the pattern would look for a sign that hardly any word has.
    signed = [word for word in folded.split() if not word.isalnum()]
    found = [each.translate(_NO_SIGNS) for word in signed for each in _COMPOUND.findall(word)]
    for number in _NUMBER.findall(folded):
        found += _tails(number)
    return found


def _pairs(run: str) -> Iterable[str]:
    return [run] if len(run) == 1 else (run[n : n + 2] for n in range(len(run) - 1))


def _sounds(run: str) -> Iterator[str]:
    """Give pinyin and initials from each character on: any part of a name is found."""
    spoken = [sound.rstrip("12345") for sound in syllables(run)]
    for start in range(len(run)):
        following = spoken[start : start + _LONGEST_SOUND]
        yield "".join(following)
        if len(following) > 1:
            yield "".join(sound[0] for sound in following)


def _tails(number: str) -> list[str]:
    """Give the endings of a telephone number: people know the last digits, not the country."""
    digits = number.translate(_NO_SIGNS)
    if len(digits) < _MIN_DIGITS:
        return []
    return [digits[n:] for n in range(len(digits) - _MIN_TAIL + 1)]
