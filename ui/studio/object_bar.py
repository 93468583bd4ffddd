"""What stands above every page of an object: what it is, what the draft does to it, its tabs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from engine import Drafted, Storeroom
from engine.errors import EngineError
from ui.i18n import gettext as _
from ui.pages.lists import counted
from ui.studio.desk import Desk, Key

FIRST = ("field", "layout", "record_type", "validation_rule", "list_view")
"""Kinds that belong to an object, those that people change most first; others follow."""
PERMISSIONS = "permissions"
OWN_TABS = ("form", "yaml", "use", "history")
"""Tabs of the object as a component of its own."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of an object; ``drafted`` where the draft changes something behind it."""

    label: str
    url: str
    count: int | None
    drafted: bool
    current: bool


@dataclass(frozen=True, slots=True)
class ObjectBar:
    """An object as the head of its pages shows it; ``whole`` on pages that are about nothing less.

    ``records`` is blank where nobody can count them; ``local`` says how much of it is not as its
    package has it.
    """

    label: str
    name: str
    icon: str
    url: str
    sort: str
    package: str
    fields: int
    records: str
    local: int
    pending: int
    changes: int
    tabs: tuple[Tab, ...]
    whole: bool


def bar_of(at: Desk, key: Key, tab: str = "") -> ObjectBar | None:
    """Give the bar of the object that a component is or belongs to; None where it is neither."""
    kind, of, name = key
    found = at.bench.find(("object", "", of or name)) if of or kind == "object" else None
    if found is None:
        return None
    return object_bar(at, found, kind if of else tab, whole=not of)


def object_bar(at: Desk, found: Drafted, current: str, *, whole: bool) -> ObjectBar:
    """Give the bar of an object, with one of its tabs current."""
    name = found.key[2]
    fields = [one for one in fields_of(at, name) if one.sort != "deleted"]
    return ObjectBar(
        label=at.label(found),
        name=name,
        icon=str(found.body.get("icon") or name),
        url=at.url(found.key),
        sort=found.sort,
        package="" if found.own else found.package,
        fields=len(fields),
        records=_records(at, name),
        local=0 if found.own else Storeroom(at.at.context).made_of(name),
        pending=len(touched(at, name)),
        changes=len(at.bench.changes),
        tabs=tuple(_tabs(at, found, current, len(fields))),
        whole=whole,
    )


def fields_of(at: Desk, name: str) -> list[Drafted]:
    """Give the fields of an object about which something can be changed."""
    obj = at.at.model.get(name)
    kept = {field.name for field in obj.fields.values() if field.system} if obj else set()
    return [one for one in at.bench.of_kind("field", name) if one.key[2] not in kept]


def touched(at: Desk, name: str) -> list[Key]:
    """Name the components of an object, itself among them, that the draft changes."""
    whole = ("object", "", name)
    return [one.key for one in at.bench.changes if one.key == whole or one.key[1] == name]


def kinds_of_objects(at: Desk) -> Sequence[str]:
    """Name the kinds that belong to an object, as its tabs have them."""
    known = [kind.name for kind in at.bench.kinds() if kind.parent == "object"]
    place = {name: index for index, name in enumerate(FIRST)}
    return sorted(known, key=lambda name: place.get(name, len(FIRST)))


def rights_in(body: object, name: str) -> dict[str, object]:
    """Give what the body of a permission set says of an object."""
    objects = body.get("objects", {}) if isinstance(body, dict) else {}
    return dict(objects.get(name, {}))


def _tabs(at: Desk, found: Drafted, current: str, fields: int) -> Iterator[Tab]:
    name = found.key[2]
    drafted = {key[0] for key in touched(at, name)}
    for kind in kinds_of_objects(at):
        there = (one for one in at.bench.of_kind(kind, name) if one.sort != "deleted")
        count = fields if kind == "field" else sum(1 for _one in there)
        tab = None if kind == "field" else kind
        url = url_for("studio.show_object", name=name, tab=tab)
        yield Tab(at.kinds(kind), url, count, kind in drafted, kind == current)
    url = url_for("studio.show_object", name=name, tab=PERMISSIONS)
    changed = any(_gives_otherwise(at, one, name) for one in at.bench.of_kind("permission_set"))
    yield Tab(_("Permissions"), url, None, changed, current == PERMISSIONS)
    words = (_("Properties"), "YAML", _("Used by"), _("History"))
    for tab, word in zip(OWN_TABS, words, strict=True):
        on = "object" in drafted and tab == "form"
        yield Tab(word, at.url(found.key, tab=tab), None, on, tab == current)


def _gives_otherwise(at: Desk, one: Drafted, name: str) -> bool:
    if not one.sort:
        return False
    present = at.at.model.find("permission_set", one.key[2])
    before = rights_in(present.body, name) if present else {}
    return before != rights_in(one.body, name)


def _records(at: Desk, name: str) -> str:
    if not at.at.sees(name):
        return ""
    try:
        return counted(at.at.records(name).count(capped=True))
    except EngineError:
        return ""
