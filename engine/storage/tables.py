"""The physical table of one object: columns by field and part, companions, side tables, indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.values import Family, Part
from engine.storage.becoming import Becoming
from engine.storage.columns import MapRow, Role, wanted
from engine.storage.order_key import fold, order_key
from engine.storage.types import ID, INTEGER, MOMENT, TEXT, NamedUid, column_type

# Every table has all of these, so that gaining an owner, money or record types is no DDL.
SYSTEM_COLUMNS: Mapping[str, sa.types.TypeEngine[Any]] = {
    "id": ID,
    "owner": ID,
    "record_type": TEXT,
    "currency": TEXT,
    "created_at": MOMENT,
    "created_by": ID,
    "updated_at": MOMENT,
    "updated_by": ID,
    "row_version": INTEGER,
    "deleted_at": MOMENT,
    "deleted_by": ID,
    "deletion": ID,
    "import_ref": TEXT,
}


@dataclass(frozen=True, slots=True)
class IndexDef:
    """An index that an object should have; the name follows from all the rest."""

    name: str
    columns: tuple[str, ...]
    unique: bool
    where: str
    """``live``: rows out of the trash whose columns all have values; ``filled``: values only."""
    fields: tuple[str, ...]

    def serves_for(self, other: IndexDef) -> bool:
        """Say whether this index begins with all that a shorter one has."""
        longer = len(self.columns) > len(other.columns)
        begins = self.columns[: len(other.columns)] == other.columns
        return longer and begins and not other.unique and self.where == other.where


class ObjectTable:
    """Where the records of an object are; made by `ColumnMap.table`, immutable."""

    def __init__(self, obj: ObjectDef, rows: Sequence[MapRow]) -> None:
        metadata = sa.MetaData()
        self.object = obj
        self._names: dict[tuple[str, str, Role], str] = {}
        self._sides: dict[tuple[str, str], sa.Table] = {}
        self._parts: dict[str, tuple[tuple[Part, sa.Column[Any]], ...]] = {}
        self.becoming: dict[str, Becoming] = {}
        """Fields that are changing their type, by name: their values go to two places."""
        self._places: dict[str, tuple[tuple[str | None, str, str, str], ...]] = {}
        by_owner: dict[UUID, list[MapRow]] = {}
        for row in rows:
            by_owner.setdefault(row.owner, []).append(row)
        physical = next(row.physical for row in by_owner[obj.uid] if row.role is Role.TABLE)
        columns = [
            sa.Column(name, kind, primary_key=name == "id", nullable=name != "id")
            for name, kind in self._system_columns()
        ]
        for field in obj.fields.values():
            columns.extend(self._columns_of(field, by_owner.get(field.uid, ()), metadata))
        self.table = sa.Table(physical, metadata, *columns)
        for field in obj.fields.values():
            self._parts[field.name] = tuple(self._parts_of(field))

    def column(self, field: str, part: str = "") -> sa.Column[Any]:
        """Give the column of a field or of one part; KeyError when it has none."""
        if field in SYSTEM_COLUMNS:
            return self.table.c[field]
        return self.table.c[self._names[field, part, Role.VALUE]]

    def has_column(self, field: str, part: str = "") -> bool:
        """Say whether a field (or part) is stored in a column of this table."""
        return field in SYSTEM_COLUMNS or (field, part, Role.VALUE) in self._names

    def sort(self, field: str, part: str = "") -> sa.Column[Any]:
        """Give the column by which a field is sorted: its order key, or its own column.

        A composite without a main part is sorted by its first.
        """
        if field not in SYSTEM_COLUMNS and not self.has_column(field, part):
            part = self._parts[field][0][0].name
        name = self._names.get((field, part, Role.SORT))
        return self.column(field, part) if name is None else self.table.c[name]

    def fold(self, field: str) -> sa.Column[Any]:
        """Give the column by which a unique field is compared: folded text, or its own."""
        name = self._names.get((field, "", Role.FOLD))
        return self.column(field) if name is None else self.table.c[name]

    def companion(self, field: str, part: str, role: Role) -> sa.Column[Any]:
        """Give a column that is kept beside a part; KeyError when there is none."""
        return self.table.c[self._names[field, part, role]]

    def side(self, field: str, part: str = "") -> sa.Table:
        """Give the side table (record_id, position, value); KeyError when it has none."""
        return self._sides[field, part]

    @property
    def side_tables(self) -> tuple[sa.Table, ...]:
        """Give all side tables, those of types to come included."""
        coming = (each.side for each in self.becoming.values() if each.side is not None)
        return (*self._sides.values(), *coming)

    def side_called(self, name: str) -> sa.Table:
        """Find a side table by its physical name."""
        return next(side for side in self.side_tables if side.name == name)

    @property
    def sides(self) -> Mapping[str, sa.Table]:
        """Give all side tables by field."""
        return {field: table for (field, _), table in self._sides.items()}

    def parts(self, field: str) -> tuple[tuple[Part, sa.Column[Any]], ...]:
        """Give the parts of a field that are columns of this table, kept ones included."""
        return self._parts.get(field, ())

    @property
    def live(self) -> ColumnElement[bool]:
        """Give the condition that a record is not in the trash."""
        return self.table.c.deleted_at.is_(None)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Spread cleaned values over columns, with order keys and folded text.

        Keys are fields (composites: a dict by part) or ``field.part`` for a kept part such as
        ``amount.base``. Side values are not in it. KeyError for a field without a column.
        """
        row: dict[str, Any] = {}
        for name, value in values.items():
            if name in SYSTEM_COLUMNS:
                row[name] = value
                continue
            places = self._places.get(name)
            if places is None:
                places = self._places[name] = tuple(self._places_of(name))
            for part, column, sort, folded in places:
                single = value if part is None or value is None else value.get(part)
                row[column] = single
                if sort:
                    row[sort] = None if single is None else order_key(single)
                if folded:
                    row[folded] = None if single is None else fold(single)
            if name in self.becoming:
                row.update(self.becoming[name].row(value))
        return row

    def value(self, field: str, row: Mapping[str, Any]) -> Any:
        """Gather the cleaned value of a field from a row by physical column name."""
        parts = [(part, column) for part, column in self.parts(field) if not part.kept]
        if len(parts) == 1 and parts[0][0].name == "":
            return row[parts[0][1].key]
        found = {part.name: row[column.key] for part, column in parts}
        return found if any(each is not None for each in found.values()) else None

    def _places_of(self, name: str) -> Iterator[tuple[str | None, str, str, str]]:
        """Say where a value goes: part of it, column, order key, folded text; empty is none."""
        if (name, "") in self._sides:
            return
        field, _, kept = name.partition(".")
        own = [part.name for part, _ in self._parts[field] if not part.kept]
        whole = bool(kept) or own == [""]
        for part in (kept,) if whole else own:
            yield (
                None if whole else part,
                self._names[field, part, Role.VALUE],
                self._names.get((field, part, Role.SORT), ""),
                self._names.get((field, part, Role.FOLD), ""),
            )

    def _system_columns(self) -> Iterator[tuple[str, sa.types.TypeEngine[Any]]]:
        for name, kind in SYSTEM_COLUMNS.items():
            field = self.object.fields.get(name)
            yield name, kind if field is None else _named(field, kind)

    def _columns_of(
        self, field: FieldDef, rows: Iterable[MapRow], metadata: sa.MetaData
    ) -> Iterator[sa.Column[Any]]:
        present = None if field.becoming is None else {want.slot for want in wanted(field)}
        coming: list[MapRow] = []
        side: sa.Table | None = None
        for row in rows:
            if present is not None and row.slot not in present:
                coming.append(row)
                if row.role is Role.SIDE:
                    side = _side_table(row, metadata)
                else:
                    yield sa.Column(row.physical, column_type(Family(row.family)))
                continue
            if row.role is Role.SIDE:
                self._sides[field.name, row.part] = _side_table(row, metadata)
                continue
            self._names[field.name, row.part, row.role] = row.physical
            kind = column_type(Family(row.family))
            if row.role is Role.VALUE and row.family == Family.TEXT:
                kind = _named(field, kind)
            yield sa.Column(row.physical, kind)
        if field.becoming is not None and coming:
            self.becoming[field.name] = Becoming(field, field.becoming, coming, side)

    def _parts_of(self, field: FieldDef) -> Iterator[tuple[Part, sa.Column[Any]]]:
        for part in field.type.parts(field):
            if self.has_column(field.name, part.name):
                yield part, self.column(field.name, part.name)

    @cached_property
    def bare(self) -> sa.Table:
        """Give the table without its columns, for aliases that make their own."""
        return sa.Table(self.table.name, sa.MetaData())

    @cached_property
    def indexes(self) -> tuple[IndexDef, ...]:
        """Give every index that this object should have, none that another serves for."""
        found = {index.name: index for index in self._wanted_indexes()}
        return tuple(
            index
            for index in found.values()
            if not any(other.serves_for(index) for other in found.values())
        )

    def index(self, name: str) -> IndexDef:
        """Find an index by its name."""
        return next(index for index in self.indexes if index.name == name)

    def _wanted_indexes(self) -> Iterator[IndexDef]:
        obj = self.object
        yield self._index(("deletion",), where="filled")
        yield self._index(("import_ref",), where="filled")
        if obj.has_owner:
            yield self._index(("owner",), fields=("owner",))
        if obj.name_field not in SYSTEM_COLUMNS and self._parts.get(obj.name_field):
            name = self.sort(obj.name_field).name
            yield self._index((name, "id"), fields=(obj.name_field,))
        for field in obj.fields.values():
            yield from self._field_indexes(field)
        for declared in obj.body.get("indexes", ()):
            fields = tuple(declared["fields"])
            unique = bool(declared.get("unique", False))
            pick = self.fold if unique else self.sort
            names = tuple(pick(field).name for field in fields)
            yield self._index(
                names if unique else (*names, "id"),
                unique=unique,
                where="live" if unique else "",
                fields=fields,
            )

    def _field_indexes(self, field: FieldDef) -> Iterator[IndexDef]:
        if field.system:
            return
        for part, column in self._parts[field.name]:
            if part.family is Family.REFERENCE and not part.kept:
                yield self._index((column.name,), fields=(field.name,))
        if field.unique and self.has_column(field.name):
            yield self._index(
                (self.fold(field.name).name,), unique=True, where="live", fields=(field.name,)
            )

    def _index(
        self,
        columns: tuple[str, ...],
        *,
        unique: bool = False,
        where: str = "",
        fields: tuple[str, ...] = (),
    ) -> IndexDef:
        # The name says table and content: "IF NOT EXISTS" never hides another table's index.
        content = "|".join((self.table.name, *columns, str(unique), where))
        digest = sha256(content.encode()).hexdigest()[:8]
        return IndexDef(f"i_{self.table.name[:46]}_{digest}", columns, unique, where, fields)

    def index_of(self, index: IndexDef) -> sa.Index:
        """Make the index as SQLAlchemy builds it, on a copy of this table."""
        table = self.table.to_metadata(sa.MetaData())
        columns = [table.c[name] for name in index.columns]
        conditions: list[ColumnElement[bool]] = []
        if index.where == "live":
            conditions.append(table.c.deleted_at.is_(None))
        if index.where in ("live", "filled"):
            conditions.extend(column.is_not(None) for column in columns)
        where = sa.and_(*conditions) if conditions else None
        return sa.Index(
            index.name,
            *columns,
            unique=index.unique,
            sqlite_where=where,
            postgresql_where=where,
        )


def _named(field: FieldDef, kind: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    return NamedUid(tuple(field.stored_as.items())) if field.stored_as else kind


def _side_table(row: MapRow, metadata: sa.MetaData) -> sa.Table:
    table = sa.Table(
        row.physical,
        metadata,
        sa.Column("record_id", ID, primary_key=True),
        sa.Column("value", column_type(Family(row.family)), primary_key=True),
        sa.Column("position", INTEGER, nullable=False),
        sqlite_with_rowid=False,
    )
    sa.Index(f"i_{row.physical}_v", table.c.value, table.c.record_id)
    return table
