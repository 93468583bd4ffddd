"""Reads numbers as people, files and programs write them, and writes them plainly."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from engine.fields.shared.locales import currency_codes
from engine.fields.shared.refusal import out_of_range, shown, unreadable, wrong_type
from engine.fields.shared.texts import half_width, is_blank
from engine.kernel.field_type import InvalidValue
from engine.kernel.values import DECIMAL_LIMIT, round_half_up, stored_decimal
from engine.text import text

NUMBER = text("a number", "数字")
WHOLE_LIMIT = 2**53 - 1
"""Whole numbers stay exact in JSON and in every browser."""
_ZERO = Decimal(0)
_FAST = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?", re.ASCII)
_BRACKETED = re.compile(r"\((.+)\)")
_CODE_BEFORE = r"(?:[A-Za-z]{3}|[A-Z]{0,2}[$€£¥₩₹₽])"
_CODE_BEHIND = r"(?:[A-Za-z]{3}|元|圆|[$€£¥₩₹₽])"
_BEFORE = re.compile(rf"({_CODE_BEFORE})\s*(?=[0-9.+-])")
_BEHIND = re.compile(rf"\s*({_CODE_BEHIND})$")
_FACTORS = {
    **dict.fromkeys("kK", Decimal(1000)),
    **dict.fromkeys("mM", Decimal(10**6)),
    **dict.fromkeys("万萬", Decimal(10_000)),
    **dict.fromkeys("亿億", Decimal(10**8)),
}
_MINUSES = str.maketrans({"−": "-", "–": "-", "﹣": "-", "\u00a0": " "})
_FORMS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (
        r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?",
        lambda found: found,
    ),
    (
        r"[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]*)?",
        lambda found: found.replace(",", ""),
    ),
    (
        r"[0-9]{1,3}(?:[ '’][0-9]{3})+(?:\.[0-9]*)?",
        lambda found: re.sub("[ '’]", "", found),
    ),
    (
        r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*",
        lambda found: found.replace(".", "").replace(",", "."),
    ),
    (
        r"[0-9]{1,3}(?:\.[0-9]{3}){2,}",
        lambda found: found.replace(".", ""),
    ),
)
"""How digits are written: 1234.5, 1,234.5, 1 234.5, 1.234,5, 1.234.567; and what Decimal reads."""
_READERS = tuple((re.compile("[+-]?" + form), read) for form, read in _FORMS)


def entry_pattern(*, money: bool = False, percent: bool = False) -> str:
    """Give the pattern that everything `read_decimal` takes fits, for forms in the browser.

    It is matched with the whole text in half-width characters, and lets a little more through.
    """
    sign, number = "[+\\-−–]?", "|".join(form for form, _ in _FORMS)
    factor = f"(?:\\s*[{''.join(_FACTORS)}])?"
    share = "(?:\\s*%)?" if percent else ""
    before = f"(?:{_CODE_BEFORE}\\s*{sign})?" if money else ""
    behind = f"(?:\\s*{_CODE_BEHIND})?" if money else ""
    bare = f"{sign}\\s*{before}(?:{number})\\s*{sign}{factor}{share}{behind}"
    return f"{bare}|\\(\\s*{bare}\\s*\\)"


def read_decimal(raw: object, *, money: bool = False, percent: bool = False) -> Decimal | None:
    """Read a number; None when blank.

    ``money`` allows a currency sign or code, ``percent`` a percent sign. Raises `InvalidValue`.
    """
    if type(raw) is Decimal:
        found = raw
    elif type(raw) is str:
        if _FAST.fullmatch(raw):
            return Decimal(raw)
        if is_blank(raw):
            return None
        return _read_text(raw, money, percent)
    elif raw is None:
        return None
    else:
        found = _from_other(raw)
    if not found.is_finite():
        raise unreadable(str(raw), NUMBER)
    return found


def read_whole(raw: object) -> int | None:
    """Read a whole number; None when blank; ``3.0`` is whole, ``3.5`` is refused."""
    if type(raw) is int:
        found = raw
    else:
        number = read_decimal(raw)
        if number is None:
            return None
        if abs(number) > WHOLE_LIMIT:
            raise out_of_range(-WHOLE_LIMIT, WHOLE_LIMIT)
        found = int(number)
        if found != number:
            raise InvalidValue(
                "number.not_whole",
                text("“{n}” is not a whole number", "“{n}”不是整数", n=shown(str(raw))),
            )
    if not -WHOLE_LIMIT <= found <= WHOLE_LIMIT:
        raise out_of_range(-WHOLE_LIMIT, WHOLE_LIMIT)
    return found


def to_stored(value: Decimal, digits: int | None) -> Decimal:
    """Round half-up to the declared digits, six at the most; refuses |v| >= 9.2e12."""
    try:
        stored = stored_decimal(value)
    except OverflowError:
        raise out_of_range(-DECIMAL_LIMIT, DECIMAL_LIMIT) from None
    if digits is not None:
        stored = round_half_up(stored, digits)
    return stored or _ZERO


def check_bounds(value: Decimal | int, least: object, most: object) -> None:
    """Refuse a number outside declared bounds; None is no bound."""
    low, high = bound(least), bound(most)
    if (low is not None and value < low) or (high is not None and value > high):
        raise out_of_range(least, most)


def bound(raw: object) -> Decimal | int | None:
    """Read a bound as metadata declares it."""
    if raw is None or type(raw) is int:
        return raw
    return Decimal(str(raw))


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without trailing zeros, as JSON and files carry it."""
    written = format(value, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def _from_other(raw: object) -> Decimal:
    if isinstance(raw, bool):
        raise wrong_type(raw, NUMBER)
    if isinstance(raw, int):
        if abs(raw) > 10**20:
            raise out_of_range(-WHOLE_LIMIT, WHOLE_LIMIT)
        return Decimal(raw)
    if isinstance(raw, float):
        return Decimal(repr(float(raw)))
    if isinstance(raw, Decimal):
        return Decimal(raw)
    raise wrong_type(raw, NUMBER)


def _read_text(raw: str, money: bool, percent: bool) -> Decimal:
    found = half_width(raw).translate(_MINUSES).strip()
    bracketed = _BRACKETED.fullmatch(found)
    if bracketed:
        found = bracketed[1].strip()
    if money:
        found = _without_currency(found)
    if percent:
        found = found.removesuffix("%").rstrip()
    factor = _FACTORS.get(found[-1:])
    if factor:
        found = found[:-1].rstrip()
    if found.endswith("-") and not found.startswith("-"):
        found = "-" + found[:-1].rstrip()
    number = _number(found, raw)
    if factor:
        number *= factor
    return -abs(number) if bracketed else number


def _without_currency(found: str) -> str:
    sign = "-" if found[:1] == "-" else ""
    bare = found[len(sign) :].lstrip()
    before, behind = _BEFORE.match(bare), _BEHIND.search(bare)
    if before and _is_currency(before[1]):
        bare = bare[before.end() :]
    elif behind and _is_currency(behind[1]):
        bare = bare[: behind.start()]
    return sign + bare.strip()


def _is_currency(word: str) -> bool:
    return not word.isalpha() or word in "元圆" or word.upper() in currency_codes()


def _number(found: str, raw: str) -> Decimal:
    for form, read in _READERS:
        if form.fullmatch(found):
            return Decimal(read(found))
    raise unreadable(
        raw,
        NUMBER,
        text("write it like 1234.50 or 1,234.50", "请写成 1234.50 或 1,234.50"),
    )
