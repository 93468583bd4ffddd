"""Writes an amount in Chinese capital figures (人民币大写), as formal papers need it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

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
