r"""Reads the regular expressions that formulas may use: a safe subset, the same on all back ends.

Python runs them with RE2, in time linear to the text whatever the pattern; PostgreSQL has its own
automaton. The subset is what both read alike: literals, ``.``, classes, ``\d \w \s``, groups,
``|``, anchors, ``* + ? {m,n}``. Repeats inside repeats are refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from engine.text import Text, text

MAX_PATTERN = 200
MAX_COUNT = 100
MAX_SUBJECT = 10_000
"""Characters of a text that patterns look at."""

_TOKEN = re.compile(
    r"""(?P<quantifier>[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})
    |(?P<class>\[\^?(?:\\[dws\\\]\[^.+*?(){}|$/-]|[^\[\]\\\n])+\])
    |(?P<escape>\\[dws.\\+*?()\[\]{}|^$/-])
    |(?P<open>\((?:\?:)?)
    |(?P<close>\))
    |(?P<bar>\|)
    |(?P<anchor>[\^$])
    |(?P<any>\.)
    |(?P<literal>[^\\\[\](){}*+?|^$.\n])""",
    re.X,
)


def pattern_problem(pattern: str) -> Text | None:
    """Say why a pattern is refused; None for a good one."""
    if not pattern or len(pattern) > MAX_PATTERN:
        return text("a pattern has 1 to 200 characters", "模式须为 1 到 200 个字符")
    reader = _Reader()
    place = 0
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None:
            return text(
                "the pattern is not understood at character {place}",
                "无法理解模式的第 {place} 个字符",
                place=place + 1,
            )
        place = token.end()
        problem = reader.take(token.lastgroup or "", token.group())
        if problem:
            return problem
    return None if reader.depth == 0 and _compiles(pattern) else _UNBALANCED


class _Reader:
    """Follows groups and repeats; ``before`` tells whether the last piece holds a repeat."""

    def __init__(self) -> None:
        self.groups = [False]
        self.before: bool | None = None

    @property
    def depth(self) -> int:
        return len(self.groups) - 1

    def take(self, kind: str, written: str) -> Text | None:
        if kind == "open":
            self.groups.append(False)
            self.before = None
        elif kind == "close":
            if self.depth == 0:
                return _UNBALANCED
            self.before = self.groups.pop()
            self.groups[-1] = self.groups[-1] or self.before
        elif kind == "quantifier":
            problem = _quantifier_problem(written, self.before)
            self.groups[-1], self.before = True, None
            return problem
        else:
            self.before = None if kind in ("bar", "anchor") else False
        return None


_UNBALANCED = text("the pattern is not well formed", "模式格式不正确")


def _quantifier_problem(written: str, repeats: bool | None) -> Text | None:
    if repeats is None:
        return text("a repeat follows nothing", "重复符号前没有内容")
    if repeats:
        return text("a repeat inside a repeat is refused", "不允许嵌套重复")
    counts = [int(count) for count in re.findall("[0-9]+", written)]
    if any(count > MAX_COUNT for count in counts):
        return text("repeat at most 100 times", "最多重复 100 次")
    return None


def _compiles(pattern: str) -> bool:
    try:
        compiled(pattern)
    except re2.error:
        return False
    return True


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """Compile a checked pattern for Python; its shorthand classes are ASCII."""
    options = re2.Options()
    options.max_mem = 8 << 20
    options.log_errors = False
    return re2.compile(pattern, options)


def for_postgresql(pattern: str) -> str:
    """Write a checked pattern for PostgreSQL, where classes depend on the locale."""
    shorthand = {"\\d": "0-9", "\\w": "A-Za-z0-9_", "\\s": " \\t\\n\\f\\r"}
    written = ["(?p)"]
    for token in _TOKEN.finditer(pattern):
        part = token.group()
        if token.lastgroup == "class":
            part = re.sub(r"\\[dws]", lambda one: shorthand[one.group()], part)
            part = part.replace("[:", "[\\:")
        elif part in shorthand:
            part = f"[{shorthand[part]}]"
        elif token.lastgroup == "open":
            part = "(?:"
        written.append(part)
    return "".join(written)
