"""Resolves what the page of one record shows: the best layout, cut down to the actor's rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.access.rights import ObjectRights, rights
from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.query import Record
from engine.records.record_types import record_type_of
from engine.text import Text, text
from engine.views.actions import actions
from engine.views.automatic import automatic_body
from engine.views.choices import choices
from engine.views.conditions import Conditions
from engine.views.panels import panels
from engine.views.paths import find
from engine.views.related import related_lists
from engine.views.specs import (
    Device,
    Item,
    LayoutSpec,
    PathSpec,
    Purpose,
    Section,
    Step,
    Values,
)
from engine.views.which import best_layout

REQUIRED_SECTION = "required"
_REQUIRED_LABEL = text("Also required", "其他必填")
# The engine keeps them; a form has no place for them.
_KEPT = frozenset({"created_at", "created_by", "updated_at", "updated_by", "row_version", "id"})
_UNTRACKED = frozenset({"deleted_at", "deleted_by", "deletion"})


def layout(
    context: Context,
    obj: ObjectDef,
    record: Record | Values | None,
    device: Device,
    purpose: Purpose,
) -> LayoutSpec:
    """Resolve the layout of an object's page for the actor.

    A form gives the values it shows, by path, in place of the record. Without either, every
    condition counts as true, and `LayoutSpec.needs` says what to ask the gate for.
    """
    values = record.values if isinstance(record, Record) else record
    typed = record_type_of(context.model, obj, values or {})
    component = best_layout(context, obj, device, purpose, typed)
    body = component.body if component else automatic_body(obj)
    page = _Page(context, obj, purpose, values, typed)
    viewed = purpose == "view"
    highlights = tuple(page.items(body.get("highlights", ()))) if viewed else ()
    sections = tuple(page.sections(body["sections"]))
    if purpose == "create":
        sections = page.with_required(sections)
    related = related_lists(context, obj, component, page.conditions) if viewed else ()
    beside = tuple(panels(body, page.conditions)) if viewed else ()
    path = page.path(str(body.get("path", ""))) if viewed else None
    return LayoutSpec(
        object=obj.name,
        name=component.name if component else "",
        highlights=highlights,
        path=path,
        sections=sections,
        related=related,
        actions=tuple(actions(body, related)) if viewed else (),
        panels=beside,
        needs=_needs(page, highlights, sections, path),
    )


def _needs(
    page: _Page,
    highlights: Iterable[Item],
    sections: Iterable[Section],
    path: PathSpec | None,
) -> tuple[str, ...]:
    found = dict.fromkeys([item.path for item in highlights])
    for section in sections:
        found.update(dict.fromkeys(item.path for item in section.items))
    if path is not None:
        found[path.field.name] = None
    for name in sorted(page.conditions.paths):
        if find(page.context, page.obj, name) is not None:
            found[name] = None
    if page.obj.name_field in page.mine.readable:
        found[page.obj.name_field] = None
    return tuple(found)


class _Page:
    """One page while it is put together: who looks, at what, with which values."""

    def __init__(
        self,
        context: Context,
        obj: ObjectDef,
        purpose: Purpose,
        values: Values | None,
        typed: Component | None,
    ) -> None:
        self.context = context
        self.obj = obj
        self.purpose = purpose
        self.values = values
        self.typed = typed
        self.mine: ObjectRights = rights(context).of(obj.name)
        self.conditions = Conditions(context, obj, values, is_new=purpose == "create")

    def sections(self, declared: Iterable[Mapping[str, Any]]) -> Iterable[Section]:
        for entry in declared:
            items = tuple(self.items(entry.get("items", ())))
            if not items:
                continue
            when = [str(entry.get("visible_when", ""))]
            if self._kept_out(when):
                continue
            yield Section(
                id=entry["id"],
                label=Text.of(entry.get("label")),
                items=items,
                columns=int(entry.get("columns", 2)),
                collapsed=bool(entry.get("collapsed", False)),
                visible=self.conditions.hold(when),
                visible_when=self.conditions.for_browser(when),
            )

    def items(self, declared: Iterable[Any]) -> Iterable[Item]:
        for entry in declared:
            long = entry if isinstance(entry, Mapping) else {"field": entry}
            item = self.item(long)
            if item is not None:
                yield item

    def item(self, entry: Mapping[str, Any]) -> Item | None:
        """Make an item, or None when the actor may not read it or the form has no use for it."""
        found = find(self.context, self.obj, str(entry["field"]))
        if found is None or found.first.name in _UNTRACKED:
            return None
        fixed = not found.direct or not self._may_write(found.first)
        if self.purpose != "view" and fixed and not self._worth_showing(found.first):
            return None
        own = found.first.options if found.direct else {}
        shown_when = [str(entry.get("visible_when", "")), str(own.get("visible_when", ""))]
        if self._kept_out(shown_when):
            return None
        locked_when = [str(own.get("read_only_when", ""))]
        locked = bool(locked_when[0]) and self.values is not None
        return Item(
            path=found.path,
            label=Text.of(entry["label"]) if entry.get("label") else found.label,
            field=found.field,
            part=found.part,
            span=int(entry.get("span", 1)),
            required=(bool(entry.get("required")) or found.first.required) and not fixed,
            read_only=fixed
            or bool(entry.get("read_only"))
            or (locked and self.conditions.hold(locked_when)),
            visible=self.conditions.hold(shown_when),
            visible_when=self.conditions.for_browser(shown_when),
            read_only_when=self.conditions.for_browser(locked_when),
            choices=choices(found.field, self.values, self.typed)
            if found.direct
            else found.field.choices,
        )

    def _kept_out(self, when: Iterable[str]) -> bool:
        """Tell what a form leaves out: its condition does not hold, and no browser can ask again."""
        return self.purpose == "edit" and not self.conditions.settled(when)

    def _may_write(self, field: FieldDef) -> bool:
        allowed = self.mine.create if self.purpose == "create" else bool(self.mine.update)
        return allowed and field.name in self.mine.writable and not field.type.computed

    def _worth_showing(self, field: FieldDef) -> bool:
        """A form for a new record has nothing computed; one for an old record shows it fixed."""
        return self.purpose == "edit" and field.name not in _KEPT

    def with_required(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        """Add what must be filled in but stands nowhere: else nobody could save the form."""
        there = {item.path.partition(".")[0] for section in sections for item in section.items}
        missing = [
            field.name
            for field in self.obj.fields.values()
            if field.name not in there
            and (field.required or field.type.name == "master_detail")
            and not field.default
            and not field.system
        ]
        items = tuple(self.items(missing))
        if not items:
            return sections
        return (*sections, Section(REQUIRED_SECTION, _REQUIRED_LABEL, items))

    def path(self, name: str) -> PathSpec | None:
        """Make the steps on top; only what may be chosen, and where the record stands."""
        field = self.obj.fields.get(name)
        if field is None or name not in self.mine.readable:
            return None
        current = str((self.values or {}).get(name) or "")
        options = choices(field, self.values, self.typed)
        place = next((i for i, each in enumerate(options) if each.id == current), -1)
        at_end = place >= 0 and bool(options[place].extra.get("closed"))
        steps = [
            replace(
                Step(
                    option,
                    closed=bool(option.extra.get("closed")),
                    won=bool(option.extra.get("won")),
                ),
                state=_state(index, place, option.extra, at_end=at_end),
            )
            for index, option in enumerate(options)
        ]
        movable = bool(self.mine.update) and name in self.mine.writable
        return PathSpec(field, tuple(steps), movable)


def _state(index: int, place: int, extra: Mapping[str, Any], *, at_end: bool) -> Any:
    if index == place:
        return "current"
    if extra.get("closed"):
        return "end"
    return "done" if at_end or index < place else "ahead"
