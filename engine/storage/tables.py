"""The physical table of one object: columns by field and part, companions, side tables, indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part
from engine.storage.becoming import Becoming
from engine.storage.columns import MapRow, Role
from engine.storage.indexes import IndexDef
from engine.storage.order_key import fold, order_key
from engine.storage.placement import SYSTEM_NAMES, Placement
from engine.storage.types import ID, INTEGER, MOMENT, TEXT, NamedUid, column_type

_MOMENTS = ("created_at", "updated_at", "deleted_at")
_TEXTS = ("record_type", "currency", "import_ref")


def _system_type(name: str) -> sa.types.TypeEngine[Any]:
    if name == "row_version":
        return INTEGER
    return MOMENT if name in _MOMENTS else TEXT if name in _TEXTS else ID


SYSTEM_COLUMNS: Mapping[str, sa.types.TypeEngine[Any]] = {
    name: _system_type(name) for name in SYSTEM_NAMES
}


class ObjectTable:
    """Where the records of an object are; made by `ColumnMap.table`, immutable."""

    def __init__(self, place: Placement) -> None:
        metadata = sa.MetaData()
        self.object = obj = place.object
        self.place = place
        self._sides: dict[tuple[str, str], sa.Table] = {}
        self._parts: dict[str, tuple[tuple[Part, sa.Column[Any]], ...]] = {}
        self.becoming: dict[str, Becoming] = {}
        """Fields that are changing their type, by name: their values go to two places."""
        self._places: dict[str, tuple[tuple[str | None, str, str, str], ...]] = {}
        columns = [
            sa.Column(name, kind, primary_key=name == "id", nullable=name != "id")
            for name, kind in self._system_columns()
        ]
        for field in obj.fields.values():
            columns.extend(self._columns_of(field, metadata))
        self.table = sa.Table(place.table, metadata, *columns)

    def column(self, field: str, part: str = "") -> sa.Column[Any]:
        """Give the column of a field or of one part; KeyError when it has none."""
        return self.table.c[self.place.column(field, part)]

    def has_column(self, field: str, part: str = "") -> bool:
        """Say whether a field (or part) is stored in a column of this table."""
        return self.place.has_column(field, part)

    def sort(self, field: str, part: str = "") -> sa.Column[Any]:
        """Give the column by which a field is sorted: its order key, or its own column.

        A composite without a main part is sorted by its first.
        """
        return self.table.c[self.place.sort(field, part)]

    def fold(self, field: str) -> sa.Column[Any]:
        """Give the column by which a unique field is compared: folded text, or its own."""
        return self.table.c[self.place.fold(field)]

    def companion(self, field: str, part: str, role: Role) -> sa.Column[Any]:
        """Give a column that is kept beside a part; KeyError when there is none."""
        return self.table.c[self.place.beside(field, part, role)]

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
        found = self._parts.get(field)
        if found is None:
            made = ((part, self.column(field, part.name)) for part in self.place.parts(field))
            found = self._parts[field] = tuple(made)
        return found

    @property
    def live(self) -> ColumnElement[bool]:
        """Give the condition that a record is not in the trash."""
        return self.table.c.deleted_at.is_(None)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Spread the cleaned values of one record over columns; see `columns`."""
        columns = self.columns({name: (value,) for name, value in values.items()})
        return {name: found[0] for name, found in columns.items()}

    def columns(self, values: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
        """Spread cleaned values of many records over columns, with order keys and folded text.

        Keys are fields (composites: a dict by part) or ``field.part`` for a kept part such as
        ``amount.base``. Side values are not in it. KeyError for a field without a column.
        """
        columns: dict[str, Sequence[Any]] = {}
        for name, several in values.items():
            if name in SYSTEM_COLUMNS:
                columns[name] = several
                continue
            places = self._places.get(name)
            if places is None:
                places = self._places[name] = tuple(self._places_of(name))
            for part, column, sort, folded in places:
                single = several if part is None else _of_part(several, part)
                columns[column] = single
                if sort:
                    columns[sort] = _keys(single, order_key)
                if folded:
                    columns[folded] = _keys(single, fold)
            if name in self.becoming:
                columns.update(self.becoming[name].columns(several))
        return columns

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
        known = self.object.fields[field].name
        own = [part.name for part, _ in self.parts(known) if not part.kept]
        whole = bool(kept) or own == [""]
        for part in (kept,) if whole else own:
            yield (
                None if whole else part,
                self.place.column(field, part),
                self.place.beside(field, part, Role.SORT),
                self.place.beside(field, part, Role.FOLD),
            )

    def _system_columns(self) -> Iterator[tuple[str, sa.types.TypeEngine[Any]]]:
        for name, kind in SYSTEM_COLUMNS.items():
            field = self.object.fields.get(name)
            yield name, kind if field is None else _named(field, kind)

    def _columns_of(self, field: FieldDef, metadata: sa.MetaData) -> Iterator[sa.Column[Any]]:
        present = self.place.present(field)
        coming: list[MapRow] = []
        side: sa.Table | None = None
        for row in self.place.rows(field):
            if row not in present:
                coming.append(row)
                if row.role is Role.SIDE:
                    side = _side_table(row, metadata)
                else:
                    yield sa.Column(row.physical, _kind(field.becoming or field, row))
                continue
            if row.role is Role.SIDE:
                self._sides[field.name, row.part] = _side_table(row, metadata)
                continue
            yield sa.Column(row.physical, _kind(field, row))
        if field.becoming is not None and coming:
            self.becoming[field.name] = Becoming(field, field.becoming, coming, side)

    @cached_property
    def bare(self) -> sa.Table:
        """Give the table without its columns, for aliases that make their own."""
        return sa.Table(self.table.name, sa.MetaData())

    @property
    def indexes(self) -> tuple[IndexDef, ...]:
        """Give every index that this object should have, none that another serves for."""
        return self.place.indexes

    def index(self, name: str) -> IndexDef:
        """Find an index by its name."""
        return next(index for index in self.indexes if index.name == name)

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


def _of_part(values: Sequence[Any], part: str) -> list[Any]:
    return [None if value is None else value.get(part) for value in values]


def _keys(texts: Sequence[str | None], key: Callable[[str], str]) -> list[str | None]:
    return [None if text is None else key(text) for text in texts]


def _kind(field: FieldDef, row: MapRow) -> sa.types.TypeEngine[Any]:
    kind = column_type(Family(row.family))
    named = row.role is Role.VALUE and row.family == Family.TEXT
    return _named(field, kind) if named else kind


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
