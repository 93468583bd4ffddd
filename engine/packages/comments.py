"""Lets what people wrote around YAML live on when a file is written anew.

A comment belongs to what it stands beside, or above: a key, or an element of a list by its identity.
It goes with that, wherever it stands in the new file; comments on what is gone are gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from engine.packages.canonical import canonical
from engine.packages.lists import element_key, is_keyed
from engine.packages.yaml import KEY, LOADER, Document, escape, parse_yaml


def with_comments(before: str, content: str) -> str:
    """Give what a file shall say, with the comments that it had.

    A file that says the same already stays as it is, however it is laid out.
    """
    old, new = parse_yaml(before), parse_yaml(content)
    if old.problems or new.problems or not isinstance(old.value, dict):
        return content
    if _says(old.value) == _says(new.value):
        return before
    if "#" not in before:
        return content
    written = _Page(content, new).written(_Page(before, old).notes())
    again = parse_yaml(written)
    return content if again.problems or _says(again.value) != _says(new.value) else written


def _says(value: Any) -> tuple[bytes, list[str]]:
    """Give what a file says; of a map only fields are in an order that means something."""
    fields = value.get("fields") if isinstance(value, dict) else None
    return canonical(value), list(fields) if isinstance(fields, dict) else []


@dataclass(slots=True)
class _Notes:
    """The comments of a file, by the pointer of what they belong to; elements by identity."""

    above: dict[str, list[str]] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    end: list[str] = field(default_factory=list)


class _Page:
    """The lines of a file, and what begins on each."""

    def __init__(self, source: str, document: Document) -> None:
        self._source = source
        self._lines = source.splitlines()
        self._begins: dict[int, list[str]] = {}
        for pointer, place in document.positions.items():
            known = pointer.removesuffix(KEY)
            if known != pointer or f"{pointer}{KEY}" not in document.positions:
                lasting = _lasting(known, document.value)
                self._begins.setdefault(place.line - 1, []).append(lasting)
        self._begins.setdefault(0, [""]).sort(key=lambda one: one.count("/"))

    def notes(self) -> _Notes:
        """Read the comments."""
        found, waiting = _Notes(), list[str]()
        covered = _covered(self._source)
        for number, line in enumerate(self._lines):
            cut = _comment_at(line, covered.get(number, ()))
            content = line if cut < 0 else line[:cut]
            if not content.strip() and number not in covered:
                waiting.append(line.strip())
                continue
            begun = [one for one in self._begins.get(number, ()) if one] or [""]
            if any(waiting):
                heads_file = not (found.above or found.beside) and not waiting[-1]
                owner = "" if heads_file and "" in self._begins.get(number, ()) else begun[0]
                found.above.setdefault(owner, []).extend(waiting)
            waiting = []
            if cut >= 0:
                if begun[0] and begun[0] not in found.beside:
                    found.beside[begun[0]] = line[cut:].rstrip()
                else:
                    waiting = [line[cut:].rstrip()]
        if any(waiting):
            found.end = waiting
        return found

    def written(self, notes: _Notes) -> str:
        """Write the lines with comments where what they belong to stands now."""
        return "".join(f"{line}\n" for line in self._written(notes))

    def _written(self, notes: _Notes) -> Iterator[str]:
        for number, line in enumerate(self._lines):
            here = self._begins.get(number, ())
            pad = line[: len(line) - len(line.lstrip())]
            for pointer in here:
                for said in notes.above.get(pointer, ()):
                    yield f"{pad}{said}" if said else ""
            beside = [notes.beside[one] for one in here if one in notes.beside]
            for said in beside[1:]:
                yield f"{pad}{said}"
            yield f"{line}  {beside[0]}" if beside else line
        yield from notes.end


def _lasting(pointer: str, value: Any) -> str:
    """Give a pointer in which elements of lists stand by their identity, not their index."""
    steps = []
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            element = value[int(key)]
            named = is_keyed(value) or isinstance(element, str)
            steps.append(escape(element_key(element)) if named else step)
            value = element
        else:
            steps.append(step)
            value = value.get(key) if isinstance(value, Mapping) else None
    return "".join(f"/{step}" for step in steps)


def _covered(source: str) -> dict[int, list[tuple[int, int]]]:
    """Give the columns that texts cover, by line: a ``#`` in them begins no comment."""
    found: dict[int, list[tuple[int, int]]] = {}
    for token in yaml.scan(source, Loader=LOADER):
        if not isinstance(token, yaml.ScalarToken):
            continue
        first, last = token.start_mark, token.end_mark
        for line in range(first.line, last.line + 1):
            start = first.column if line == first.line else 0
            end = last.column if line == last.line else 1 << 20
            if end > start:
                found.setdefault(line, []).append((start, end))
    return found


def _comment_at(line: str, covered: Any) -> int:
    """Find where the comment of a line begins; -1 when it has none."""
    for column, sign in enumerate(line):
        begins = sign == "#" and (column == 0 or line[column - 1].isspace())
        if begins and not any(start <= column < end for start, end in covered):
            return column
    return -1
