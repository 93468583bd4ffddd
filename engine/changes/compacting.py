"""Makes place in a table whose columns are used up: rewrites it with those that are needed (0086)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes import probes
from engine.changes.costs import with_cost
from engine.changes.naming import object_label
from engine.changes.planning import present_model
from engine.changes.steps import Action, Plan, Step, StepClass
from engine.errors import RecordNotFound
from engine.kernel.catalogue import Catalogue
from engine.kernel.model import ObjectDef
from engine.kernel.values import Family
from engine.packages.canonical import digest
from engine.storage import ddl
from engine.storage.columns import ColumnMap, MapRow, Role, load_columns
from engine.storage.database import Database
from engine.storage.metadata import read_head
from engine.storage.tables import SYSTEM_COLUMNS
from engine.storage.types import column_type
from engine.storage.views import drop_view, view_name
from engine.text import text

_APART = (Role.TABLE, Role.SIDE)
_AT_ONCE = 400
"""Columns that one question looks at."""


def plan_compact(database: Database, catalogue: Catalogue, name: str) -> Plan:
    """Plan to rewrite an object's table without the columns that nothing needs; empty if none are.

    These are the columns that were dropped, and those of deleted fields that hold no value.
    RecordNotFound when there is no such object.
    """
    with database.snapshot() as conn:
        head, columns = read_head(conn), load_columns(conn)
        model = present_model(conn, catalogue)
        obj = model.objects.get(name)
        if obj is None:
            raise RecordNotFound(
                "object.unknown",
                text("there is no object “{name}”", "没有对象“{name}”", name=name),
            )
        table = columns.table(obj).table
        empty = _empty(conn, table.name, columns.of_object(obj.uid))
        slots = ddl.column_slots(conn, table.name)
        kept = len(_kept(columns, obj, empty))
        steps: tuple[Step, ...] = ()
        if kept < slots:
            steps = (with_cost(_step(obj, table, slots - kept, probes.rows_in(conn, table))),)
        return Plan(
            base=head.rev,
            steps=steps,
            digest=digest([head.rev, [step.identity() for step in steps]]),
            model=model,
            columns=ColumnMap((r for r in columns.rows() if r not in set(empty)), columns),
            map_rows=(),
            changes=(),
            packages=(),
            purged=empty,
            before={obj.uid: table.name},
            old=model,
            old_columns=columns,
        )


def rewrite(conn: Connection, plan: Plan, step: Step) -> None:
    """Do the step: the view is made anew with all that a change touches."""
    obj = plan.model.objects[step.object]
    table = plan.columns.table(obj)
    drop_view(conn, view_name(obj))
    kinds = {
        **SYSTEM_COLUMNS,
        **{row.physical: column_type(Family(row.family)) for row in _stored(plan.columns, obj)},
    }
    ddl.rewrite_table(
        conn,
        sa.Table(
            table.table.name,
            sa.MetaData(),
            *(sa.Column(name, kind, primary_key=name == "id") for name, kind in kinds.items()),
        ),
    )
    for index in table.indexes:
        ddl.create_index(conn, table, index)


def _step(obj: ObjectDef, table: sa.Table, gone: int, rows: int) -> Step:
    said = text(
        "rewrite the table of “{name}” without {count} columns that nothing needs",
        "重写“{name}”的数据表，去掉 {count} 个无用的列",
        name=object_label(obj),
        count=gone,
    )
    return Step(
        StepClass.COPY, Action.COMPACT, said, "object", obj.name, physical=table.name, rows=rows
    )


def _stored(columns: ColumnMap, obj: ObjectDef) -> list[MapRow]:
    return [row for row in columns.of_object(obj.uid) if row.role not in _APART]


def _kept(columns: ColumnMap, obj: ObjectDef, empty: Sequence[MapRow]) -> set[str]:
    gone = set(empty)
    stored = {row.physical for row in _stored(columns, obj) if row not in gone}
    return {*SYSTEM_COLUMNS, *stored}


def _empty(conn: Connection, table: str, rows: Sequence[MapRow]) -> tuple[MapRow, ...]:
    """Give the dead columns without values, and what was kept beside values that are not dead.

    What went with its values comes back with them, without being computed for every record (0093).
    """
    dead = [row for row in rows if row.dead and row.role not in _APART]
    values = [row for row in dead if row.role is Role.VALUE]
    filled: set[str] = set()
    for begin in range(0, len(values), _AT_ONCE):
        names = [row.physical for row in values[begin : begin + _AT_ONCE]]
        asked = sa.Table(table, sa.MetaData(), *map(sa.Column, names))
        counts = conn.execute(sa.select(*(sa.func.count(c) for c in asked.c))).one()
        filled.update(name for name, count in zip(names, counts, strict=True) if count)
    kept = {(row.owner, row.part) for row in values if row.physical in filled}
    return tuple(row for row in dead if (row.owner, row.part) not in kept)
