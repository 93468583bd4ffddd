"""The column map: which physical table or column holds what, made once and never derived again.

Physical names are the logical ones where these are free (decision 12); rename changes nothing here,
deleting marks the row dead and keeps the column with its values.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.values import Family
from engine.storage.system.base import PREFIX
from engine.storage.system.meta import meta_column
from engine.storage.types import element_family

if TYPE_CHECKING:
    from engine.storage.placement import Placement
    from engine.storage.tables import ObjectTable

Slot = tuple[str, "Role", str]
_MAX_BASE = 40
_MAX_SUFFIX = 16


class Role(StrEnum):
    """What a row of the map stands for."""

    TABLE = "table"
    VALUE = "value"
    SORT = "sort"
    """The order key of a text (decision 26)."""
    FOLD = "fold"
    """The folded text that must be unique (decision 22)."""
    SIDE = "side"
    """A table of several values per record."""


@dataclass(frozen=True, slots=True)
class MapRow:
    """One row of the column map; ``owner`` is a field's uid, or the object's for its table.

    ``family`` is that of the column, or of the values in a side table; empty for the table.
    """

    object: UUID
    physical: str
    owner: UUID
    part: str
    role: Role
    family: str
    dead: bool = False

    @property
    def key(self) -> tuple[UUID, Role, str]:
        """Give what tells rows apart."""
        return (self.object, self.role, self.physical)

    @property
    def slot(self) -> Slot:
        """Give what tells apart the columns of one field."""
        return (self.part, self.role, self.family)


@dataclass(frozen=True, slots=True)
class Want:
    """A column or side table that a field needs."""

    part: str
    role: Role
    family: Family

    @property
    def slot(self) -> Slot:
        """Give what tells apart the columns of one field."""
        return (self.part, self.role, str(self.family))


def wanted(field: FieldDef) -> tuple[Want, ...]:
    """Say what a field needs; system fields need nothing, their columns are in every table."""
    if field.system:
        return ()
    wants: list[Want] = []
    for part in field.type.parts(field):
        if part.family is Family.NONE:
            continue
        if part.family is Family.SIDE:
            element = element_family(part.value_type, field.target)
            wants.append(Want(part.name, Role.SIDE, element))
            continue
        wants.append(Want(part.name, Role.VALUE, part.family))
        if part.sort_key:
            wants.append(Want(part.name, Role.SORT, Family.TEXT))
        if field.unique and part.family is Family.TEXT:
            wants.append(Want(part.name, Role.FOLD, Family.TEXT))
    return tuple(wants)


def needed(field: FieldDef) -> tuple[Want, ...]:
    """Say what a field needs now and, while it changes its type, what it will need."""
    wants = wanted(field)
    if field.becoming is None:
        return wants
    slots = {want.slot for want in wants}
    return (*wants, *(want for want in wanted(field.becoming) if want.slot not in slots))


@dataclass(frozen=True, eq=False)
class _OfObject:
    """The rows of one object; maps that say the same of an object hold the same."""

    rows: tuple[MapRow, ...]

    def says(self, other: _OfObject | None) -> bool:
        """Say whether another has the same rows."""
        return self is other or (other is not None and self._said == other._said)

    @cached_property
    def _said(self) -> list[tuple[object, ...]]:
        # Two UUID are compared in Python, their numbers are not.
        return [
            (r.object.int, r.physical, r.owner.int, r.part, r.role, r.family, r.dead)
            for r in self.rows
        ]

    @classmethod
    def of(cls, rows: Iterable[MapRow]) -> _OfObject:
        return cls(tuple(sorted(rows, key=lambda row: row.physical)))

    @cached_property
    def live(self) -> tuple[MapRow, ...]:
        return tuple(row for row in self.rows if not row.dead)

    @cached_property
    def digest(self) -> str:
        lines = sorted(
            f"{row.object.hex}{row.owner.hex}{row.role}|{row.part}|{row.family}|{row.physical}"
            for row in self.live
        )
        return sha256("\n".join(lines).encode()).hexdigest()


_NONE = _OfObject(())


class ColumnMap:
    """The map of one tenant at one revision, and the tables made from it."""

    def __init__(self, rows: Iterable[MapRow], previous: ColumnMap | None = None) -> None:
        self._objects: Mapping[UUID, _OfObject] = {
            uid: _OfObject.of(found) for uid, found in _by_object(rows).items()
        }
        self._tables: dict[tuple[UUID, str], ObjectTable] = {}
        if previous is not None:
            self.adopt(previous)

    def with_rows(self, changed: Iterable[MapRow]) -> ColumnMap:
        """Give the map that says this in place of what it said; it has these tables."""
        found = dict(self._objects)
        for uid, rows in _by_object(changed).items():
            merged = {row.key: row for row in (*self.of_object(uid), *rows)}
            found[uid] = _OfObject.of(merged.values())
        made = ColumnMap(())
        made._objects = found
        made.adopt(self)
        return made

    def after(self, previous: ColumnMap) -> ColumnMap:
        """Give the map that says the same, with what an earlier one has of objects named the same."""
        made, known = ColumnMap(()), previous._objects
        made._objects = {
            uid: known[uid] if each.says(known.get(uid)) else each
            for uid, each in self._objects.items()
        }
        made.adopt(previous)
        return made

    @cached_property
    def digest(self) -> str:
        """Tell apart maps that name anything differently."""
        lines = sorted(each.digest for each in self._objects.values() if each.live)
        return sha256("\n".join(lines).encode()).hexdigest()

    def digest_of(self, objects: Iterable[UUID]) -> str:
        """Tell apart maps that name anything of some objects differently."""
        return "".join(self._objects.get(uid, _NONE).digest for uid in objects)

    def adopt(self, previous: ColumnMap) -> None:
        """Take over the tables of objects that an earlier map names the same.

        Parts of a model hold such tables, and one statement must never meet two of one name.
        """
        for key, table in tuple(previous._tables.items()):
            if self._objects.get(key[0], _NONE).says(previous._objects.get(key[0])):
                self._tables.setdefault(key, table)

    def table(self, obj: ObjectDef) -> ObjectTable:
        """Give the physical table of an object; KeyError when it was never applied."""
        from engine.storage.tables import ObjectTable

        key = (obj.uid, obj.digest)
        found = self._tables.get(key)
        if found is None:
            found = self._tables.setdefault(key, ObjectTable(self.placement(obj)))
        return found

    def placement(self, obj: ObjectDef) -> Placement:
        """Name where the fields of an object are; KeyError when it was never applied."""
        from engine.storage.placement import Placement

        made = self._tables.get((obj.uid, obj.digest))
        return Placement(obj, self.live(obj.uid)) if made is None else made.place

    def rows(self) -> Iterable[MapRow]:
        """Give all rows, dead ones included."""
        for found in self._objects.values():
            yield from found.rows

    def of_object(self, uid: UUID) -> tuple[MapRow, ...]:
        """Give the rows of one object, dead ones included."""
        return self._objects.get(uid, _NONE).rows

    def live(self, uid: UUID) -> tuple[MapRow, ...]:
        """Give the rows of one object that are in force."""
        return self._objects.get(uid, _NONE).live

    def drop_stale(self, keep: Container[tuple[UUID, str]]) -> None:
        """Forget tables of object digests that no model uses any more."""
        self._tables = {key: t for key, t in self._tables.items() if key in keep}


def load_columns(
    conn: Connection, previous: ColumnMap | None = None, since: int = -1
) -> ColumnMap:
    """Read the map; with ``previous`` (of revision ``since``) only what changed after it."""
    query = sa.select(
        meta_column.c.object,
        meta_column.c.physical,
        meta_column.c.owner,
        meta_column.c.part,
        meta_column.c.role,
        meta_column.c.family,
        meta_column.c.dead,
    ).where(meta_column.c.rev > since)
    changed = [_map_row(row) for row in conn.execute(query)]
    if previous is None:
        return ColumnMap(changed)
    return previous.with_rows(changed)


def _by_object(rows: Iterable[MapRow]) -> dict[UUID, list[MapRow]]:
    grouped: dict[UUID, list[MapRow]] = {}
    for row in rows:
        grouped.setdefault(row.object, []).append(row)
    return grouped


def _map_row(row: Any) -> MapRow:
    return MapRow(
        object=row.object,
        physical=row.physical,
        owner=row.owner,
        part=row.part,
        role=Role(row.role),
        family=row.family,
        dead=row.dead,
    )


def table_name(name: str, uid: UUID, taken: Container[str]) -> str:
    """Choose the name of a new table; our own prefixes stay free."""
    base = name[:_MAX_BASE]
    if base.startswith((PREFIX, "sqlite_", "pg_", "v_", "m_", "alembic_")):
        return f"{base}_{uid.hex[-4:]}"
    return _free(base, uid, taken)


def side_table_name(name: str, uid: UUID) -> str:
    """Name the side table of a field."""
    return f"m_{uid.hex[:8]}_{name[:_MAX_BASE]}"


def column_name(name: str, want: Want, uid: UUID, taken: Container[str]) -> str:
    """Choose the name of a new column, at most 63 bytes."""
    suffix = "" if want.role is Role.VALUE else f"_{want.role}"
    part = f"_{want.part[:_MAX_SUFFIX]}" if want.part else ""
    return _free(name[:_MAX_BASE] + part + suffix, uid, taken)


def _free(base: str, uid: UUID, taken: Container[str]) -> str:
    """Give a name that nothing has; a field that changed its type often has had several."""
    if base not in taken:
        return base
    name = f"{base[:58]}_{uid.hex[-4:]}"
    number = 1
    while name in taken:
        number += 1
        ending = f"_{uid.hex[-4:]}_{number}"
        name = base[: 63 - len(ending)] + ending
    return name
