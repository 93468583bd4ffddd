"""Finds fields whose new type stores values otherwise, and holds them back until these are copied.

A field that is held back keeps its type in the model, with the body that it will have under
`BECOMING`. The revision adds the new columns; from then on every save writes both. A job copies what
was there before (`engine.changes.copying`) and makes the revision that switches (decision 12).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes import companions, probes
from engine.changes.naming import called, field_of, object_label
from engine.changes.steps import Action, Step, StepClass
from engine.changes.waiting import without_dependents
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.values import Family
from engine.packages import build_model
from engine.packages.build import BECOMING
from engine.storage.becoming import cast, has_meaning, is_composite
from engine.storage.columns import ColumnMap, Role, Want, wanted
from engine.storage.tables import ObjectTable
from engine.text import Text, text


@dataclass(frozen=True, slots=True)
class Held:
    """The model to come, with the steps of the fields that are held back in it."""

    model: Model
    steps: tuple[Step, ...] = ()


def hold_back(
    conn: Connection,
    columns: ColumnMap,
    models: tuple[Model, Model],
    catalogue: Catalogue,
    ready: Collection[UUID],
) -> Held:
    """Give the model to come in which fields keep their type while their values are copied.

    ``models`` are the one in force and the wanted one, ``ready`` the fields whose values were copied.
    """
    before, after = models
    retyped = [
        each for each in _retyped(conn, columns, before, after) if each.new.uid not in ready
    ]
    if not retyped:
        return Held(after)
    impossible = tuple(_blocked(each) for each in retyped if not each.possible)
    if impossible or any(_clashes(conn, each) for each in retyped):
        return Held(after, impossible)
    components = dict(after.components)
    for each in retyped:
        key = ("field", each.new.object, each.new.name)
        components[key] = _held_component(components[key], each.old)
    apart = without_dependents(components, before, catalogue)
    if apart is None:
        return Held(after, tuple(_needed_elsewhere(each) for each in retyped))
    together, waiting = apart
    model = build_model(together.values(), catalogue)
    then = tuple(
        text("then: {what}", "随后：{what}", what=called(each, catalogue, (after, before)))
        for each in waiting
    )
    fresh = [each for each in retyped if each.fresh]
    return Held(model, tuple(replace(_step(conn, each), details=then) for each in fresh))


def after_switch(model: Model, ready: Collection[UUID]) -> Iterator[Step]:
    """Give the steps that compute what the engine keeps beside values which just got their type."""
    for obj in model.objects.values():
        mine = [field for field in obj.fields.values() if field.uid in ready]
        if any(part.kept for field in mine for part in field.type.parts(field)):
            said = text(
                "compute “{name}” anew", "重新计算“{name}”的记录", name=object_label(obj)
            )
            yield Step(StepClass.COPY, Action.REBUILD, said, "object", obj.name, later=True)


@dataclass(frozen=True, slots=True)
class _Retype:
    obj: ObjectDef
    table: ObjectTable
    old: FieldDef
    new: FieldDef
    values: int

    @property
    def beside(self) -> tuple[Want, ...]:
        """Give what is only added beside the values, if these stay where they are."""
        return companions.begun(self.old, self.new)

    @property
    def possible(self) -> bool:
        """Say whether the values can be read as values of the new type at all."""
        return bool(self.beside) or has_meaning(self.old, self.new)

    @property
    def fresh(self) -> bool:
        """Say whether this is not on its way already."""
        coming = self.old.becoming
        return coming is None or coming.options != self.new.options


def _retyped(
    conn: Connection, columns: ColumnMap, before: Model, after: Model
) -> Iterator[_Retype]:
    had = {obj.uid: obj for obj in before.objects.values()}
    for obj in after.objects.values():
        old = had.get(obj.uid)
        if old is None or old.digest == obj.digest or not columns.live(obj.uid):
            continue
        fields = {field.uid: field for field in old.fields.values() if not field.system}
        for field in obj.fields.values():
            earlier = fields.get(field.uid)
            if earlier is None or earlier == field:
                continue
            if not (_moves(earlier, field) or companions.begun(earlier, field)):
                continue
            table = columns.table(old)
            rows = [
                row
                for row in columns.live(obj.uid)
                if row.owner == field.uid and row.slot in {want.slot for want in _main(earlier)}
            ]
            values = max((probes.values_in(conn, table, row) for row in rows), default=0)
            # What is kept beside few values is made while the change is applied (0093).
            if values > (0 if _moves(earlier, field) else companions.AT_ONCE):
                yield _Retype(obj, table, earlier, field, values)


def _moves(old: FieldDef, new: FieldDef) -> bool:
    """Say whether values that people wrote would have to go somewhere else."""
    if old.type.computed or new.type.computed:
        return False
    kept = {want.slot for want in wanted(new)}
    return any(want.slot not in kept for want in _main(old))


def _main(field: FieldDef) -> list[Want]:
    kept = {part.name for part in field.type.parts(field) if part.kept}
    wants = (want for want in wanted(field) if want.part not in kept)
    return [want for want in wants if want.role in (Role.VALUE, Role.SIDE)]


def _held_component(component: Component, old: FieldDef) -> Component:
    new = component.body
    body = {key: said for key, said in old.options.items() if key != BECOMING}
    if "renamed_from" in new:
        body["renamed_from"] = new["renamed_from"]
    return replace(component, body={**body, BECOMING: dict(new)})


def _step(conn: Connection, each: _Retype) -> Step:
    rows, lost = _counted(conn, each)
    cls = StepClass.LOSSY if lost else StepClass.COPY
    return Step(
        cls, Action.COPY, _words(each), "field", each.obj.name, each.new.name, rows=rows, lost=lost,
        later=True,
    )  # fmt: skip


def _words(each: _Retype) -> Text:
    if each.beside:
        return companions.preparing(each.obj, each.new, each.beside[-1].role)
    return text(
        "copy {field} from {old} to {new}",
        "将{field}由{old}转换为{new}",
        field=field_of(each.obj, each.new),
        old=each.old.type.label,
        new=each.new.type.label,
    )


def _counted(conn: Connection, each: _Retype) -> tuple[int, int]:
    """Count the records to copy, and the values that the new type does not take."""
    lost = 0
    for value, count in _distinct(conn, each):
        try:
            lost += count if cast(value, each.old, each.new) is None else 0
        except InvalidValue:
            lost += count
    return int(conn.scalar(sa.select(sa.func.count()).select_from(each.table.table)) or 0), lost


def _distinct(conn: Connection, each: _Retype) -> Iterator[tuple[Any, int]]:
    name, table = each.old.name, each.table
    if name not in table.sides:
        parts = [column for part, column in table.parts(name) if not part.kept]
        some = sa.or_(*(column.is_not(None) for column in parts))
        query = sa.select(*parts, sa.func.count().label("times")).where(some).group_by(*parts)
        for row in conn.execute(query).mappings():
            yield table.value(name, dict(row)), row["times"]
        return
    side = table.side(name)
    order = (side.c.record_id, side.c.position)
    rows = conn.execute(sa.select(side.c.record_id, side.c.value).order_by(*order))
    for _, several in groupby(rows, key=lambda row: row.record_id):
        yield tuple(row.value for row in several), 1


def _clashes(conn: Connection, each: _Retype) -> bool:
    """Say whether values that shall be unique occur twice; the step of the index blocks the plan."""
    folds = each.fresh and Role.FOLD in {want.role for want in each.beside}
    return folds and probes.duplicates(conn, each.table, (each.old.name,)) > 0


def _blocked(each: _Retype) -> Step:
    said = text(
        "{field} holds values that cannot be read as {new}",
        "{field}已有数据，无法转换为{new}",
        field=field_of(each.obj, each.new),
        new=each.new.type.label,
    )
    return Step(
        StepClass.BLOCKED,
        Action.META,
        said,
        "field",
        each.obj.name,
        each.new.name,
        rows=each.values,
        details=(_way_out(each),),
    )


def _needed_elsewhere(each: _Retype) -> Step:
    said = text(
        "change the type of {field} first, then what builds on it",
        "请先更改{field}的类型，再更改依赖它的内容",
        field=field_of(each.obj, each.new),
    )
    return Step(StepClass.BLOCKED, Action.META, said, "field", each.obj.name, each.new.name)


def _way_out(each: _Retype) -> Text:
    """Say what to do instead: several parts become a text first, and a text several parts."""
    by_text = is_composite(each.old) != is_composite(each.new)
    parts = {part.family for field in (each.old, each.new) for part in field.type.parts(field)}
    if Family.REFERENCE in parts or not (by_text or is_composite(each.old)):
        return text(
            "add a new field and fill it by an import",
            "请新增字段，并通过导入填写",
        )
    return text(
        "change it to a text first, then to {new}",
        "请先改为文本，再改为{new}",
        new=each.new.type.label,
    )
