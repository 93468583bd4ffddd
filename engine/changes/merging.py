"""Merges what two people made of one body: three ways, property by property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.packages.lists import element_key, is_keyed
from engine.packages.yaml import escape

_ORDER = "/field_order"
"""Lists names of fields: what two people add to it is no disagreement."""
NOTHING: Final[Any] = object()
"""Stands for a property that is not there."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A property that both changed, each otherwise; None for not there.

    Elements of lists stand in the pointer by their id.
    """

    pointer: str
    base: Any
    mine: Any
    theirs: Any


class Merge:
    """Merges ``mine`` and ``theirs``, both made from ``base``.

    ``conflicts`` lists what both changed; there ``value`` has mine, or theirs at the pointers of
    ``yielding``.
    """

    def __init__(self, base: Any, mine: Any, theirs: Any, *, yielding: frozenset[str]) -> None:
        self.conflicts: list[Disagreement] = []
        self._yielding = yielding
        self.value = self._merged(base, mine, theirs, "")

    def _merged(self, base: Any, mine: Any, theirs: Any, pointer: str) -> Any:
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            return self._maps(base, mine, theirs, pointer)
        if pointer == _ORDER or (is_keyed(mine) and is_keyed(theirs)):
            return self._lists(base, mine, theirs, pointer)
        self.conflicts.append(Disagreement(pointer, *map(_shown, (base, mine, theirs))))
        return theirs if pointer in self._yielding else mine

    def _maps(
        self, base: Any, mine: Mapping[str, Any], theirs: Mapping[str, Any], pointer: str
    ) -> dict[str, Any]:
        old = base if isinstance(base, Mapping) else {}
        merged = {
            key: self._merged(
                old.get(key, NOTHING),
                mine.get(key, NOTHING),
                theirs.get(key, NOTHING),
                f"{pointer}/{escape(str(key))}",
            )
            for key in dict.fromkeys((*theirs, *mine))
        }
        return {key: value for key, value in merged.items() if value is not NOTHING}

    def _lists(self, base: Any, mine: list[Any], theirs: list[Any], pointer: str) -> list[Any]:
        old, here, there = (by_key(items) for items in (base, mine, theirs))
        merged = {
            key: self._merged(
                old.get(key, NOTHING),
                here.get(key, NOTHING),
                there.get(key, NOTHING),
                f"{pointer}/{escape(key)}",
            )
            for key in dict.fromkeys((*here, *there))
        }
        return [
            merged[key] for key in self._order(old, here, there) if merged[key] is not NOTHING
        ]

    def _order(
        self, old: Mapping[str, Any], here: Mapping[str, Any], there: Mapping[str, Any]
    ) -> list[str]:
        """Keep the order of whoever moved something, with what only the other has at its place."""
        both = [key for key in old if key in here]
        moved = both != [key for key in here if key in old]
        first, second = (here, there) if moved else (there, here)
        order = list(first)
        previous = ""
        for key in second:
            if key not in first:
                order.insert(order.index(previous) + 1 if previous else 0, key)
            previous = key
        return order


def by_key(items: Any) -> dict[str, Any]:
    """Give the elements of a list by their identity; none where there is no list."""
    return {element_key(item): item for item in items} if isinstance(items, list) else {}


def _shown(value: Any) -> Any:
    return None if value is NOTHING else value
