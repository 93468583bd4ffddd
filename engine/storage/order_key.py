"""Makes the key by which text is sorted, and the folded text by which it is unique (decision 26)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MAX_CHARACTERS = 100
_NUMBER = re.compile(r"[0-9]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")


def order_key(text: str) -> str:
    """Give the key: NFKC, casefold, no accents, pinyin for Han, numbers by value; bytewise order.

    Only the first 100 characters count. A blank text gives the empty key.
    """
    text = text[:_MAX_CHARACTERS]
    if text.isascii():
        folded = text.lower()
    else:
        folded = plain_letters(unicodedata.normalize("NFKC", text).casefold())
        folded = _HAN.sub(lambda run: _pinyin_key(run[0]), folded)
    folded = " ".join(folded.split())
    return _NUMBER.sub(_by_value, folded)


def fold(text: str) -> str:
    """Give the text in which case, width and spacing no longer differ."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


def plain_letters(text: str) -> str:
    """Give the text without accents: é as e."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=8192)
def syllables(run: str) -> tuple[str, ...]:
    """Read a run of Han characters aloud: one pinyin syllable with tone digit per character."""
    # Loading the dictionaries takes a noticeable moment: only tenants with Han text pay it.
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(run, style=Style.TONE3, neutral_tone_with_five=True)
    return tuple(read) if len(read) == len(run) else tuple(run)


def _pinyin_key(run: str) -> str:
    # The character follows its sound, so that one surname's people stay together.
    return "".join(
        f"{_spelled(sound)}{character}"
        for sound, character in zip(syllables(run), run, strict=True)
    )


def _spelled(sound: str) -> str:
    # A tone digit is no number to be sorted by value: signs that sort below the letters.
    return sound.translate(_TONES)


_TONES = str.maketrans({"1": "!", "2": '"', "3": "#", "4": "$", "5": "%", "ü": "v"})


def _by_value(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0") or "0"
    return f"{len(digits):02d}{digits}"
