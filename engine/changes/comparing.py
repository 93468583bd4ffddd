"""Says how two bodies of a component differ, property by property, as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.packages.lists import element_key, is_keyed
from engine.packages.yaml import escape


@dataclass(frozen=True, slots=True)
class Property:
    """One property that differs; elements of lists stand in the pointer by their id.

    None before or after means that the property was not there.
    """

    pointer: str
    before: Any
    after: Any


def properties(before: Any, after: Any, pointer: str = "") -> Iterator[Property]:
    """Give the properties in which two values differ, smallest parts first met."""
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            here = f"{pointer}/{escape(str(key))}"
            yield from properties(before.get(key), after.get(key), here)
    elif is_keyed(before) and is_keyed(after):
        yield from _elements(before, after, pointer)
    else:
        yield Property(pointer, before, after)


def _elements(before: list[Any], after: list[Any], pointer: str) -> Iterator[Property]:
    old, new = ({element_key(item): item for item in items} for items in (before, after))
    for key in dict.fromkeys((*old, *new)):
        yield from properties(old.get(key), new.get(key), f"{pointer}/{escape(key)}")
    stayed = [key for key in old if key in new]
    moved = [key for key in new if key in old]
    if stayed != moved:
        yield Property(pointer, list(old), list(new))
