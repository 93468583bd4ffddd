"""Writes an amount in Chinese capital figures (人民币大写), as formal papers need it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa

from engine.expressions.postgresql import NUMERIC, Element, joined, let

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_words(amount: Decimal) -> str:
    """Write an amount, rounded to cents; 整 closes one without cents, 负 opens a negative."""
    cents = int((abs(amount) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    yuan, rest = divmod(cents, 100)
    jiao, fen = divmod(rest, 10)
    written = _whole(yuan) + "元" if yuan else ""
    if jiao:
        written += _DIGITS[jiao] + "角"
    elif fen and yuan:
        written += "零"
    written += _DIGITS[fen] + "分" if fen else ("整" if written else "零元整")
    return ("负" if amount < 0 and cents else "") + written


def _whole(number: int) -> str:
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    written = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            continue
        if written and (group < 1_000 or not groups[index + 1]):
            written += "零"
        unit = _GROUPS[index]
        if index == 3 and len(groups) > 2 and groups[2]:
            unit = "万"
        written += _group(group) + unit
    return written


def _group(group: int) -> str:
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            written += ("零" if gap and written else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return written


_REWRITES = (
    ("(.)(.)(.)(.)", r"\1仟\2佰\3拾\4,"),
    ("零[仟佰拾]", "零"),
    ("零+", "零"),
    ("零,", ","),
    ("^[零,]+", ""),
    # A whole group of zeros between others reads as one 零.
    (",(,+)([^零,])", r",\1零\2"),
)
"""Turns sixteen digits into groups of four with their places, each closed by a comma."""
_UNITS = (
    ("^([^,]+),([^,]+),([^,]*),([^,]*),$", r"\1万\2亿\3,\4,"),
    ("^([^,]+),,([^,]*),([^,]*),$", r"\1万亿\2,\3,"),
    ("^([^,]+),([^,]*),([^,]*),$", r"\1亿\2,\3,"),
    ("^(.*[^,亿]),([^,]*),$", r"\1万\2,"),
    (",", ""),
)
"""Names the groups, from the left."""


def pg_in_words(amount: Any) -> Any:
    """Build what `in_words` gives."""

    def begun(amount: Element) -> Element:
        cents = sa.func.round(sa.func.abs(amount) * 100, 0, type_=NUMERIC)
        return let(_written, cents, sa.func.sign(amount, type_=NUMERIC))

    return let(begun, amount)


def _written(cents: Element, sign: Element) -> Element:
    yuan = sa.func.div(cents, 100, type_=NUMERIC)
    jiao = sa.func.mod(sa.func.div(cents, 10), 10, type_=NUMERIC)
    fen = sa.func.mod(cents, 10, type_=NUMERIC)
    middle = sa.case(
        (jiao > 0, joined(_digit(jiao), "角")), (sa.and_(fen > 0, yuan > 0), "零"), else_=""
    )
    end = sa.case(
        (fen > 0, joined(_digit(fen), "分")),
        (cents == 0, "零元整"),
        else_="整",
    )
    whole = sa.case((yuan > 0, joined(_pg_whole(yuan), "元")), else_="")
    minus = sa.case((sa.and_(sign < 0, cents > 0), "负"), else_="")
    return sa.case((cents.is_not(None), joined(minus, whole, middle, end)))


def _digit(number: Element) -> Element:
    return sa.func.translate(sa.cast(number, sa.Text()), "0123456789", _DIGITS)


def _pg_whole(number: Element) -> Element:
    written = sa.func.lpad(sa.cast(number, sa.Text()), 16, "0", type_=sa.Text())
    written = sa.func.translate(written, "0123456789", _DIGITS, type_=sa.Text())
    for pattern, new in (*_REWRITES, *_UNITS):
        written = sa.func.regexp_replace(written, pattern, new, "g", type_=sa.Text())
    return written
