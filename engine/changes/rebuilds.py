"""Finds objects whose stored records a change of metadata makes out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from engine.changes.naming import object_label
from engine.changes.steps import Action, Step, StepClass
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.compiled import checked
from engine.records.own_fields import own_fields
from engine.records.rollup_defs import rollups_into
from engine.records.shape import FORMULA, ROLLUP
from engine.storage.columns import wanted
from engine.text import Text, text

_SAID_ONLY = frozenset({"label", "help", "notes", "after", "before", "digits"})


def rebuild_steps(
    before: Model, after: Model, rows: Callable[[ObjectDef], int]
) -> Iterator[Step]:
    """Give a step for each object whose records must be computed or indexed anew by a job."""
    old = {obj.uid: obj for obj in before.objects.values()}
    same = {
        obj.uid for obj in after.objects.values() if _digest(old.get(obj.uid)) == obj.digest
    }
    for obj in after.objects.values():
        known = old.get(obj.uid)
        if obj.uid in same and same.issuperset(_counted(after, obj)):
            continue
        # Nobody kept the roll-ups of an object that comes back to life with its records.
        had = {} if known is None else _computed(before, known)
        anew = had != _computed(after, obj)
        find = False
        if known is not None:
            anew = anew or _kept_anew(known, obj)
            find = _searched(known) != _searched(obj)
        for differs, said in ((anew, _compute), (find, _find)):
            count = rows(obj) if differs else 0
            if count:
                yield Step(
                    StepClass.COPY,
                    Action.REBUILD,
                    said(obj),
                    "object",
                    obj.name,
                    rows=count,
                    later=True,
                )


def _digest(obj: ObjectDef | None) -> str:
    return "" if obj is None else obj.digest


def _counted(model: Model, obj: ObjectDef) -> Iterator[UUID]:
    """Give the objects whose records count into the roll-ups of an object."""
    for field in obj.fields.values():
        if field.type.name == ROLLUP:
            yield model.objects[str(field.options["from"]["object"])].uid


def _computed(model: Model, obj: ObjectDef) -> dict[object, Any]:
    """Give what decides the stored values that nobody writes."""
    return {
        field.uid: (_said(field), sorted(_inputs(model, obj, field)))
        for field in obj.fields.values()
        if field.type.computed and not field.system and wanted(field)
    }


def _said(field: FieldDef) -> dict[str, Any]:
    rounded = {"digits"} if field.type.name == ROLLUP else set()
    return {k: v for k, v in field.options.items() if k not in _SAID_ONLY - rounded}


def _inputs(model: Model, obj: ObjectDef, field: FieldDef) -> Iterator[tuple[str, ...]]:
    """Give what decides, of other fields, what is computed from them: types, virtual formulas."""
    read, names = obj, frozenset[str]()
    if field.type.name == ROLLUP:
        rollup = next(each for each in rollups_into(model, obj.name) if each.field is field)
        read, names = rollup.child, rollup.inputs
    elif field.type.name == FORMULA:
        tree = checked(model, obj, str(field.options["expr"]))
        names = frozenset(own_fields(model, obj, tree.paths))
    for each in map(read.fields.__getitem__, names):
        said = each.options
        yield (
            str(each.uid),
            each.type.name,
            str(said.get("returns")),
            "" if wanted(each) else str(said.get("expr")),
        )


def _kept_anew(before: ObjectDef, after: ObjectDef) -> bool:
    """Say whether the engine begins to keep something beside values that are there already.

    Such as the amount in corporate currency, when a number becomes an amount of money.
    """
    had = {field.uid: _keeps(field) for field in before.fields.values()}
    return any(_keeps(f) and not had.get(f.uid, True) for f in after.fields.values())


def _keeps(field: FieldDef) -> bool:
    return any(part.kept for part in field.type.parts(field))


def _searched(obj: ObjectDef) -> list[object]:
    declared = obj.body.get("search", ())
    words = (obj.fields.get(str(name)) for name in (obj.name_field, *declared))
    types = [field.type.name for field in words if field is not None]
    return [obj.fields[obj.name_field].uid, *declared, *types] if declared else []


def _compute(obj: ObjectDef) -> Text:
    return text("compute “{name}” anew", "重新计算“{name}”的记录", name=object_label(obj))


def _find(obj: ObjectDef) -> Text:
    return text(
        "make “{name}” findable by other fields",
        "按新的字段为“{name}”建立搜索",
        name=object_label(obj),
    )
