"""The lists inside a body that a designer arranges: sections of fields, columns, what is beside.

Lists of fields are found in the schema: a list whose elements may be written as the bare path of a
field, at the top or inside the elements of another list. A new kind with such a list has a designer
too. Elements are named by list and name: ``sections.main/amount``, ``related/tasks``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

STRIPS = ("highlights", "related", "panels", "actions")
"""Lists that are no lists of fields in sections, in the order in which a page has them."""
Schema = Mapping[str, Any]


@dataclass(slots=True)
class Group:
    """One list of a body: ``id`` says where it stands; ``fields`` of an object fill it."""

    id: str
    label: Any = None
    items: list[Any] = field(default_factory=list)
    fields: bool = True

    def index(self, name: str) -> int:
        """Give the place of an element; -1 where there is none of that name."""
        return next((n for n, item in enumerate(self.items) if name_of(item) == name), -1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lists of a kind stand: a property, and the one inside its elements, if any.

    ``only`` is the one element whose list is meant.
    """

    outer: str
    inner: str = ""
    only: str = ""


def place_of(schema: Schema, part: str = "") -> Place | None:
    """Find where a kind keeps lists of fields, or one ``part`` of it does: ``related.tasks``."""
    outer, _dot, only = part.partition(".")
    for name, shape in schema.get("properties", {}).items():
        if not part and _of_fields(shape):
            return Place(name)
        inside = shape.get("items", {}).get("properties", {}).items()
        for inner, of in inside if name == outer or (not part and name not in STRIPS) else ():
            if _of_fields(of):
                return Place(name, inner, only)
    return None


def _of_fields(shape: Schema) -> bool:
    """Tell a list whose elements may be the bare path of a field."""
    return "x-key" in shape and "anyOf" in shape.get("items", {})


def name_of(item: Any) -> str:
    """Give the field that an element of a list shows, or its id."""
    return str(item.get("field") or item.get("id")) if isinstance(item, Mapping) else str(item)


