"""Compiles the patterns that admins declare; RE2 matches in time linear in the text."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef
from engine.text import Text, text

MAX_PATTERN = 200


def pattern_problem(pattern: str) -> Text | None:
    """Say why a pattern is refused; None when it is fine."""
    if len(pattern) > MAX_PATTERN:
        return text(
            "a pattern has at most {n} characters", "模式最多 {n} 个字符", n=MAX_PATTERN
        )
    if _compiled(pattern) is None:
        return text(
            "this is no valid pattern; look-around and back-references are not offered",
            "模式无效；不支持环视和反向引用",
        )
    return None


def check_pattern(value: str, field: FieldDef) -> None:
    """Refuse a text that does not match the whole of the field's pattern."""
    pattern = field.options.get("pattern")
    if not pattern:
        return
    matcher = _compiled(pattern)
    if matcher is None or matcher.fullmatch(value) is None:
        raise InvalidValue(
            "text.pattern",
            text("does not have the required form", "格式不符合要求"),
            field.help or text("the form is {pattern}", "格式为 {pattern}", pattern=pattern),
        )


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None
