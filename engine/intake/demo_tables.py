"""Reads the demonstration data of a package and turns cells into raw values for the gate.

A folder ``demo`` holds one CSV per object, named after it, with field names as headings.
``import_ref`` is the key that other rows refer to; days are distances from the day of install
(``-30``, ``+12``), moments add a time of day (``+3 09:00``) in the tenant's zone; a
``poly_lookup`` is ``object:key``; several values of one cell stand between semicolons.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.values import Family, ValueType

KEY = "import_ref"
_MIDDAY = time(12)
_SEVERAL = ";"

Row = Mapping[str, str]
Known = Mapping[str, Mapping[str, UUID]]
"""Ids by object and key."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one object."""

    obj: ObjectDef
    rows: tuple[Row, ...]

    def references(self) -> dict[str, frozenset[str]]:
        """Name the columns that point at records, with the objects they may point at."""
        names = self.rows[0] if self.rows else {}
        return {name: targets(self.obj.fields[name]) for name in names if self._points(name)}

    def _points(self, name: str) -> bool:
        field = self.obj.fields.get(name)
        return field is not None and bool(targets(field))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The moment of install and the zone in which days and times of day are meant."""

    now: datetime
    zone: ZoneInfo

    def day(self, offset: str) -> str:
        """Give a day as ISO 8601."""
        return self._day(offset).isoformat()

    def moment(self, offset: str) -> str:
        """Give a moment as ISO 8601; without a time of day it is midday, or now if that is to come."""
        days, _, clock = offset.partition(" ")
        at = time.fromisoformat(clock) if clock else _MIDDAY
        made = datetime.combine(self._day(days), at, self.zone).astimezone(UTC)
        return (made if clock else min(made, self.now)).isoformat()

    def _day(self, offset: str) -> date:
        return self.now.astimezone(self.zone).date() + timedelta(days=int(offset))


def read_tables(model: Model, folder: Path) -> dict[str, Table]:
    """Read every CSV whose name is an object of the model; others are left alone."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        obj = model.get(path.stem)
        if obj is not None:
            found[obj.name] = Table(obj, read_rows(path))
    return found


def read_rows(path: Path) -> tuple[Row, ...]:
    """Read one CSV in UTF-8; no rows when there is no such file."""
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def targets(field: FieldDef) -> frozenset[str]:
    """Name the objects that a field points at; none for what is no reference."""
    if field.name == KEY or field.type.value_type not in (ValueType.REFERENCE, ValueType.LIST):
        to = field.options.get("to")
        return frozenset(to) if isinstance(to, (list, tuple)) else frozenset()
    to = field.options.get("to", field.target) or field.target
    if isinstance(to, (list, tuple)):
        return frozenset(to)
    return frozenset({to} - {""})


def raw_values(
    table: Table, row: Row, known: Known, calendar: Calendar
) -> tuple[dict[str, object], frozenset[str]]:
    """Give the raw values of a row, and the columns that point at records still to come."""
    values: dict[str, object] = {}
    later = set()
    for name, cell in row.items():
        if not cell:
            continue
        field = table.obj.fields[name.partition(".")[0]]
        reader = _reader(field, name)
        if reader is not None:
            values[name] = reader(calendar, cell)
        elif targets(field):
            found = _pointed(field, cell, known)
            if found is None:
                later.add(name)
            else:
                values[name] = found
        elif field.type.family is Family.SIDE:
            values[name] = cell.split(_SEVERAL)
        else:
            values[name] = cell
    return values, frozenset(later)


def _reader(field: FieldDef, name: str) -> Callable[[Calendar, str], str] | None:
    part = name.partition(".")[2]
    family = next(
        (each.family for each in field.type.parts(field) if each.name == part),
        field.type.family,
    )
    if family is Family.DATE:
        return Calendar.day
    return Calendar.moment if family is Family.MOMENT else None


def _pointed(field: FieldDef, cell: str, known: Known) -> object | None:
    """Find what a cell points at; None while any of it is not there yet."""
    several = field.type.family is Family.SIDE
    found = [_one(field, key, known) for key in (cell.split(_SEVERAL) if several else [cell])]
    if any(each is None for each in found):
        return None
    return found if several else found[0]


def _one(field: FieldDef, key: str, known: Known) -> object | None:
    to = field.options.get("to")
    if isinstance(to, (list, tuple)) and field.type.family is not Family.SIDE:
        name, _, key = key.partition(":")
        found = known.get(name, {}).get(key)
        return None if found is None else {"object": name, "id": str(found)}
    record = next(
        (known[name][key] for name in targets(field) if key in known.get(name, {})), None
    )
    return None if record is None else str(record)
