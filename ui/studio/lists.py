"""The lists of fields inside a body, which a designer arranges: columns, or items of sections.

Found in the schema: a list whose elements may be written as the bare path of a field, at the top or
inside the elements of another list. A new kind with such a list has a designer too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Group:
    """One list of a body; ``id`` is empty for one at the top."""

    id: str
    label: Any
    items: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lists of a kind stand: a property, and the one inside its elements, if any."""

    outer: str
    inner: str = ""


def place_of(schema: Mapping[str, Any]) -> Place | None:
    """Find where a kind keeps lists of fields; None for a kind that has none."""
    for name, shape in schema.get("properties", {}).items():
        if _of_fields(shape):
            return Place(name)
        for inner, of in shape.get("items", {}).get("properties", {}).items():
            if inner == "items" and _of_fields(of):
                return Place(name, inner)
    return None


def _of_fields(shape: Mapping[str, Any]) -> bool:
    """Tell a list whose elements may be the bare path of a field."""
    return "x-key" in shape and "anyOf" in shape.get("items", {})


def name_of(item: Any) -> str:
    """Give the field that an element of a list shows."""
    return str(item.get("field") or item.get("id")) if isinstance(item, Mapping) else str(item)


class Arrangement:
    """The lists of one body, being arranged; `body` gives the body that comes of it."""

    def __init__(self, place: Place, body: Mapping[str, Any]) -> None:
        self._place = place
        self._body = body
        outer = body.get(place.outer, ())
        if place.inner:
            self.groups = [
                Group(one["id"], one.get("label"), list(one.get(place.inner, ())))
                for one in outer
            ]
        else:
            self.groups = [Group("", None, list(outer))]

    def body(self) -> dict[str, Any]:
        """Give the whole body with the lists as they are now."""
        if not self._place.inner:
            return {**self._body, self._place.outer: self.groups[0].items}
        old = {one["id"]: one for one in self._body.get(self._place.outer, ())}
        made = []
        for group in self.groups:
            element = old.get(group.id, {"id": group.id, "label": group.label})
            made.append({**element, self._place.inner: group.items})
        return {**self._body, self._place.outer: made}

    @property
    def shown(self) -> set[str]:
        """Name every field that some list shows."""
        return {name_of(item) for group in self.groups for item in group.items}

    def put(self, name: str, to: str, index: int) -> None:
        """Put a field into a list at a place, taking it from where it was."""
        goal = self._group(to)
        if goal is not None:
            goal.items.insert(max(index, 0), self._taken(name) or name)

    def move(self, name: str, step: int) -> None:
        """Move a field by one place; over the edge of a list into the one beside it."""
        for place, group in enumerate(self.groups):
            names = [name_of(item) for item in group.items]
            if name not in names:
                continue
            index = names.index(name) + step
            if 0 <= index < len(names):
                group.items.insert(index, group.items.pop(names.index(name)))
            elif 0 <= place + step < len(self.groups):
                other = self.groups[place + step]
                item = group.items.pop(names.index(name))
                other.items.insert(0 if step > 0 else len(other.items), item)
            return

    def remove(self, name: str) -> None:
        """Take a field out of its list."""
        self._taken(name)

    def add_group(self, id_: str, label: Mapping[str, str]) -> None:
        """Add an empty list at the end, where there can be several."""
        if self._place.inner and self._group(id_) is None:
            self.groups.append(Group(id_, dict(label)))

    def remove_group(self, id_: str) -> None:
        """Take a list away, with the fields in it; the last one stays."""
        if len(self.groups) > 1:
            self.groups = [group for group in self.groups if group.id != id_]

    @property
    def several(self) -> bool:
        """Say whether there can be several lists."""
        return bool(self._place.inner)

    def _group(self, id_: str) -> Group | None:
        return next((group for group in self.groups if group.id == id_), None)

    def _taken(self, name: str) -> Any:
        for group in self.groups:
            for index, item in enumerate(group.items):
                if name_of(item) == name:
                    return group.items.pop(index)
        return None
