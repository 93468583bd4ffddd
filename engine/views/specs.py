"""Holds the resolved specifications that pages are drawn from: plain values, already permitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from engine.kernel.field_type import FieldType
from engine.kernel.model import FieldDef, Option
from engine.kernel.query import AllOf, Condition, Filter, Measure, Query, Sort
from engine.text import Text

Device = Literal["desktop", "mobile"]
Purpose = Literal["view", "edit", "create"]
Json = Any


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: a readable path, its field, and how it stands."""

    path: str
    label: Text
    field: FieldDef
    part: str = ""
    sortable: bool = False
    align: Literal["start", "end"] = "start"
    width: int = 0
    """In pixels; 0 lets the page decide."""
    editable: bool = False
    """The actor may change this field in some records, and it can be changed in a cell."""


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of an object's records, declared or saved by somebody.

    ``name`` is the component's name, or the id of a saved view as text. ``where`` is None for every
    record that the actor may see.
    """

    object: str
    name: str
    label: Text
    columns: tuple[Column, ...]
    mode: Literal["table", "board"] = "table"
    where: Filter | None = None
    sort: tuple[Sort, ...] = ()
    totals: tuple[Measure, ...] = ()
    group: str = ""
    order: int = 0
    saved: UUID | None = None
    mine: bool = False
    shared: bool = False
    conditions: tuple[Filter, ...] = ()
    """What a person added as filter chips; part of ``where``."""

    def query(self, *, limit: int = 50, after: str = "", extra: Filter | None = None) -> Query:
        """Make the gate's question of this view; ``extra`` narrows it further."""
        parts = tuple(part for part in (self.where, extra) if part is not None)
        return Query(
            fields=tuple(column.path for column in self.columns),
            where=AllOf(parts) if len(parts) > 1 else next(iter(parts), None),
            sort=self.sort,
            limit=limit,
            after=after,
            totals=self.totals,
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One field in a section.

    ``visible`` is the server's answer for the values at hand; ``visible_when`` is the same
    condition for the browser, None when there is none or only the server can compute it.
    """

    path: str
    label: Text
    field: FieldDef
    part: str = ""
    span: int = 1
    required: bool = False
    read_only: bool = False
    visible: bool = True
    visible_when: Json = None
    read_only_when: Json = None
    choices: tuple[Option, ...] = ()
    """What may be chosen now: living options that the record type allows, and the present one."""


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields under a heading."""

    id: str
    label: Text
    items: tuple[Item, ...]
    columns: int = 2
    collapsed: bool = False
    visible: bool = True
    visible_when: Json = None


@dataclass(frozen=True, slots=True)
class Related:
    """A list of records of another object that point at this one through ``via``."""

    id: str
    label: Text
    object: str
    via: str
    via_type: FieldType
    columns: tuple[Column, ...]
    sort: tuple[Sort, ...] = ()
    can_create: bool = False

    def where(self, object_name: str, record: UUID) -> Filter:
        """Give the filter that finds the records of one parent."""
        if self.via_type.name == "poly_lookup":
            return AllOf(
                (
                    Condition(f"{self.via}.object", "eq", object_name),
                    Condition(f"{self.via}.id", "eq", str(record)),
                )
            )
        if self.via_type.name == "multi_lookup":
            return Condition(self.via, "has_any", [str(record)])
        return Condition(self.via, "eq", str(record))


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel beside a record; ``text`` is what one of the type ``text`` says."""

    id: str
    type: str
    label: Text
    text: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a page offers to do; ``related`` is the list that it adds a record to."""

    name: str
    related: str = ""
    button: bool = False
    """It stands as a button; the others stand in a menu."""


@dataclass(frozen=True, slots=True)
class Step:
    """One option of the path on top of a record; ``state`` says where the record stands."""

    option: Option
    state: Literal["done", "current", "ahead", "end"] = "ahead"
    closed: bool = False
    won: bool = False


@dataclass(frozen=True, slots=True)
class PathSpec:
    """The steps on top of a record; ``movable`` when the actor may set the field."""

    field: FieldDef
    steps: tuple[Step, ...]
    movable: bool = False


@dataclass(frozen=True, slots=True)
class LayoutSpec:
    """Everything that a page of one record shows, in order."""

    object: str
    name: str
    """Name of the layout component; empty for the automatic one."""
    highlights: tuple[Item, ...]
    path: PathSpec | None
    sections: tuple[Section, ...]
    related: tuple[Related, ...]
    actions: tuple[Action, ...] = ()
    panels: tuple[Panel, ...] = ()
    needs: tuple[str, ...] = ()
    """Paths that the page and its conditions read: what to ask the gate for."""

    def shown(self) -> tuple[Section, ...]:
        """Give the visible sections with their visible items; empty sections are left out."""
        found = []
        for section in self.sections:
            items = tuple(item for item in section.items if item.visible)
            if section.visible and items:
                found.append(
                    Section(
                        section.id, section.label, items, section.columns, section.collapsed
                    )
                )
        return tuple(found)


Values = Mapping[str, object]
