"""Destroys what was deleted long ago: the only act that cannot be undone (decision 11).

Deleting keeps columns and tables, so that going back finds their values. After the retention they may
be purged: the plan says what that destroys, it is typed back, and everything is exported first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.costs import with_cost
from engine.changes.dead_values import dead_count
from engine.changes.planning import present_model
from engine.changes.steps import Action, Plan, Step, StepClass
from engine.kernel.catalogue import Catalogue
from engine.packages.canonical import digest
from engine.storage.columns import ColumnMap, MapRow, Role, load_columns
from engine.storage.database import Database
from engine.storage.metadata import read_head
from engine.storage.system import meta_column, meta_revision, meta_uid
from engine.text import text

RETENTION = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Owner:
    kind: str
    of: str
    name: str


def plan_purge(
    database: Database,
    catalogue: Catalogue,
    now: datetime,
    *,
    retention: timedelta = RETENTION,
) -> Plan:
    """Plan to destroy the columns and tables that died before the retention; empty when none did."""
    with database.snapshot() as conn:
        head, columns = read_head(conn), load_columns(conn)
        dead = set(_long_dead(conn, now - retention))
        rows = [row for row in columns.rows() if row.dead and row.key in dead]
        owners = _owners(conn)
        model = present_model(conn, catalogue)
        steps = tuple(with_cost(step) for step in _steps(conn, columns, rows, owners))
        kept = ColumnMap((r for r in columns.rows() if r not in set(rows)), columns)
        return Plan(
            base=head.rev,
            steps=steps,
            digest=digest([head.rev, [step.identity() for step in steps]]),
            model=model,
            columns=kept,
            map_rows=(),
            changes=(),
            packages=(),
            before=_tables(columns, rows),
            purged=tuple(rows),
            old=model,
            old_columns=columns,
        )


def _long_dead(conn: Connection, until: datetime) -> Iterator[tuple[UUID, Role, str]]:
    same = meta_column.c.rev == meta_revision.c.rev
    query = (
        sa.select(meta_column.c.object, meta_column.c.role, meta_column.c.physical)
        .join(meta_revision, same)
        .where(meta_column.c.dead.is_(sa.true()), meta_revision.c.at <= until)
    )
    for obj, role, physical in conn.execute(query):
        yield obj, Role(role), physical


def _owners(conn: Connection) -> dict[UUID, _Owner]:
    names = (meta_uid.c.uid, meta_uid.c.kind, meta_uid.c.parent, meta_uid.c.name)
    return {
        row.uid: _Owner(row.kind, row.parent, row.name)
        for row in conn.execute(sa.select(*names))
    }


def _steps(
    conn: Connection,
    columns: ColumnMap,
    rows: Sequence[MapRow],
    owners: Mapping[UUID, _Owner],
) -> Iterator[Step]:
    tables = {row.object for row in rows if row.role is Role.TABLE}
    for row in sorted(rows, key=lambda each: (each.role is Role.TABLE, each.physical)):
        if row.role is not Role.SIDE and row.role is not Role.TABLE and row.object in tables:
            continue  # it goes with its table
        owner = owners.get(row.owner)
        count = dead_count(conn, columns, row)
        name = f"{owner.of}.{owner.name}" if owner and owner.of else owner.name if owner else ""
        said = text(
            "destroy “{physical}” of “{name}” for ever",
            "永久销毁“{name}”的“{physical}”",
            physical=row.physical,
            name=name or row.physical,
        )
        yield Step(
            StepClass.LOSSY if count else StepClass.INSTANT,
            Action.PURGE,
            said,
            owner.kind if owner else "",
            _object_name(owner),
            owner.name if owner and owner.kind == "field" else "",
            row.physical,
            rows=count,
            lost=count,
        )


def _object_name(owner: _Owner | None) -> str:
    if owner is None:
        return ""
    return owner.name if owner.kind == "object" else owner.of


def _tables(columns: ColumnMap, rows: Sequence[MapRow]) -> dict[UUID, str]:
    objects = {row.object for row in rows}
    return {
        row.object: row.physical
        for row in columns.rows()
        if row.role is Role.TABLE and row.object in objects
    }
