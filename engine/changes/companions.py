"""Finds and makes what is kept beside values that are there: order keys, texts folded to be unique."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.naming import field_of
from engine.changes.steps import Step
from engine.changes.watching import GoOn
from engine.kernel.model import FieldDef, ObjectDef
from engine.storage.columns import MapRow, Role, Want, wanted
from engine.storage.order_key import fold, order_key
from engine.storage.system import meta_column
from engine.storage.tables import ObjectTable
from engine.text import Text, text

ROLES = (Role.SORT, Role.FOLD)
AT_ONCE = 2_000
"""So many are computed while a change is applied (about 50 ms); more are left to a job (0093)."""


def begun(old: FieldDef, new: FieldDef) -> tuple[Want, ...]:
    """Give what will be kept beside values that stay where they are, and that people write."""
    if old.type.computed or new.type.computed:
        return ()
    had, wants = {want.slot for want in wanted(old)}, wanted(new)
    if any(want.slot not in had for want in wants if want.role not in ROLES):
        return ()
    return tuple(want for want in wants if want.slot not in had)


def preparing(obj: ObjectDef, field: FieldDef, role: Role) -> Text:
    """Say in words what one of them is for."""
    return text(
        "prepare {name} for {use}",
        "为{name}准备{use}",
        name=field_of(obj, field),
        use=text("sorting", "排序") if role is Role.SORT else text("uniqueness", "唯一性检查"),
    )


def in_step(conn: Connection, row: MapRow, known: Iterable[MapRow]) -> bool:
    """Say whether a dead companion went with its values, so that it fits them still.

    One that went earlier knows nothing of what was written since.
    """
    beside = [
        each
        for each in known
        if each.dead and (each.owner, each.part, each.role) == (row.owner, row.part, Role.VALUE)
    ]
    names = [row.physical, *(each.physical for each in beside)]
    query = sa.select(sa.func.count(meta_column.c.rev.distinct())).where(
        meta_column.c.object == row.object, meta_column.c.physical.in_(names)
    )
    return bool(beside) and conn.scalar(query) == 1


def fill(conn: Connection, table: ObjectTable, step: Step, go_on: GoOn) -> None:
    """Compute a companion of values that are there already."""
    part, _, role = step.physical.rpartition(".")
    make = order_key if role == Role.SORT else fold
    source = table.column(step.field, part)
    goal = table.companion(step.field, part, Role(role))
    key = table.table.c.id
    update = (
        table.table.update()
        .where(key == sa.bindparam("record"))
        .values({goal.key: sa.bindparam("made")})
    )
    query = sa.select(key, source).where(source.is_not(None)).order_by(key).limit(AT_ONCE)
    last: UUID | None = None
    while True:
        go_on()
        found = conn.execute(query if last is None else query.where(key > last)).all()
        if not found:
            return
        conn.execute(update, [{"record": row[0], "made": make(row[1])} for row in found])
        last = found[-1][0]
