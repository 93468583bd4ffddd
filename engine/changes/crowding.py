"""Says in time that a table has no place for the columns of a plan.

A table has 1,600 columns for its life on PostgreSQL, dropped ones included, and 2,000 on SQLite.
Deleting a field keeps its column for the way back, so a table whose fields come and go fills up
(decision 86); `engine.changes.compacting` makes place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy.engine import Connection

from engine.changes.naming import object_label
from engine.changes.steps import Action, Step, StepClass
from engine.kernel.model import Model
from engine.storage import ddl
from engine.storage.columns import ColumnMap, Role
from engine.storage.placement import SYSTEM_NAMES
from engine.text import text

_APART = (Role.TABLE, Role.SIDE)


def crowded(
    conn: Connection, steps: Sequence[Step], model: Model, coming: ColumnMap
) -> Iterator[Step]:
    """Give a blocked step for each table that has no place for the columns that are planned."""
    most = ddl.MOST_COLUMNS[conn.dialect.name]
    adding = Counter(step.object for step in steps if step.action is Action.COLUMN)
    making = {step.object for step in steps if step.action is Action.TABLE}
    for name in sorted({*adding, *making}):
        obj = model.objects[name]
        needed = len(SYSTEM_NAMES) + len(
            [row for row in coming.live(obj.uid) if row.role not in _APART]
        )
        slots = 0 if name in making else ddl.column_slots(conn, coming.placement(obj).table)
        if needed > most:
            said = text(
                "“{name}” needs {count} columns, a table has at most {most}: leave fields out, or "
                "make an object of some",
                "“{name}”需要 {count} 列，一张表最多 {most} 列：请减少字段，或将部分字段拆分为另一对象",
                name=object_label(obj),
                count=needed,
                most=most,
            )
        elif slots + adding[name] > most:
            said = text(
                "the table of “{name}” has no place for {count} more columns: fields that were "
                "deleted hold {dead} of {most}; run: keel purge, then keel compact {object}",
                "“{name}”的数据表无法再增加 {count} 列：已删除的字段占用了 {most} 列中的 {dead} 列；"
                "请运行 keel purge，然后 keel compact {object}",
                name=object_label(obj),
                object=name,
                count=adding[name],
                dead=slots - needed + adding[name],
                most=most,
            )
        else:
            continue
        yield Step(StepClass.BLOCKED, Action.META, said, "object", name)
