"""Finds where in a component somebody writes: the pointer at a character of YAML, however unfinished.

A mark is put where the cursor is, and the one YAML reader reads it. What is unfinished there is
finished first: a key without a colon, brackets that are open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.packages.yaml import escape, parse_yaml

MARK = "\ue000"
"""A character that nobody types."""
LONGEST = 100_000
"""Characters; what is unfinished is read ten times over."""
_CLOSERS = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in YAML: ``pointer`` to the value or key that is being written, mark included.

    ``before`` and ``after`` are its characters on both sides of the cursor, ``body`` the whole with
    the mark, ``beside`` the keys that the map has already.
    """

    pointer: str
    before: str
    after: str
    body: Mapping[str, Any]
    in_key: bool = False
    beside: frozenset[str] = frozenset()

    @property
    def steps(self) -> tuple[str, ...]:
        """Give the way to the value, or to the map whose key is written."""
        steps = [s.replace("~1", "/").replace("~0", "~") for s in self.pointer.split("/")[1:]]
        return tuple(steps[:-1] if self.in_key else steps)


def spot_at(source: str, position: int) -> Spot | None:
    """Find the place at a character; None where nothing can be completed."""
    if len(source) > LONGEST:
        return None
    for text in _finished(source, position):
        document = parse_yaml(text)
        if document.problems:
            continue
        if document.value == MARK:
            return Spot(f"/{MARK}", "", "", {}, in_key=True)
        if isinstance(document.value, dict):
            return _found(document.value, document.value, "")
    return None


def _finished(source: str, position: int) -> Iterator[str]:
    """Give the source with the mark, in the ways in which it could go on; the rest dropped last."""
    begin = source.rfind("\n", 0, position) + 1
    end = source.find("\n", position)
    end = len(source) if end < 0 else end
    head, tail = source[begin:position], source[position:end]
    closed = "".join(reversed([_CLOSERS[one] for one in _open(head)]))
    for rest in (source[end:], ""):
        for line in (
            f"{head}{MARK}{tail}",
            f"{head}{MARK}{tail}: 0",
            f"{head}{MARK}: 0{tail}",
            f"{head}{MARK}{closed}",
            f"{head}{MARK}: 0{closed}",
        ):
            yield source[:begin] + line + rest


def _open(head: str) -> list[str]:
    """Give the brackets that a line leaves open."""
    found: list[str] = []
    inside = ""
    for char in head:
        if inside:
            inside = "" if char == inside else inside
        elif char in "'\"":
            inside = char
        elif char in _CLOSERS:
            found.append(char)
        elif found and char == _CLOSERS[found[-1]]:
            found.pop()
    return found


def _found(value: Any, body: Mapping[str, Any], pointer: str) -> Spot | None:
    if isinstance(value, str):
        before, mark, after = value.partition(MARK)
        return Spot(pointer, before, after, body) if mark else None
    if isinstance(value, Mapping):
        for key, item in value.items():
            at = f"{pointer}/{escape(key)}"
            before, mark, after = key.partition(MARK)
            if mark:
                beside = frozenset(value) - {key}
                return Spot(at, before, after, body, in_key=True, beside=beside)
            if (found := _found(item, body, at)) is not None:
                return found
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if (found := _found(item, body, f"{pointer}/{index}")) is not None:
            return found
    return None
