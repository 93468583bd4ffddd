"""Functions that match patterns; see `engine.expressions.pattern` for what a pattern may hold."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.expressions.function import Function
from engine.expressions.pattern import MAX_SUBJECT, compiled, for_postgresql
from engine.text import text

GROUP = "regex"
f = sa.func


def _matches(value: str, pattern: str) -> bool:
    return compiled(pattern).fullmatch(value[:MAX_SUBJECT]) is not None


def _has(value: str, pattern: str) -> bool:
    return compiled(pattern).search(value[:MAX_SUBJECT]) is not None


def _extract(value: str, pattern: str) -> str:
    match = compiled(pattern).search(value[:MAX_SUBJECT])
    return match.group(0) if match else ""


def _replace(value: str, pattern: str, new: str) -> str:
    """Put literal text for every match."""
    value = value[:MAX_SUBJECT]
    pieces: list[str] = []
    end = 0
    for match in compiled(pattern).finditer(value):
        pieces += [value[end : match.start()], new[:255]]
        end = match.end()
    return "".join([*pieces, value[end:]])


def _count(value: str, pattern: str) -> int:
    return sum(1 for _ in compiled(pattern).finditer(value[:MAX_SUBJECT]))


def _pg(value: Any, pattern: str, *, whole: bool) -> Any:
    written = for_postgresql(pattern)
    if whole:
        written = f"(?p)^(?:{written.removeprefix('(?p)')})$"
    return f.left(value, MAX_SUBJECT).op("~", return_type=sa.Boolean())(written)


FUNCTIONS = (
    Function(GROUP, "matches(text: text, pattern: literal pattern) -> boolean",
        text("Whether the whole text fits a pattern.", "整个文本是否符合模式。"),
        "matches('AB-123', '[A-Z]{2}-\\\\d+')", "true",
        _matches, lambda value, pattern: _pg(value, pattern, whole=True), salesforce="REGEX"),
    Function(GROUP, "has_pattern(text: text, pattern: literal pattern) -> boolean",
        text("Whether a part of the text fits a pattern.", "文本中是否有符合模式的部分。"),
        "has_pattern('call 555-1234', '\\\\d{3}-\\\\d{4}')", "true",
        _has, lambda value, pattern: _pg(value, pattern, whole=False)),
    Function(GROUP, "extract(text: text, pattern: literal pattern) -> text",
        text("The first part that fits a pattern.", "第一个符合模式的部分。"),
        "extract('order 4711 of 12', '\\\\d+')", "4711", _extract),
    Function(GROUP, "replace_pattern(text: text, pattern: literal pattern, new: text) -> text",
        text("Puts a text for every part that fits a pattern.", "把所有符合模式的部分换成某文本。"),
        "replace_pattern('a1b22', '\\\\d+', '#')", "a#b#", _replace),
    Function(GROUP, "count_pattern(text: text, pattern: literal pattern) -> integer",
        text("How many parts fit a pattern.", "符合模式的部分个数。"),
        "count_pattern('a1b22', '\\\\d+')", "2", _count),
)  # fmt: skip
