"""Writes the values of a field that is changing its type to its new columns as well (decision 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from engine.kernel.field_type import InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.storage.columns import MapRow, Role
from engine.storage.order_key import fold, order_key

_KEYS = {Role.SORT: order_key, Role.FOLD: fold}


class Becoming:
    """The columns of the type to come, beside those of the type in force."""

    def __init__(self, old: FieldDef, new: FieldDef, rows: Iterable[MapRow]) -> None:
        self.old = old
        self.new = new
        self._rows = tuple(rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns."""
        return tuple(row.physical for row in self._rows)

    def main(self, table: sa.Table) -> sa.Column[Any]:
        """Give the column that has a value wherever the field will have one."""
        name = next(row.physical for row in self._rows if row.role is Role.VALUE)
        return table.c[name]

    def row(self, value: Any) -> dict[str, Any]:
        """Spread a value of the old type over the new columns; what cannot be cast is blank."""
        try:
            made = cast(value, self.old, self.new)
        except InvalidValue:
            made = None
        return {row.physical: _part(made, row) for row in self._rows}


def cast(value: Any, old: FieldDef, new: FieldDef) -> Any:
    """Turn a stored value of one type into one of another; InvalidValue when it does not go."""
    if value is None:
        return None
    said = old.type.to_json(value, old)
    raw = (
        said
        if isinstance(said, str) or not _is_text(new)
        else old.type.to_cell(value, old, Locale())
    )
    try:
        return new.type.clean(raw, new, Locale())
    except TypeError:
        return new.type.clean(old.type.to_cell(value, old, Locale()), new, Locale())


def _is_text(field: FieldDef) -> bool:
    return field.type.family.value == "text"


def _part(made: Any, row: MapRow) -> Any:
    single = made.get(row.part) if isinstance(made, Mapping) and row.part else made
    key = _KEYS.get(row.role)
    return single if key is None or single is None else key(single)
