"""Functions that match patterns; see `engine.expressions.pattern` for what a pattern may hold."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.expressions.function import Function
from engine.expressions.operators import MAX_TEXT
from engine.expressions.pattern import MAX_SUBJECT, compiled, for_postgresql
from engine.expressions.postgresql import pieces
from engine.text import text

GROUP = "regex"
MAX_NEW = 255
"""Characters that are put in for a match."""
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
        pieces += [value[end : match.start()], new[:MAX_NEW]]
        end = match.end()
    return "".join([*pieces, value[end:]])


def _count(value: str, pattern: str) -> int:
    return sum(1 for _ in compiled(pattern).finditer(value[:MAX_SUBJECT]))


def _pg(value: Any, pattern: str, *, whole: bool) -> Any:
    written = for_postgresql(pattern)
    if whole:
        written = f"^(?:{written})$"
    return _subject(value).op("~", return_type=sa.Boolean())(written)


def _subject(value: Any) -> Any:
    return f.left(value, MAX_SUBJECT, type_=sa.Text())


def _pg_extract(value: Any, pattern: str) -> Any:
    return f.substring(_subject(value), for_postgresql(pattern))


def _pg_replace(value: Any, pattern: str, new: Any) -> Any:
    literal = f.replace(f.left(new, MAX_NEW), "\\", "\\\\")
    replaced = f.regexp_replace(_subject(value), for_postgresql(pattern), literal, "g")
    return f.left(replaced, MAX_TEXT)


def _pg_count(value: Any, pattern: str) -> Any:
    piece, _ = pieces(_subject(value), for_postgresql(pattern))
    return sa.select(f.count(piece)).scalar_subquery()


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
        text("The first part that fits a pattern, as long as it can be.",
             "第一个符合模式的部分，取最长。"),
        "extract('order 4711 of 12', '\\\\d+')", "4711", _extract, _pg_extract),
    Function(GROUP, "replace_pattern(text: text, pattern: literal parts, new: text) -> text",
        text("Puts a text for every part that fits a pattern.", "把所有符合模式的部分换成某文本。"),
        "replace_pattern('a1b22', '\\\\d+', '#')", "a#b#", _replace, _pg_replace),
    Function(GROUP, "count_pattern(text: text, pattern: literal parts) -> integer",
        text("How many parts fit a pattern.", "符合模式的部分个数。"),
        "count_pattern('a1b22', '\\\\d+')", "2", _count, _pg_count),
)  # fmt: skip
