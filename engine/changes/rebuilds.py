"""Finds objects whose stored records a change of metadata makes out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.changes.naming import object_label
from engine.changes.steps import Action, Step, StepClass
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.storage.columns import wanted
from engine.text import Text, text

_SAID_ONLY = frozenset({"label", "help", "notes", "after", "before", "digits"})


def rebuild_steps(
    before: Model, after: Model, rows: Callable[[ObjectDef], int]
) -> Iterator[Step]:
    """Give a step for each object whose records must be computed or indexed anew by a job."""
    old = {obj.uid: obj for obj in before.objects.values()}
    for obj in after.objects.values():
        known = old.get(obj.uid)
        if known is None or known.digest == obj.digest:
            continue
        anew = _computed(known) != _computed(obj) or _kept_anew(known, obj)
        for differs, said in ((anew, _compute), (_searched(known) != _searched(obj), _find)):
            count = rows(known) if differs else 0
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


def _computed(obj: ObjectDef) -> dict[object, Any]:
    """Give what decides the stored values that nobody writes."""
    return {
        field.uid: {k: v for k, v in field.options.items() if k not in _SAID_ONLY}
        for field in obj.fields.values()
        if field.type.computed and not field.system and wanted(field)
    }


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