class Arrangement:
    """The lists of one body, being arranged; `body` gives the body that comes of it.

    ``usual`` is what a strip holds while the body says nothing of it.
    """

    def __init__(
        self,
        schema: Schema,
        place: Place,
        body: Mapping[str, Any],
        usual: Mapping[str, Sequence[Any]] | None = None,
    ) -> None:
        self._schema = schema
        self._place = place
        self._body = body
        outer = body.get(place.outer, ())
        if place.inner:
            self.groups = [
                Group(
                    f"{place.outer}.{one['id']}", one.get("label"), [*one.get(place.inner, ())]
                )
                for one in outer
                if place.only in ("", one["id"])
            ]
        else:
            self.groups = [Group(place.outer, None, list(outer))]
        known = [] if place.only else [one for one in STRIPS if one in schema["properties"]]
        self.strips = [
            Group(name, None, list(body.get(name, (usual or {}).get(name, ()))), fields=False)
            for name in known
        ]
        self._began = {one.id: list(one.items) for one in self.strips}
        self._elements = {one["id"]: one for one in outer} if place.inner else {}

    def body(self) -> dict[str, Any]:
        """Give the whole body with the lists as they are now."""
        made = dict(self._body)
        if not self._place.inner:
            made[self._place.outer] = self.groups[0].items
        elif self._place.only:
            lists = {group.id.partition(".")[2]: group.items for group in self.groups}
            made[self._place.outer] = [
                {**one, self._place.inner: lists[one["id"]]} if one["id"] in lists else one
                for one in self._body.get(self._place.outer, ())
            ]
        else:
            made[self._place.outer] = [self._section(group) for group in self.groups]
        for strip in self.strips:
            if strip.items != self._began[strip.id]:
                made[strip.id] = strip.items
        return made

    def _section(self, group: Group) -> dict[str, Any]:
        id_ = group.id.partition(".")[2]
        element = self._elements.get(id_, {"id": id_, "label": group.label})
        return {**element, self._place.inner: group.items}

    @property
    def several(self) -> bool:
        """Say whether there can be several lists of fields."""
        return bool(self._place.inner) and not self._place.only

    @property
    def shown(self) -> set[str]:
        """Name every field that some list of fields shows."""
        return {name_of(item) for group in self.groups for item in group.items}

    def group(self, id_: str) -> Group | None:
        """Find a list."""
        return next((one for one in (*self.groups, *self.strips) if one.id == id_), None)

    def put(self, at: str, to: str, index: int) -> None:
        """Put an element into a list at a place; a field leaves the list of fields where it was.

        What comes into a strip from elsewhere is copied there by its name.
        """
        goal, (source, name) = self.group(to), split(at)
        if self.several and to == self._place.outer and source == self._place.outer:
            self._move_group(name, index)
            return
        if goal is None:
            return
        if goal.fields or source == to:
            item = self._taken(name, goal)
            goal.items.insert(max(index, 0), name if item is None else item)
        elif goal.index(name) < 0:
            goal.items.insert(max(index, 0), name)

    def add(self, to: str, item: Any) -> None:
        """Add an element at the end of a list."""
        goal = self.group(to)
        if goal is not None and goal.index(name_of(item)) < 0:
            goal.items.append(item)

    def move(self, at: str, step: int) -> None:
        """Move an element by one place; a field, over the edge of its list into the one beside it."""
        source, name = split(at)
        if self.several and source == self._place.outer:
            ids = [group.id.partition(".")[2] for group in self.groups]
            if name in ids:
                self._move_group(name, ids.index(name) + step)
            return
        group = self.group(source)
        if group is None or (present := group.index(name)) < 0:
            return
        index = present + step
        if 0 <= index < len(group.items):
            group.items.insert(index, group.items.pop(present))
        elif group in self.groups:
            beside = self.groups.index(group) + step
            if 0 <= beside < len(self.groups):
                other = self.groups[beside]
                other.items.insert(
                    0 if step > 0 else len(other.items), group.items.pop(present)
                )

    def remove(self, at: str) -> None:
        """Take an element out of its list; of lists of fields the last one stays."""
        source, name = split(at)
        if self.several and source == self._place.outer:
            if len(self.groups) > 1:
                self.groups = [one for one in self.groups if one.id != f"{source}.{name}"]
            return
        group = self.group(source)
        if group is not None and (index := group.index(name)) >= 0:
            group.items.pop(index)

    def add_group(self, id_: str, label: Mapping[str, str]) -> str:
        """Add an empty list of fields at the end; give how it is named."""
        self.groups.append(Group(f"{self._place.outer}.{id_}", dict(label)))
        return f"{self._place.outer}/{id_}"

    def element(self, at: str) -> dict[str, Any] | None:
        """Give an element written out; None where there is none, or it has nothing to say."""
        source, name = split(at)
        if self.several and source == self._place.outer:
            group = self.group(f"{source}.{name}")
            return self._section(group) if group else None
        group = self.group(source)
        index = group.index(name) if group else -1
        if group is None or index < 0:
            return None
        item = group.items[index]
        if isinstance(item, Mapping):
            return dict(item)
        return {"field": item} if group.fields else None

    def change(self, at: str, element: Mapping[str, Any]) -> None:
        """Let an element say something else; a field that says nothing more is its bare path."""
        source, name = split(at)
        if self.several and source == self._place.outer:
            self._elements[name] = dict(element)
            return
        group = self.group(source)
        index = group.index(name) if group else -1
        if group is not None and index >= 0:
            bare = group.fields and set(element) == {"field"}
            group.items[index] = element["field"] if bare else dict(element)

    def pointer(self, at: str) -> str:
        """Give where an element stands in the body, as long as nothing was moved."""
        source, name = split(at)
        outer, _dot, id_ = source.partition(".")
        ids = [str(one["id"]) for one in self._body.get(outer, ()) if "id" in one]
        if id_:
            group = self.group(source)
            place = group.index(name) if group else -1
            return f"/{outer}/{ids.index(id_)}/{self._place.inner}/{place}"
        if name in ids:
            return f"/{outer}/{ids.index(name)}"
        group = self.group(source)
        return f"/{outer}/{group.index(name) if group else -1}"

    def schema(self, at: str) -> Schema:
        """Give the shape of an element, without the lists that are arranged themselves."""
        source, _name = split(at)
        shape = self._schema["properties"][source.partition(".")[0]]["items"]
        if "." in source:
            shape = shape["properties"][self._place.inner]["items"]
        long: Schema = shape["anyOf"][1] if "anyOf" in shape else shape
        inner = {name for name, of in long["properties"].items() if _of_fields(of)}
        kept = {k: v for k, v in long["properties"].items() if k not in {*_FIXED, *inner}}
        return {**long, "properties": kept}

    def _move_group(self, name: str, index: int) -> None:
        ids = [group.id.partition(".")[2] for group in self.groups]
        if name in ids and 0 <= index < len(ids):
            self.groups.insert(index, self.groups.pop(ids.index(name)))

    def _taken(self, name: str, goal: Group) -> Any:
        for group in self.groups if goal.fields else (goal,):
            index = group.index(name)
            if index >= 0:
                return group.items.pop(index)
        return None


_FIXED = ("id", "field", "after", "before", "object", "via", "type")


def split(at: str) -> tuple[str, str]:
    """Give the list of an element, and its name there."""
    source, _slash, name = at.partition("/")
    return source, name
