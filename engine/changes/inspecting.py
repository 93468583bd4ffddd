"""Compares what a change touched with what it was to become, before it counts (decision 9)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.engine import Connection

from engine.changes.steps import Action, Plan
from engine.errors import ApplyError
from engine.storage import ddl
from engine.storage.columns import Role
from engine.storage.tables import ObjectTable
from engine.text import Text, text


def inspect(conn: Connection, plan: Plan) -> None:
    """Look at every touched table; ApplyError ``apply.drift`` when a column or index is not there."""
    changed: dict[UUID, set[str]] = {}
    for row in plan.map_rows:
        if not row.dead:
            side = row.physical if row.role is Role.SIDE else ""
            changed.setdefault(row.object, set()).add(side)
    rewritten = {step.object for step in plan.steps if step.action is Action.COMPACT}
    made: dict[str, set[str]] = {}
    for step in plan.steps:
        if step.action is Action.INDEX and not step.later:
            made.setdefault(step.object, set()).add(step.physical)
    for obj in plan.model.objects.values():
        if not (obj.uid in changed or obj.name in rewritten or obj.name in made):
            continue
        table = plan.columns.table(obj)
        whole = obj.name in rewritten
        _columns(conn, table, None if whole else changed.get(obj.uid, set()))
        _indexes(conn, table, _all(table) if whole else made.get(obj.name, set()))


def _all(table: ObjectTable) -> set[str]:
    return {index.name for index in table.indexes}


def _columns(conn: Connection, table: ObjectTable, sides: Collection[str] | None) -> None:
    """Look at the table, and at the side tables that are named, or at all."""
    beside = (side for side in table.side_tables if sides is None or side.name in sides)
    for each in (table.table, *beside):
        missing = set(each.c.keys()) - ddl.physical_columns(conn, each.name)
        if missing:
            raise _drift(
                text(
                    "the table “{table}” lacks {columns}: nothing was changed",
                    "数据表“{table}”缺少 {columns}：未做任何更改",
                    table=each.name,
                    columns=", ".join(sorted(missing)),
                )
            )


def _indexes(conn: Connection, table: ObjectTable, wanted: set[str]) -> None:
    """An index of the same name on another table is enough for the database, not for us."""
    missing = wanted - ddl.index_names(conn, table.table.name) if wanted else wanted
    if missing:
        fields = (table.index(name).fields for name in sorted(missing))
        raise _drift(
            text(
                "the table “{table}” has no index by {fields}: nothing was changed",
                "数据表“{table}”缺少按 {fields} 的索引：未做任何更改",
                table=table.table.name,
                fields="; ".join(", ".join(names) for names in fields),
            )
        )


def _drift(message: Text) -> ApplyError:
    return ApplyError(
        "apply.drift", message, hint=text("run: keel doctor", "请运行 keel doctor")
    )
