"""The page of an object: its fields, all else that belongs to it, and who may see and edit it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Drafted, order_key
from ui.i18n import gettext as _
from ui.studio.desk import Desk, Entry, desk
from ui.studio.field_list import field_list
from ui.studio.icons import ICONS
from ui.studio.lists import place_of
from ui.studio.object_bar import (
    PERMISSIONS,
    kinds_of_objects,
    object_bar,
    rights_in,
    touched,
)


@dataclass(frozen=True, slots=True)
class Belonging:
    """A component of an object in the list of its kind; ``arrange_url`` where it has a designer."""

    entry: Entry
    changed: str
    by: str
    arrange_url: str


@dataclass(frozen=True, slots=True)
class Granted:
    """What a permission set gives on an object, and the roles that bring the set along."""

    entry: Entry
    roles: tuple[str, ...]
    rights: tuple[tuple[str, str], ...]
    gives: bool


def show_object(name: str) -> str:
    """Show an object by one of its tabs."""
    at = desk()
    found = at.known(("object", "", name))
    tab = request.args.get("tab", "field")
    shared = {
        "entry": at.entry(found),
        "name": name,
        "tab": tab,
        "records_url": url_for("pages.list_records", object_name=name)
        if at.at.sees(name)
        else "",
    }
    if tab == "field":
        shown: dict[str, Any] = field_list(at, name)
    elif tab == PERMISSIONS:
        shown = {"granted": _granted(at, name)}
    elif tab in kinds_of_objects(at):
        shown = _belonging(at, name, tab)
    else:
        abort(404)
    bar = object_bar(at, found, tab, whole=True)
    return render_template("studio/object.html", bar=bar, **shared, **shown)


def discard(name: str) -> BaseResponse:
    """Take out of the draft what it changes of an object and of all that belongs to it."""
    at = desk()
    found = at.known(("object", "", name))
    if found.sort == "added":
        abort(404)
    at.bench.drop(touched(at, name))
    flash(_("Your draft leaves {name} as it is", name=at.label(at.known(found.key))))
    return redirect(url_for("studio.show_object", name=name))


def _belonging(at: Desk, name: str, kind: str) -> dict[str, Any]:
    """Give the components of a kind that belong to an object."""
    latest = at.bench.last_changes(kind, name)
    rows = []
    for one in at.bench.of_kind(kind, name):
        revision = latest.get(one.key)
        rows.append(
            Belonging(
                at.entry(one),
                at.when(revision.at) if revision else "",
                revision.actor if revision else "",
                _arrange_url(at, one),
            )
        )
    rows.sort(key=lambda row: order_key(row.entry.label))
    return {
        "rows": rows,
        "kind": kind,
        "word": at.kind(kind),
        "words": at.kinds(kind),
        "kind_icon": ICONS.get(kind, "doc"),
        "new_url": url_for("studio.new", kind=kind, of=name),
    }


def _arrange_url(at: Desk, one: Drafted) -> str:
    kind, of, name = one.key
    if one.sort == "deleted" or not place_of(at.bench.schema(one.key, one.body)):
        return ""
    return url_for("studio.design", kind=kind, of=of, name=name)


def _granted(at: Desk, name: str) -> list[Granted]:
    """Say of each permission set what it gives; those that give something come first."""
    made = []
    for one in at.bench.of_kind("permission_set"):
        said = rights_in(one.body, name)
        rights = tuple(_right(said, verb) for verb in _VERBS)
        roles = tuple(
            at.called(use.component.body, use.component.name)
            for use in at.bench.users_of(one.key)
            if use.component.kind == "role"
        )
        gives = one.sort != "deleted" and any(word for _verb, word in rights)
        made.append(Granted(at.entry(one), roles, rights, gives))
    made.sort(key=lambda each: (not each.gives, order_key(each.entry.label)))
    return made


_VERBS = ("read", "create", "update", "delete", "export", "fields.read", "fields.write")


def _right(said: dict[str, Any], verb: str) -> tuple[str, str]:
    """Say one right in a word or two; blank where it is not given."""
    outer, _dot, inner = verb.partition(".")
    held = said.get(outer, {}).get(inner) if inner else said.get(outer)
    if inner:
        return verb, _fields(held)
    scopes = {
        "own": _("own"), "subordinates": _("subordinates'"), "team": _("the team's"),
        "all": _("all"), "yes": _("yes"),
    }  # fmt: skip
    return verb, scopes.get(str(held), "")


def _fields(held: Any) -> str:
    if held == "all":
        return _("all")
    if isinstance(held, dict):
        return _("all but {n}", n=len(held.get("all_except", ())))
    return str(len(held)) if held else ""
