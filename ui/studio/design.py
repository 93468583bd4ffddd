"""The designer: arranges the fields of a layout or a list by dragging, or by keyboard alone."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Drafted
from ui.i18n import gettext as _
from ui.studio.desk import Desk, desk
from ui.studio.lists import Arrangement, Group, Place, name_of, place_of
from ui.studio.names import own_name

STEPS = {"up": -1, "down": 1}


def design(kind: str, of: str, name: str) -> str | BaseResponse:
    """Show the lists of a component, or do one step of arranging them in the draft."""
    at = desk()
    found = at.known((kind, of, name))
    place = place_of(at.bench.schema(found.key, found.body))
    if place is None:
        abort(404)
    said = ""
    if request.method == "POST":
        arranged = Arrangement(place, found.body)
        said = _done(at, of, arranged)
        at.bench.save({found.key: arranged.body()})
        if not request.headers.get("HX-Request"):
            flash(said)
            return redirect(request.url)
        found = at.known(found.key)
    return _page(at, found, place, said)


def _done(at: Desk, of: str, arranged: Arrangement) -> str:
    """Do what was asked for, and say it."""
    form = request.form
    verb, _colon, name = form.get("do", "").partition(":")
    label = _label(at, of, name)
    if verb in STEPS:
        arranged.move(name, STEPS[verb])
        return _where(at, arranged, name, label)
    if verb == "remove":
        arranged.remove(name)
        return _("{name} is not shown any more", name=label)
    if verb == "add":
        last = arranged.groups[-1]
        arranged.put(name, last.id, len(last.items))
        return _where(at, arranged, name, label)
    if verb == "place":
        index = form.get("index", "")
        arranged.put(name, form.get("to", ""), int(index) if index.isdecimal() else 0)
        return _where(at, arranged, name, label)
    if verb == "section" and form.get("section", "").strip():
        words = form["section"].strip()
        arranged.add_group(
            own_name(words, {group.id for group in arranged.groups}), {"en": words}
        )
        return _("{name} was added", name=words)
    if verb == "drop":
        arranged.remove_group(name)
    return ""


def _where(at: Desk, arranged: Arrangement, name: str, label: str) -> str:
    for group in arranged.groups:
        names = [name_of(item) for item in group.items]
        if name in names:
            return _(
                "{name} is {n} of {count} in {list}",
                name=label,
                n=names.index(name) + 1,
                count=len(names),
                list=_heading(at, group),
            )
    return ""


def _heading(at: Desk, group: Group) -> str:
    return at.say(group.label, group.id) or _("Columns")


def _label(at: Desk, of: str, path: str) -> str:
    """Give the label of the field at a path; the path itself over look-ups."""
    found = at.bench.find(("field", of, path))
    if found is not None:
        return at.label(found)
    obj = at.at.model.get(of)
    known = at.at.session.field(obj, path) if obj else None
    return at.at.say(known.label) if known else path


def _page(at: Desk, found: Drafted, place: Place, said: str) -> str:
    kind, of, name = found.key
    arranged = Arrangement(place, found.body)
    groups = [
        (
            group.id,
            _heading(at, group),
            [(name_of(item), _label(at, of, name_of(item))) for item in group.items],
        )
        for group in arranged.groups
    ]
    rest = [
        (one.key[2], at.label(one), one.sort)
        for one in at.bench.of_kind("field", of)
        if one.key[2] not in arranged.shown and one.sort != "deleted"
    ]
    parent = at.bench.find(("object", "", of))
    shown: dict[str, Any] = {
        "groups": groups,
        "rest": sorted(rest, key=lambda one: one[1].casefold()),
        "several": arranged.several,
        "said": said,
        "url": url_for("studio.design", kind=kind, of=of, name=name),
        "entry": at.entry(found),
        "title": at.label(found),
        "back_url": at.url(found.key),
        "kind": at.kind(kind),
        "parent": at.entry(parent) if parent else None,
    }
    if request.headers.get("HX-Request"):
        return render_template("studio/designer.html", moved=True, **shown)
    return render_template("studio/design.html", **shown)
