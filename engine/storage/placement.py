"""Names where every part of an object's fields is kept, without making a table of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from uuid import UUID

from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.values import Part
from engine.storage.columns import MapRow, Role, wanted
from engine.storage.indexes import IndexDef, serving, wanted_indexes

SYSTEM_NAMES = (
    "id", "owner", "record_type", "currency", "created_at", "created_by", "updated_at",
    "updated_by", "row_version", "deleted_at", "deleted_by", "deletion", "import_ref",
)  # fmt: skip
"""Every table has all of these, so that gaining an owner, money or record types is no DDL."""


class Placement:
    """The physical names of one object; `engine.storage.tables` makes the table of them.

    A plan compares the indexes of hundreds of objects that it never reads: names are enough.
    """

    def __init__(self, obj: ObjectDef, rows: Sequence[MapRow]) -> None:
        self.object = obj
        self._by_owner: dict[UUID, list[MapRow]] = {}
        for row in rows:
            self._by_owner.setdefault(row.owner, []).append(row)
        own = self._by_owner[obj.uid]
        self.table = next(row.physical for row in own if row.role is Role.TABLE)
        self._names: dict[tuple[str, str, Role], str] = {}
        for field in obj.fields.values():
            for row in self.present(field):
                if row.role is not Role.SIDE:
                    self._names[field.name, row.part, row.role] = row.physical

    def rows(self, field: FieldDef) -> Sequence[MapRow]:
        """Give the rows of a field, those of a type to come included."""
        return self._by_owner.get(field.uid, ())

    def present(self, field: FieldDef) -> Iterable[MapRow]:
        """Give the rows that hold a field's values of today."""
        if field.becoming is None:
            return self.rows(field)
        slots = {want.slot for want in wanted(field)}
        return [row for row in self.rows(field) if row.slot in slots]

    def has_column(self, field: str, part: str = "") -> bool:
        """Say whether a field (or part) is stored in a column of this table."""
        return field in SYSTEM_NAMES or (field, part, Role.VALUE) in self._names

    def column(self, field: str, part: str = "") -> str:
        """Name the column of a field or of one part; KeyError when it has none."""
        return field if field in SYSTEM_NAMES else self._names[field, part, Role.VALUE]

    def sort(self, field: str, part: str = "") -> str:
        """Name the column by which a field is sorted: its order key, or its own column.

        A composite without a main part is sorted by its first.
        """
        if field not in SYSTEM_NAMES and not self.has_column(field, part):
            part = self.parts(field)[0].name
        return self.beside(field, part, Role.SORT) or self.column(field, part)

    def fold(self, field: str) -> str:
        """Name the column by which a unique field is compared: folded text, or its own."""
        return self.beside(field, "", Role.FOLD) or self.column(field)

    def beside(self, field: str, part: str, role: Role) -> str:
        """Name the column that is kept beside a part; empty when there is none."""
        return self._names.get((field, part, role), "")

    def parts(self, field: str) -> tuple[Part, ...]:
        """Give the parts of a field that are columns of this table, kept ones included."""
        found = self.object.fields.get(field)
        if found is None:
            return ()
        return tuple(p for p in found.type.parts(found) if self.has_column(field, p.name))

    @cached_property
    def indexes(self) -> tuple[IndexDef, ...]:
        """Give every index that this object should have, none that another serves for."""
        return serving(wanted_indexes(self))
