"""Counts what a change takes from people: values of what is deleted, values that no longer fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes import probes
from engine.changes.naming import field_of
from engine.changes.steps import Action, ComponentChange, Step, StepClass
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.values import Family
from engine.storage.becoming import cast
from engine.storage.columns import ColumnMap, Role, wanted
from engine.storage.tables import ObjectTable
from engine.text import text

_SAID_ONLY = frozenset({"label", "help", "notes", "after", "before", "renamed_from", "audit"})


class Losses:
    """Looks at the stored values with the eyes of the model in force and of the one to come."""

    def __init__(
        self, conn: Connection, columns: ColumnMap, before: Model, after: Model
    ) -> None:
        self._conn = conn
        self._columns = columns
        self._before = {obj.uid: obj for obj in before.objects.values()}
        self._after = {obj.uid: obj for obj in after.objects.values()}
        self._targets = (before, after)

    def of_deletion(self, step: Step, change: ComponentChange) -> Step:
        """Give the step of a deletion with the values or records that go with it."""
        assert change.before is not None
        component = change.before.component
        if component.kind == "object":
            obj = self._before.get(component.uid)
            table = self._table(obj)
            count = 0 if table is None else probes.rows_in(self._conn, table.table)
        elif component.kind == "field":
            count = self._values_of(component.of, component.name)
        else:
            return step
        if not count:
            return step
        cls = StepClass.LOSSY
        return replace(step, cls=cls, rows=count, lost=count)

    def misfits(self) -> Iterator[Step]:
        """Give a step for each changed field that stored values no longer fit."""
        for uid, obj in self._after.items():
            old = self._before.get(uid)
            if old is None or old.digest == obj.digest:
                continue
            had = {field.uid: field for field in old.fields.values()}
            for field in obj.fields.values():
                earlier = had.get(field.uid)
                if earlier is None or field.system or not _decides(earlier, field):
                    continue
                table = self._table(old)
                if table is not None:
                    yield from self._of_field(obj, table, earlier, field)

    def _of_field(
        self, obj: ObjectDef, table: ObjectTable, old: FieldDef, new: FieldDef
    ) -> Iterator[Step]:
        if new.type.computed:
            yield from self._computed_now(obj, old, new)
            return
        if wanted(old) != wanted(new):
            return
        if self._points_elsewhere(old, new):
            yield from self._misled(obj, old, new)
        if Family.REFERENCE in {want.family for want in wanted(new)}:
            return  # which records may be chosen is looked at when one is
        lost, retired = self._counted(table, old, new)
        if lost:
            said = text(
                "{count} values of {field} no longer fit",
                "{field}有 {count} 个值不再符合要求",
                count=lost,
                field=field_of(obj, new),
            )
            yield _step(StepClass.LOSSY, said, obj, new, lost)
        if retired:
            said = text(
                "{count} records have a retired option of {field}",
                "{count} 条记录使用{field}中已停用的选项",
                count=retired,
                field=field_of(obj, new),
            )
            yield _step(StepClass.META, said, obj, new, retired)

    def _computed_now(self, obj: ObjectDef, old: FieldDef, new: FieldDef) -> Iterator[Step]:
        count = self._values_of(old.object, old.name)
        if count:
            said = text(
                "{field} is computed from now on: {count} written values go",
                "{field}今后由系统计算：{count} 个已填写的值将丢失",
                field=field_of(obj, new),
                count=count,
            )
            yield _step(StepClass.LOSSY, said, obj, new, count)

    def _counted(self, table: ObjectTable, old: FieldDef, new: FieldDef) -> tuple[int, int]:
        """Count the values that do not fit, and those that just went out of use."""
        lost, retired = 0, 0
        several = old.name in table.sides
        for value, count in self._distinct(table, old):
            if not fits((value,) if several else value, old, new):
                lost += count
            elif _is_retired(new, value) and not _is_retired(old, value):
                retired += count
        return lost, retired

    def _misled(self, obj: ObjectDef, old: FieldDef, new: FieldDef) -> Iterator[Step]:
        count = self._values_of(old.object, old.name)
        if count:
            said = text(
                "{field} points at records of another object",
                "{field}已指向其他对象的记录",
                field=field_of(obj, new),
            )
            yield _step(StepClass.BLOCKED, said, obj, new, count)

    def _points_elsewhere(self, old: FieldDef, new: FieldDef) -> bool:
        before, after = self._targets
        one, other = before.objects.get(old.target), after.objects.get(new.target)
        return one is not None and (other is None or other.uid != one.uid)

    def _distinct(self, table: ObjectTable, field: FieldDef) -> Iterator[tuple[Any, int]]:
        sides = table.sides
        if field.name in sides:
            column: sa.Column[Any] = sides[field.name].c.value
        elif table.has_column(field.name):
            column = table.column(field.name)
        else:
            return
        query = (
            sa.select(column, sa.func.count())
            .where(column.is_not(None))
            .group_by(column)
            .limit(probes.MANY)
        )
        yield from (tuple(row) for row in self._conn.execute(query))

    def _values_of(self, of: str, name: str) -> int:
        obj = next((each for each in self._before.values() if each.name == of), None)
        table = self._table(obj)
        field = obj.fields.get(name) if obj else None
        if obj is None or table is None or field is None or field.type.computed:
            return 0
        rows = [
            row
            for row in self._columns.live(obj.uid)
            if row.owner == field.uid and row.role in (Role.VALUE, Role.SIDE)
        ]
        return max((probes.values_in(self._conn, table, row) for row in rows), default=0)

    def _table(self, obj: ObjectDef | None) -> ObjectTable | None:
        if obj is None or not self._columns.live(obj.uid):
            return None
        return self._columns.table(obj)


def fits(value: Any, old: FieldDef, new: FieldDef) -> bool:
    """Say whether a stored value would be taken by a field as it will be declared."""
    try:
        return cast(value, old, new) is not None
    except InvalidValue:
        return False


def _is_retired(field: FieldDef, value: Any) -> bool:
    option = field.choice(value) if isinstance(value, str) and field.choices else None
    return option is not None and not option.active


def _decides(old: FieldDef, new: FieldDef) -> bool:
    """Say whether a declaration changed in what it accepts."""
    return (
        old.type.name != new.type.name
        or old.choices != new.choices
        or {k: v for k, v in old.options.items() if k not in _SAID_ONLY}
        != {k: v for k, v in new.options.items() if k not in _SAID_ONLY}
    )


def _step(cls: StepClass, said: Any, obj: ObjectDef, field: FieldDef, count: int) -> Step:
    lost = count if cls is StepClass.LOSSY else 0
    return Step(cls, Action.META, said, "field", obj.name, field.name, rows=count, lost=lost)
