"""One metadata document: the unit of difference, ownership, permission and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stands in a file; lines and columns count from 1."""

    file: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a package: identity = kind + parent + name.

    ``of`` names the parent object (kinds with a parent) or is empty; fields have kind ``field`` and
    ``of`` = their object. ``body`` is plain JSON without kind, name and of. ``positions`` maps JSON
    pointers inside the body to places in the file; empty for components that were not read from one.
    """

    kind: str
    name: str
    of: str
    body: Body
    package: str
    uid: UUID
    positions: Mapping[str, Position] = field(default_factory=dict, compare=False, repr=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """Give the identity inside one model: kind, parent, name."""
        return (self.kind, self.of, self.name)

    def place(self, pointer: str = "") -> Position:
        """Find the position of a pointer, or of its nearest known ancestor."""
        while pointer and pointer not in self.positions:
            pointer = pointer.rpartition("/")[0]
        return self.positions.get(pointer, Position())
