"""Notes what a plan found without values, and holds to it when the plan is applied (decision 0097)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.errors import ApplyError
from engine.kernel.model import Model
from engine.storage.columns import ColumnMap, MapRow, Role
from engine.text import text


@dataclass(frozen=True, slots=True)
class Vacant:
    """Columns of a table in which no record had a value; a table without rows where none is named."""

    table: str
    columns: tuple[str, ...] = ()

    def still(self, conn: Connection) -> bool:
        """Say whether nobody has put anything there since."""
        table = _table(self.table, self.columns)
        some = sa.select(sa.literal(1)).select_from(table).limit(1)
        if self.columns:
            some = some.where(sa.or_(*(column.is_not(None) for column in table.c)))
        return conn.scalar(some) is None


def vacancies(
    conn: Connection,
    columns: ColumnMap,
    models: tuple[Model, Model],
    map_rows: Iterable[MapRow],
    bare: Iterable[str],
) -> tuple[Vacant, ...]:
    """Find what a plan takes for empty.

    These are tables that it counted as ``bare``, what dies, and what is computed from now on.
    """
    dead = {row.key for row in columns.rows() if row.dead}
    going = [row for row in map_rows if row.dead and row.key not in dead]
    dying = list({row.key: row for row in (*going, *_computed_now(columns, *models))}.values())
    gone = {row.object for row in dying if row.role is Role.TABLE}
    counted = sorted(bare)
    left = [row for row in dying if row.role is Role.SIDE and row.object not in gone]
    whole = sorted(
        row.physical for row in (*left, *(row for row in dying if row.role is Role.TABLE))
    )
    tables = {
        row.object: row.physical
        for row in columns.rows()
        if row.role is Role.TABLE and row.object not in gone and row.physical not in counted
    }
    return (
        *map(Vacant, counted),
        *(each for each in map(Vacant, whole) if each.still(conn)),
        *_columns(conn, tables, [row for row in dying if row.role is Role.VALUE]),
    )


def require_vacant(conn: Connection, places: Sequence[Vacant]) -> None:
    """Refuse a plan that would pass over values which people saved after it was made."""
    if all(place.still(conn) for place in places):
        return
    raise ApplyError(
        "apply.stale",
        text(
            "records were saved after this was planned, which it does not reckon with",
            "计划制定之后有人保存了记录，计划未将其考虑在内",
        ),
        hint=text("plan again", "请重新制定计划"),
    )


def _computed_now(columns: ColumnMap, before: Model, after: Model) -> Iterator[MapRow]:
    """Give where values are that people wrote, and that the engine writes over from now on."""
    written = {
        field.uid
        for obj in before.objects.values()
        for field in obj.fields.values()
        if not field.type.computed
    }
    computed = {
        field.uid
        for obj in after.objects.values()
        for field in obj.fields.values()
        if field.type.computed
    }
    over = written & computed
    return (row for row in columns.rows() if not row.dead and row.owner in over)


def _columns(
    conn: Connection, tables: Mapping[UUID, str], dying: Sequence[MapRow]
) -> Iterator[Vacant]:
    for uid, name in tables.items():
        mine = [row.physical for row in dying if row.object == uid]
        if not mine:
            continue
        table = _table(name, mine)
        counts = conn.execute(sa.select(*(sa.func.count(table.c[one]) for one in mine))).one()
        empty = tuple(one for one, count in zip(mine, counts, strict=True) if not count)
        if empty:
            yield Vacant(name, empty)


def _table(name: str, columns: Iterable[str]) -> sa.Table:
    return sa.Table(name, sa.MetaData(), *(sa.Column(one) for one in columns))
