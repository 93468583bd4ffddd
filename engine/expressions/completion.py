"""Completes an expression that is being written: paths, functions, options of a select, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.expressions.function import Function
from engine.expressions.registry import functions
from engine.expressions.scope import Member, ObjectScope, Symbol
from engine.expressions.syntax import MAX_CHARS
from engine.expressions.type_rules import named
from engine.text import Text, text

_PATH = re.compile(r"(?<![\w.])[A-Za-z_][\w.]*$")
_OPTION = re.compile(
    r"(?<![\w.])(?P<path>[a-z_][\w.]*)\s*(?:==|!=|(?:not\s+)?in\s*\((?:\s*(?:'[^']*'|\"[^\"]*\")\s*,)*)\s*"
    r"(?:['\"])(?P<typed>[^'\"]*)$"
)
_TEXTS = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_WORDS = {
    "and": text("Both are true", "两者都为真"),
    "or": text("One of both is true", "其中之一为真"),
    "not": text("The opposite", "取反"),
    "in": text("One of a list: stage in ('won', 'lost')", "属于列表：stage in ('won', 'lost')"),
    "if": text("Chooses: a if condition else b", "选择：a if 条件 else b"),
    "else": text("Chooses: a if condition else b", "选择：a if 条件 else b"),
    "true": text("Yes", "是"),
    "false": text("No", "否"),
    "null": text("Blank", "空值"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that can be written at a place; ``sort`` is what it is: field, function, word ...

    ``detail`` stands beside it (a type, a signature), ``help`` says what it is for. ``more`` says
    that writing goes on inside it: a path that further further, a call with arguments.
    """

    text: str
    sort: str
    detail: Text = Text()
    help: Text = Text()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """What fits in place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    suggestions: tuple[Suggestion, ...] = ()


def complete(source: str, position: int, scope: ObjectScope) -> Completion:
    """Give what can be written at a position of an expression, of what the scope knows.

    What begins with the characters before the position comes first, then what has them inside its
    name or label.
    """
    before = source[:position]
    if len(source) > MAX_CHARS:
        return Completion(position, position)
    option = _OPTION.search(before)
    if option is not None and _inside_text(before):
        return _options(option, position, scope)
    if _inside_text(before):
        return Completion(position, position)
    found = _PATH.search(before)
    typed = found[0] if found else ""
    prefix, dot, last = typed.rpartition(".")
    end = position + len(re.match(r"\w*", source[position:])[0])  # type: ignore[index]
    given = [_field(member) for member in scope.members(prefix)]
    if not dot:
        given += [*map(_function, functions().values()), *_words()]
    return Completion(position - len(last), end, tuple(fitting(given, last)))


def fitting(given: Iterable[Suggestion], typed: str) -> list[Suggestion]:
    """Keep what fits the typed characters, the nearest first."""
    wanted = typed.casefold()
    ranked = [(rank, one) for one in given if (rank := _rank(one, wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return [one for _, one in ranked]


def _rank(one: Suggestion, wanted: str) -> int | None:
    name = one.text.casefold()
    if name.startswith(wanted):
        return 0
    if f"_{wanted}" in name:
        return 1
    labels = (label.casefold() for label in one.detail.as_map().values())
    if wanted in name or any(wanted in label for label in labels):
        return 2
    return None


def _inside_text(before: str) -> bool:
    bare = _TEXTS.sub("", before)
    return "'" in bare or '"' in bare


def _options(found: re.Match[str], position: int, scope: ObjectScope) -> Completion:
    symbol = scope.resolve(found["path"])
    given = [Suggestion(one, "option") for one in (symbol.choices if symbol else ())]
    return Completion(
        position - len(found["typed"]), position, tuple(fitting(given, found["typed"]))
    )


def _field(member: Member) -> Suggestion:
    return Suggestion(
        member.name,
        "field",
        _typed(member.label, member.symbol),
        member.help,
        member.further,
    )


def _typed(label: Text, symbol: Symbol) -> Text:
    kind = named(symbol.type)
    return text("{label}, {type}", "{label}，{type}", label=label, type=kind)


def _function(function: Function) -> Suggestion:
    return Suggestion(
        function.name, "function", Text.of(function.signature), function.doc, more=True
    )


def _words() -> Iterator[Suggestion]:
    for word, meaning in _WORDS.items():
        yield Suggestion(word, "word", help=meaning)
