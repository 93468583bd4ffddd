"""Brings together what two windows of one admin made of the same body, before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.changes.drafting import Clash
from engine.changes.drafts import Key
from engine.changes.merging import Merge

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """What a window was loaded from, and what was chosen there of what another one saved since.

    ``chosen`` says by pointer whether ``mine`` holds or ``theirs``.
    """

    loaded: Mapping[Key, Body | None]
    chosen: Mapping[Key, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving came to: the bodies with what both windows made; with clashes nothing is saved."""

    bodies: Mapping[Key, Body]
    clashes: tuple[Clash, ...] = ()


def together(
    bodies: Mapping[Key, Body], window: Window, present: Callable[[Key], Body | None]
) -> Saved:
    """Merge bodies with what is there by now; what both changed has to be chosen."""
    made: dict[Key, Body] = {}
    clashes = []
    for key, mine in bodies.items():
        if key not in window.loaded:
            made[key] = mine
            continue
        chosen = window.chosen.get(key, {})
        yielding = frozenset(at for at, side in chosen.items() if side == "theirs")
        merge = Merge(window.loaded[key], mine, present(key), yielding=yielding)
        still_open = tuple(one for one in merge.conflicts if one.pointer not in chosen)
        if still_open:
            clashes.append(Clash(key, still_open))
        if merge.value is not None:
            made[key] = merge.value
    return Saved(made, tuple(clashes))
