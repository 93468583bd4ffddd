"""Makes problems of metadata: placed in the file, with a hint at the nearest known word."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import DamerauLevenshtein

from engine.errors import MetadataError, Problem
from engine.kernel.component import Component, Position
from engine.text import Text, text

MOST = 1_000


class Problems(list[Problem]):
    """Collects problems up to 1,000: nobody reads more, and hostile files have millions."""

    def append(self, problem: Problem) -> None:
        """Take one; MetadataError with all of them when there are too many."""
        super().append(problem)
        if len(self) >= MOST:
            raise MetadataError(in_order(self))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take several, no more of them than there is place for."""
        for problem in problems:
            self.append(problem)


def place_problem(
    code: str,
    message: Text,
    place: Position,
    *,
    pointer: str = "",
    hint: Text | None = None,
) -> Problem:
    """Make a problem at a place in a file."""
    return Problem(
        code,
        message,
        file=place.file,
        line=place.line,
        column=place.column,
        pointer=pointer,
        hint=hint or Text(),
    )


def component_problem(
    component: Component,
    pointer: str,
    code: str,
    message: Text,
    hint: Text | None = None,
) -> Problem:
    """Make a problem at a pointer of a component; one that was not read from a file has no place.

    Without a file the problem names the component instead: ``field/account/name``.
    """
    place = component.place(pointer)
    if not place.file:
        place = Position("/".join(filter(None, component.key)))
    return place_problem(code, message, place, pointer=pointer, hint=hint)


def nearest(word: str, known: Iterable[str]) -> str:
    """Find the known word that was probably meant; empty when none is close."""
    limit = 1 if len(word) < 5 else 2 if len(word) < 9 else 3
    best = min(
        ((DamerauLevenshtein.distance(word, other), other) for other in known),
        default=(limit + 1, ""),
    )
    return best[1] if best[0] <= limit else ""


def did_you_mean(word: str, known: Iterable[str]) -> Text | None:
    """Give the hint that names the nearest known word, or lists the few there are."""
    known = sorted(known)
    near = nearest(word, known)
    if near:
        return text("did you mean “{near}”?", "是否应为“{near}”？", near=near)
    if 0 < len(known) <= 12:
        return text("known are: {names}", "已知的有：{names}", names=", ".join(known))
    return _NEITHER if known else None


_NEITHER = text("use a name that is there, or add it", "请使用已有的名称，或先添加它")


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by place, without repetitions."""
    return sorted(
        dict.fromkeys(problems),
        key=lambda problem: (problem.file, problem.line, problem.column, problem.code),
    )
