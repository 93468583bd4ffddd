"""What a designer calls the elements of its lists, and what it offers to add to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine import ACTIONS, NEW_RECORD, PANELS, USUAL_PANELS, pointing, usual_actions
from engine.errors import MetadataError
from ui.i18n import gettext as _
from ui.studio.desk import Desk
from ui.studio.lists import Group, name_of
from ui.studio.names import own_name

ICONS = {
    "text": "text", "long_text": "text", "rich_text": "text", "select": "pick",
    "multi_select": "pick", "lookup": "link", "master_detail": "link", "poly_lookup": "link",
    "multi_lookup": "link", "user": "user", "owner": "user", "currency": "money", "date": "date",
    "datetime": "date", "date_range": "date", "time": "clock", "duration": "clock",
    "integer": "hash", "decimal": "hash", "auto_number": "hash", "percent": "percent",
    "formula": "fx", "rollup": "fx", "mirror": "fx", "boolean": "check", "email": "mail",
    "phone": "phone", "url": "globe", "file": "clip", "image": "image", "address": "map",
    "geo": "pin", "tags": "tag", "rating": "star", "score": "target", "person_name": "user",
}  # fmt: skip
"""Signs of field types; others have the sign of text."""


def type_icon(name: str) -> str:
    """Give the sign of a field type."""
    return ICONS.get(name, "text")


class Words:
    """The words of one component's lists; ``of`` is the object whose fields they show."""

    def __init__(self, desk: Desk, of: str, parent: str, body: Mapping[str, Any]) -> None:
        self._desk = desk
        self._of = of
        self._parent = parent
        self._body = body

    def usual(self) -> dict[str, Sequence[Any]]:
        """Give what the strips hold while the body says nothing of them."""
        related = [str(one["id"]) for one in self._body.get("related", ())]
        return {
            "panels": [dict(one) for one in USUAL_PANELS],
            "actions": usual_actions(related),
        }

    def heading(self, group: Group) -> str:
        """Give what a list is called."""
        words = {
            "highlights": _("Highlights"), "related": _("Related lists"),
            "panels": _("Beside the record"), "actions": _("Actions"),
        }  # fmt: skip
        known = words.get(group.id)
        return known or self._desk.say(group.label, group.id.partition(".")[2]) or _("Columns")

    def hint(self, group: Group) -> str:
        """Say what becomes of a list, where its name does not."""
        return {
            "highlights": _("up to 7"),
            "related": _("tabs and cards, in this order"),
            "actions": _("the first three are buttons"),
        }.get(group.id, "")

    def label(self, group: str, name: str, item: Any = None) -> str:
        """Give what an element is called."""
        own = item.get("label") if isinstance(item, Mapping) else None
        if own:
            return self._desk.say(own, name)
        if group == "related":
            return self._related(name, item)
        if group == "panels":
            kind = str(item["type"]) if isinstance(item, Mapping) else name
            return self._desk.at.say(PANELS[kind]) if kind in PANELS else name
        if group == "actions":
            return self._action(name)
        return self.field(name)

    def field(self, path: str) -> str:
        """Give the label of the field at a path; the path itself where nobody knows it."""
        found = self._desk.bench.find(("field", self._of, path))
        if found is not None:
            return self._desk.label(found)
        at = self._desk.at
        obj = at.model.get(self._of)
        known = at.session.field(obj, path) if obj else None
        return at.say(known.label) if known else path

    def type(self, path: str) -> tuple[str, str]:
        """Give the sign of a field's type, and what the draft does to the field."""
        found = self._desk.bench.find(("field", self._of, path))
        kind = str(found.body.get("type", "")) if found else ""
        return type_icon(kind) if found else "link", found.sort if found else ""

    def choices(self, group: Group) -> list[tuple[str, str]]:
        """Give what can be added to a list: a value to post, and its label."""
        if group.id == "related":
            return list(self._pointing(group))
        there = {name_of(item) for item in group.items}
        if group.id == "panels":
            types = {str(one.get("type")) for one in group.items}
            found = [(k, self._desk.at.say(v)) for k, v in PANELS.items()]
            return [one for one in found if one[0] == "text" or one[0] not in types]
        if group.id == "actions":
            related = (f"{NEW_RECORD}{one['id']}" for one in self._body.get("related", ()))
            names = [name for name in (*ACTIONS, *related) if name not in there]
            return [(name, self._action(name)) for name in names]
        fields = self._desk.bench.of_kind("field", self._of)
        rest = [
            (one.key[2], self._desk.label(one))
            for one in fields
            if one.key[2] not in there and one.sort != "deleted"
        ]
        return sorted(rest, key=lambda one: one[1].casefold())

    def made(self, group: Group, value: str) -> Any:
        """Make the element that stands for a choice; None for what cannot be chosen."""
        if value not in {known for known, _label in self.choices(group)}:
            return None
        taken = {name_of(item) for item in group.items}
        if group.id == "related":
            other, _dot, via = value.partition(".")
            id_ = own_name(other.removeprefix("x__"), taken)
            return {"id": id_, "object": other, "via": via}
        if group.id == "panels":
            return {"id": own_name(value, taken), "type": value}
        return value

    def _pointing(self, group: Group) -> Iterator[tuple[str, str]]:
        there = {(one.get("object"), one.get("via")) for one in group.items}
        try:
            model = self._desk.bench.model()
        except MetadataError:
            model = self._desk.at.model
        found = [
            (f"{other.name}.{via.name}", self._by(other.plural, via.label))
            for other, via in pointing(model, self._parent)
            if (other.name, via.name) not in there
        ]
        yield from sorted(found, key=lambda one: one[1].casefold())

    def _by(self, plural: Any, via: Any) -> str:
        say = self._desk.at.say
        return _("{list} by {field}", list=say(plural), field=say(via))

    def _related(self, name: str, item: Any) -> str:
        of = str(item.get("object", "")) if isinstance(item, Mapping) else ""
        found = self._desk.bench.find(("object", "", of))
        body = found.body if found else {}
        return self._desk.say(body.get("plural") or body.get("label"), name)

    def _action(self, name: str) -> str:
        if not name.startswith(NEW_RECORD):
            return self._desk.at.say(ACTIONS[name]) if name in ACTIONS else name
        of = name.removeprefix(NEW_RECORD)
        entry = next((one for one in self._body.get("related", ()) if one["id"] == of), None)
        found = self._desk.bench.find(("object", "", str(entry["object"]))) if entry else None
        return _("New {name}", name=self._desk.label(found) if found else of)
