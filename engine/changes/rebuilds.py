"""Finds objects whose stored records a change of metadata makes out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.changes.naming import object_label
from engine.changes.steps import Action, Step, StepClass
from engine.kernel.model import Model, ObjectDef
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
        for differs, said in ((_computed, _compute), (_searched, _find)):
            count = rows(known) if differs(known) != differs(obj) else 0
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


def _searched(obj: ObjectDef) -> list[object]:
    declared = obj.body.get("search", ())
    return [obj.fields[obj.name_field].uid, *declared] if declared else []


def _compute(obj: ObjectDef) -> Text:
    return text("compute “{name}” anew", "重新计算“{name}”的记录", name=object_label(obj))


def _find(obj: ObjectDef) -> Text:
    return text(
        "make “{name}” findable by other fields",
        "按新的字段为“{name}”建立搜索",
        name=object_label(obj),
    )
