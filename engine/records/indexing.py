"""Keeps records findable: their text goes into the search table as they are saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.kernel.model import FieldDef, ObjectDef
from engine.records.drafts import Draft, Save
from engine.records.searching import searched
from engine.storage.search import put


def index(save: Save, drafts: Sequence[Draft]) -> None:
    """Put the text of new and changed records into the search table."""
    places = _places(save)
    if not places:
        return
    firsts = {place.path.partition(".")[0] for place in places}
    texts = {
        draft.change.id: _text(save, draft, places)
        for draft in drafts
        if draft.change.action == "restore" or draft.touched(firsts)
    }
    if texts:
        new = all(draft.change.action == "create" for draft in drafts)
        put(save.connection, save.obj.uid, texts, new=new)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where searched text comes from: a path, and the last field on it."""

    path: str
    field: FieldDef
    own: bool
    """Whether it is a plain stored field of the record itself."""


def _places(save: Save) -> list[_Place]:
    stored = {field.name for field in (*save.shape.stored, *save.shape.sides)}
    found = []
    for path in searched(save.context.model, save.obj):
        field = _field(save, path)
        if field is not None:
            found.append(_Place(path, field, path in stored))
    return found


def _text(save: Save, draft: Draft, places: Sequence[_Place]) -> str:
    found = []
    for place in places:
        path, field = place.path, place.field
        value = draft.change.values.get(path) if place.own else save.read(draft.values, path)
        if value is None:
            continue
        whole = place.own or "." not in path or isinstance(value, dict | tuple)
        text = field.type.search_text(value, field) if whole else str(value)
        if text:
            found.append(text)
    return " ".join(found)


def _field(save: Save, path: str) -> FieldDef | None:
    """Give the last field on a path; of a part, the field that it belongs to."""
    obj: ObjectDef | None = save.obj
    found: FieldDef | None = None
    for step in path.split("."):
        field = obj.fields.get(step) if obj is not None else None
        if field is None:
            return found
        found = field
        obj = save.context.model.get(field.target) if field.target else None
    return found
