"""Finds what tables, columns, side tables and indexes a wanted model needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes import probes
from engine.changes.building import index_words
from engine.changes.companions import ROLES, in_step, preparing
from engine.changes.naming import field_label, field_of, listed, object_label
from engine.changes.rebuilds import rebuild_steps
from engine.changes.steps import Action, Step, StepClass
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.storage import columns as naming
from engine.storage.columns import ColumnMap, MapRow, Role, Want, needed, wanted
from engine.storage.indexes import IndexDef
from engine.storage.placement import SYSTEM_NAMES, Placement
from engine.text import text

_ORDER = tuple(Action)


class PhysicalDiff:
    """Collects the rows of the column map and the steps of one plan."""

    def __init__(
        self,
        conn: Connection,
        columns: ColumnMap,
        names: Collection[str],
        before: Model,
        after: Model,
    ) -> None:
        self._conn = conn
        self._columns = columns
        self._names = set(names)
        self._models = (before, after)
        self._before = {obj.uid: obj for obj in before.objects.values()}
        self._after = {obj.uid: obj for obj in after.objects.values()}
        self._changed: dict[tuple[UUID, Role, str], MapRow] = {}
        self._steps: list[Step] = []
        self._rows: dict[UUID, int] = {}
        self.touched: dict[UUID, str] = {}

    def run(self) -> tuple[tuple[Step, ...], tuple[MapRow, ...], ColumnMap]:
        """Give the steps in the order of doing, the changed map rows, and the map to come."""
        for obj in self._after.values():
            old = self._before.get(obj.uid)
            if old is None or old.digest != obj.digest or not self._columns.live(obj.uid):
                self._object(obj)
        for uid in self._before:
            if uid not in self._after:
                self._retire(self._columns.live(uid))
        coming = self._columns.with_rows(self._changed.values())
        for obj in self._after.values():
            if obj.uid not in self._before or self._before[obj.uid].digest != obj.digest:
                self._indexes(obj, coming.placement(obj))
        self._steps.extend(rebuild_steps(self._models[0], self._models[1], self._count))
        steps = sorted(self._steps, key=lambda step: _ORDER.index(step.action))
        return tuple(steps), tuple(self._changed.values()), coming

    @property
    def bare(self) -> list[str]:
        """Name the tables in which there was no record to do anything about."""
        return [self._existing(uid) for uid, count in self._rows.items() if not count]

    def _object(self, obj: ObjectDef) -> None:
        known = self._columns.of_object(obj.uid)
        table = next((row for row in known if row.role is Role.TABLE), None)
        if table is None:
            self._new_table(obj)
        elif table.dead:
            self._put(table, dead=False)
        fields = {field.uid for field in obj.fields.values()}
        by_owner: dict[UUID, list[MapRow]] = {}
        for row in known:
            by_owner.setdefault(row.owner, []).append(row)
        for field in obj.fields.values():
            self._field(obj, field, by_owner.get(field.uid, []))
        self._retire(
            row
            for row in known
            if row.role is not Role.TABLE and not row.dead and row.owner not in fields
        )

    def _new_table(self, obj: ObjectDef) -> None:
        name = naming.table_name(obj.name, obj.uid, self._names)
        self._names.add(name)
        self._put(MapRow(obj.uid, name, obj.uid, "", Role.TABLE, ""))
        said = text(
            "create the table of “{name}”", "创建“{name}”的数据表", name=object_label(obj)
        )
        self._add(StepClass.INSTANT, Action.TABLE, said, obj, physical=name)

    def _field(self, obj: ObjectDef, field: FieldDef, known: list[MapRow]) -> None:
        wants = needed(field)
        slots = {want.slot for want in wants}
        for row in known:
            if not row.dead and row.slot not in slots:
                self._put(row, dead=True)
        for want in wants:
            self._want(obj, field, want, known)

    def _want(self, obj: ObjectDef, field: FieldDef, want: Want, known: list[MapRow]) -> None:
        rows = [row for row in known if row.slot == want.slot]
        if any(not row.dead for row in rows):
            return
        if rows:
            self._put(rows[-1], dead=False)
            self._touch(obj)
        else:
            self._new_column(obj, field, want)
        coming = field.becoming is not None and want not in wanted(field)
        if want.role not in ROLES or coming:
            return
        # A column that comes back to life has its values still.
        slots = {each.slot for each in wanted(field)}
        filled = any(row.role is Role.VALUE and row.slot in slots for row in known)
        if filled and not (rows and in_step(self._conn, rows[-1], known)):
            self._fill(obj, field, want)

    def _new_column(self, obj: ObjectDef, field: FieldDef, want: Want) -> None:
        if want.role is Role.SIDE:
            name = naming.side_table_name(field.name, field.uid)
            if name in self._names:
                name = f"{name[:54]}_{want.family.value[:8]}"
            self._names.add(name)
            said = text("create a table for {f}", "为{f}创建数据表", f=field_of(obj, field))
            self._add(StepClass.INSTANT, Action.SIDE, said, obj, field.name, name)
        else:
            taken = {
                *SYSTEM_NAMES,
                *(row.physical for row in self._columns.of_object(obj.uid)),
                *(key[2] for key in self._changed if key[0] == obj.uid),
            }
            name = naming.column_name(field.name, want, field.uid, taken)
            if self._existing(obj.uid):
                said = text("add a column for {f}", "为{f}添加数据列", f=field_of(obj, field))
                self._add(StepClass.INSTANT, Action.COLUMN, said, obj, field.name, name)
                self._touch(obj)
        row = MapRow(obj.uid, name, field.uid, want.part, want.role, str(want.family))
        self._put(row)

    def _fill(self, obj: ObjectDef, field: FieldDef, want: Want) -> None:
        rows = self._count(obj)
        if rows:
            said = preparing(obj, field, want.role)
            name = f"{want.part}.{want.role}"
            self._add(StepClass.COPY, Action.FILL, said, obj, field.name, name, rows)

    def _indexes(self, obj: ObjectDef, place: Placement) -> None:
        old = self._before.get(obj.uid)
        present: dict[str, IndexDef] = {}
        if old is not None and self._columns.live(obj.uid):
            present = {i.name: i for i in self._columns.placement(old).indexes}
        coming = {i.name: i for i in place.indexes}
        for name, index in present.items():
            if name not in coming:
                said = text(
                    "drop an index of “{name}”",
                    "删除“{name}”的一个索引",
                    name=object_label(obj),
                )
                self._add(StepClass.INSTANT, Action.UNINDEX, said, obj, physical=index.name)
                self._touch(obj)
        for name, index in coming.items():
            if name not in present:
                self._new_index(obj, index, old)

    def _new_index(self, obj: ObjectDef, index: IndexDef, old: ObjectDef | None) -> None:
        rows = self._count(obj)
        names = listed(field_label(obj, name) for name in index.fields or index.columns)
        if index.unique and rows and old is not None:
            table, then = self._columns.table(old), _called_then(old, obj, index.fields)
            clashes = probes.duplicates(self._conn, table, then)
            if clashes:
                said = text(
                    "“{names}” of “{object}” cannot be unique: {count} values occur twice",
                    "“{object}”的“{names}”不能设为唯一：有 {count} 个重复值",
                    names=names,
                    object=object_label(obj),
                    count=clashes,
                )
                self._add(StepClass.BLOCKED, Action.META, said, obj, rows=clashes)
                return
        said = index_words(obj, index)
        # Until it is built, the gate alone keeps values unique; a race of two saves is found by the
        # build, which then fails and names the records.
        later = rows > 0 and self._conn.dialect.name == "postgresql"
        cls = StepClass.INDEX if rows else StepClass.INSTANT
        self._steps.append(
            Step(
                cls, Action.INDEX, said, "object", obj.name, "", index.name, rows or None, later
            )
        )
        if not later:
            self._touch(obj)

    def _retire(self, rows: Collection[MapRow] | Iterator[MapRow]) -> None:
        for row in tuple(rows):
            self._put(row, dead=True)

    def _touch(self, obj: ObjectDef) -> None:
        name = self._existing(obj.uid)
        if name:
            self.touched[obj.uid] = name

    def _count(self, obj: ObjectDef) -> int:
        name = self._existing(obj.uid)
        if not name:
            return 0
        if obj.uid not in self._rows:
            self._rows[obj.uid] = probes.rows_in(self._conn, sa.Table(name, sa.MetaData()))
        return self._rows[obj.uid]

    def _existing(self, uid: UUID) -> str:
        """Name the table that an object has, also one that is dead; empty when there is none."""
        rows = self._columns.of_object(uid)
        return next((row.physical for row in rows if row.role is Role.TABLE), "")

    def _put(self, row: MapRow, *, dead: bool = False) -> None:
        changed = MapRow(
            row.object, row.physical, row.owner, row.part, row.role, row.family, dead
        )
        self._changed[changed.key] = changed

    def _add(  # noqa: PLR0913  the fields of a step
        self,
        cls: StepClass,
        action: Action,
        said: object,
        obj: ObjectDef,
        field: str = "",
        physical: str = "",
        rows: int | None = None,
    ) -> None:
        kind = "field" if field else "object"
        self._steps.append(Step(cls, action, said, kind, obj.name, field, physical, rows))  # type: ignore[arg-type]


def _called_then(old: ObjectDef, obj: ObjectDef, names: Iterable[str]) -> list[str]:
    """Give what fields were called before; those that are new, as they are called now."""
    had = {field.uid: field.name for field in old.fields.values()}
    return [had.get(obj.fields[name].uid, name) for name in names]
