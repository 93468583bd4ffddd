"""Writes the values of a field that is changing its type to its new place as well (decision 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from engine.kernel.field_type import InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family
from engine.storage.columns import MapRow, Role
from engine.storage.order_key import fold, order_key

_KEYS = {Role.SORT: order_key, Role.FOLD: fold}


class Becoming:
    """The columns or the side table of the type to come, beside those of the type in force."""

    def __init__(
        self, old: FieldDef, new: FieldDef, rows: Iterable[MapRow], side: sa.Table | None
    ) -> None:
        self.old = old
        self.new = new
        self.side = side
        """The new side table, if the new type has several values."""
        self._rows = tuple(row for row in rows if row.role is not Role.SIDE)
        self._beside = side is None and all(row.role in _KEYS for row in self._rows)
        """The values stay where they are: only something beside them is new."""

    @property
    def apart(self) -> bool:
        """Say whether a row cannot hold both places: either has several values per record."""
        return self.side is not None or self.old.type.family is Family.SIDE

    def columns(self, values: Sequence[Any]) -> dict[str, list[Any]]:
        """Spread values of the old type over the new columns; what cannot be cast is blank."""
        made = [self._cast(value) for value in values]
        return {row.physical: [_part(each, row) for each in made] for row in self._rows}

    def write(self, conn: Connection, table: sa.Table, values: Mapping[UUID, Any]) -> None:
        """Write the values of records, of the old type, to the new place."""
        if not values:
            return
        if self.side is not None:
            self._write_side(conn, self.side, values)
            return
        key = table.c.id
        columns = [row.physical for row in self._rows]
        update = (
            table.update()
            .where(key == sa.bindparam("record"))
            .values({name: sa.bindparam(f"new_{name}") for name in columns})
        )
        made = self.columns(list(values.values()))
        conn.execute(
            update,
            [
                {"record": record, **{f"new_{name}": made[name][place] for name in columns}}
                for place, record in enumerate(values)
            ],
        )

    def filled(self, table: sa.Table) -> ColumnElement[bool]:
        """Give the condition that a record has a value in the new place."""
        if self.side is not None:
            return sa.exists().where(self.side.c.record_id == table.c.id)
        kept = {part.name for part in self.new.type.parts(self.new) if part.kept}
        values = [
            row
            for row in self._rows
            if (self._beside or row.role is Role.VALUE) and row.part not in kept
        ]
        return sa.or_(*(table.c[row.physical].is_not(None) for row in values))

    def _write_side(self, conn: Connection, side: sa.Table, values: Mapping[UUID, Any]) -> None:
        conn.execute(side.delete().where(side.c.record_id.in_(sorted(values))))
        rows = [
            {"record_id": record, "position": place, "value": each}
            for record, value in values.items()
            for place, each in enumerate(dict.fromkeys(self._cast(value) or ()))
        ]
        if rows:
            conn.execute(side.insert(), rows)

    def _cast(self, value: Any) -> Any:
        if self._beside:
            return value
        try:
            return cast(value, self.old, self.new)
        except InvalidValue:
            return None


def has_meaning(old: FieldDef, new: FieldDef) -> bool:
    """Say whether values of one type can be read as those of another.

    What has several parts is written as a text and read from one. A reference to one of several
    objects is neither: it is read from references to a record of one object, and they from it.
    """
    if is_reference(old) and is_reference(new):
        return not set(_targets(old)).isdisjoint(_targets(new))
    composites = [each for each in (old, new) if is_composite(each)]
    if not composites:
        return True
    texts = [each for each in (old, new) if _is_text(each) and not is_composite(each)]
    families = {part.family for each in composites for part in each.type.parts(each)}
    return len(texts) == 1 and Family.REFERENCE not in families


def is_composite(field: FieldDef) -> bool:
    """Say whether values have several parts."""
    return [part.name for part in field.type.parts(field) if not part.kept] != [""]


def is_reference(field: FieldDef) -> bool:
    """Say whether a value points to one record."""
    return field.type.family is Family.REFERENCE


def _targets(field: FieldDef) -> Sequence[str]:
    return [field.target] if field.target else field.options.get("to", ())


def _pointed(value: Any, old: FieldDef, new: FieldDef) -> Any:
    """Point to the same record as a reference of another type; blank where that may not be."""
    of, record = (
        (value["object"], value["id"]) if isinstance(value, Mapping) else (old.target, value)
    )
    if of not in _targets(new):
        return None
    return {"object": of, "id": record} if is_composite(new) else record


def cast(value: Any, old: FieldDef, new: FieldDef) -> Any:
    """Turn a stored value of one type into one of another; InvalidValue when it does not go."""
    if value is None:
        return None
    if is_reference(old) and is_reference(new):
        return _pointed(value, old, new)
    if is_composite(old):
        return new.type.clean(old.type.to_text(value, old, Locale()), new, Locale())
    said = old.type.to_json(value, old)
    raw = said if isinstance(said, str) or not _is_text(new) else _written(value, old)
    try:
        return new.type.clean(raw, new, Locale())
    except TypeError:
        return new.type.clean(_written(value, old), new, Locale())


def side_values(
    conn: Connection, side: sa.Table, records: Sequence[UUID]
) -> dict[UUID, tuple[Any, ...]]:
    """Read the values of records from a side table, in their order; none for those without."""
    query = sa.select(side).where(side.c.record_id.in_(list(records)))
    found: dict[UUID, tuple[Any, ...]] = {}
    for row in conn.execute(query.order_by(side.c.record_id, side.c.position)):
        found[row.record_id] = (*found.get(row.record_id, ()), row.value)
    return found


def _written(value: Any, field: FieldDef) -> str:
    return field.type.to_cell(value, field, Locale())


def _is_text(field: FieldDef) -> bool:
    return field.type.family is Family.TEXT


def _part(made: Any, row: MapRow) -> Any:
    single = made.get(row.part) if isinstance(made, Mapping) and row.part else made
    key = _KEYS.get(row.role)
    return single if key is None or single is None else key(single)
