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
MAX_SIZE = 250
"""Characters of a pattern with its repeats written out: time grows with them times the text's."""
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


def parts_problem(pattern: str) -> Text | None:
    """Say why a pattern cannot count or replace parts: it is refused, or fits nothing at all."""
    problem = pattern_problem(pattern)
    if problem is None and compiled(pattern).fullmatch(""):
        return text(
            "here the pattern must fit at least one character; this one also fits none",
            "此处的模式至少要匹配一个字符，而该模式可匹配空文本",
        )
    return problem


class _Reader:
    """Follows groups and repeats; ``before`` tells whether the last piece holds a repeat.

    ``sizes`` holds how much the open groups come to with repeats written out, ``last`` the last piece.
    """

    def __init__(self) -> None:
        self.groups = [False]
        self.before: bool | None = None
        self.sizes = [0]
        self.last = 0

    @property
    def depth(self) -> int:
        return len(self.groups) - 1

    def take(self, kind: str, written: str) -> Text | None:
        if kind == "open":
            self.groups.append(False)
            self.sizes.append(0)
            self.before = None
        elif kind == "close":
            if self.depth == 0:
                return _UNBALANCED
            self.before = self.groups.pop()
            self.groups[-1] = self.groups[-1] or self.before
            self._add(self.sizes.pop())
        elif kind == "quantifier":
            problem = _quantifier_problem(written, self.before)
            self.groups[-1], self.before = True, None
            self._add(self.last * (max(_counts(written), default=1) - 1))
            return problem or self._size_problem()
        else:
            self.before = None if kind in ("bar", "anchor") else False
            self._add(1)
        return None

    def _add(self, size: int) -> None:
        self.sizes[-1] += size
        self.last = size

    def _size_problem(self) -> Text | None:
        if sum(self.sizes) <= MAX_SIZE:
            return None
        return text(
            "with its repeats written out the pattern has more than {most} characters",
            "展开重复后，模式超过 {most} 个字符",
            most=MAX_SIZE,
        )


_UNBALANCED = text("the pattern is not well formed", "模式格式不正确")


def _quantifier_problem(written: str, repeats: bool | None) -> Text | None:
    if repeats is None:
        return text("a repeat follows nothing", "重复符号前没有内容")
    if repeats:
        return text("a repeat inside a repeat is refused", "不允许嵌套重复")
    if any(count > MAX_COUNT for count in _counts(written)):
        return text("repeat at most 100 times", "最多重复 100 次")
    return None


def _counts(written: str) -> list[int]:
    return [int(count) for count in re.findall("[0-9]+", written)]


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
    # The first place counts and there the longest fit, as on PostgreSQL.
    options.longest_match = True
    return re2.compile(pattern, options)


def for_postgresql(pattern: str) -> str:
    """Write a checked pattern for PostgreSQL, where classes depend on the locale."""
    return "".join(
        _written(token.lastgroup or "", token.group()) for token in _TOKEN.finditer(pattern)
    )


def _written(kind: str, part: str) -> str:
    if kind == "class":
        return _class(part)
    if part in _SHORTHAND:
        return f"[{_SHORTHAND[part]}]"
    return {"any": "[^\\n]", "open": "(?:"}.get(kind, part)


def _class(part: str) -> str:
    """Write a class; a hyphen that is no range stands for itself, as RE2 reads it."""
    opening = "[^" if part.startswith("[^") else "["
    members = _MEMBER.findall(part[len(opening) : -1])
    written = []
    while members:
        low = members.pop(0)
        if low in _SHORTHAND:
            written.append(_SHORTHAND[low])
        elif len(members) >= 2 and members[0] == "-":
            members.pop(0)
            written.append(f"{_single(low)}-{_single(members.pop(0))}")
        else:
            written.append(_single(low))
    return f"{opening}{''.join(written)}]"


def _single(member: str) -> str:
    character = member[-1]
    return character if character.isalnum() else f"\\U{ord(character):08x}"


_MEMBER = re.compile(r"\\.|.", re.S)
_SHORTHAND = {"\\d": "0-9", "\\w": "A-Za-z0-9_", "\\s": " \\t\\n\\f\\r"}
