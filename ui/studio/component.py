"""The page of any component: a form made of its schema, its YAML, its use and its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Drafted, Problem
from ui.i18n import gettext as _
from ui.studio import loaded
from ui.studio.desk import Desk, Entry, Key, desk
from ui.studio.entered import Entered, moved
from ui.studio.history import told_of
from ui.studio.icons import ICONS
from ui.studio.lists import place_of
from ui.studio.names import NO_LABEL, own_name
from ui.studio.object_bar import bar_of
from ui.studio.shapes import Input, Sheet
from ui.studio.strips import type_icon
from ui.studio.trying import Picker, pickers
from ui.studio.types import types_page
from ui.studio.usage import filled, users
from ui.studio.writing import Writing

Answer = str | BaseResponse | tuple[str, int]
_LISTS = {
    "object": "studio.objects",
    "app": "studio.navigation",
    "calendar": "studio.calendars",
    "settings": "studio.company",
}
TABS = ("form", "yaml", "use", "history")


def component(kind: str, name: str, of: str = "") -> Answer:
    """Show a component by one of its tabs, or save what was entered there into the draft."""
    at = desk()
    found = at.known((kind, of, name))
    if request.method == "POST":
        return _save(at, found)
    tab = request.args.get("tab", "form")
    if tab not in TABS:
        abort(404)
    return _page(at, found, tab, found.body)


def rename(kind: str, name: str, of: str = "") -> Answer:
    """Give a component of the tenant's own another name, in the draft."""
    at = desk()
    found = at.known((kind, of, name))
    wanted = request.form.get("name", "").strip()
    if wanted and found.own:
        wrong = at.bench.rename(found.key, wanted)
        if wrong:
            return _page(at, found, "form", found.body, [wrong]), 422
        flash(_("Put into your draft"))
    key = (kind, of, wanted) if at.bench.find((kind, of, wanted)) else found.key
    return redirect(at.url(key))


def retype(of: str, name: str) -> BaseResponse:
    """Give a field of the tenant's own another type; options that this does not have are dropped."""
    at = desk()
    wanted = request.form.get("type", "")
    with at.bench.holding():
        found = at.known(("field", of, name))
        if found.own and wanted in _types_by_name(at):
            known = at.bench.schema(found.key, {"type": wanted})["properties"]
            kept = {one: value for one, value in found.body.items() if one in known}
            at.bench.save({found.key: {**kept, "type": wanted}})
            flash(_("Put into your draft"))
    return redirect(at.url(found.key))


def delete(kind: str, name: str, of: str = "") -> BaseResponse:
    """Let a component go, in the draft."""
    at = desk()
    at.bench.delete(at.known((kind, of, name)).key)
    flash(_("Put into your draft"))
    return redirect(_back(kind, of))


def new(kind: str) -> Answer:
    """Show the form of a new component of any kind, or put it into the draft."""
    at = desk()
    known = next((one for one in at.bench.kinds() if one.name == kind), None)
    of = request.args.get("of", "")
    if known is None or bool(known.parent) != bool(of):
        abort(404)
    if of:
        at.known((known.parent, "", of))
    body: dict[str, Any] = {}
    if kind == "field":
        chosen = request.args.get("type", "")
        types = at.bench.field_types()
        if chosen not in {one.name for one in types}:
            return types_page(at, of)
        body["type"] = chosen
    if request.method == "GET":
        return _new_page(at, (kind, of, ""), body, ())
    return _create(at, (kind, of, ""), body)


def _create(at: Desk, key: Key, start: Mapping[str, Any]) -> Answer:
    kind, of, _none = key
    schema = at.bench.schema(key, start)
    entered = Entered(at, key, moved(request.form))
    body = entered.body(schema, start)
    if "move" in request.form:
        return _new_page(at, key, body, ())
    with at.bench.holding():
        taken = {one.key[2] for one in at.bench.of_kind(kind, of or None)}
        name = request.form.get("name", "").strip()
        words = at.say(body.get("label") or body.get("message")) or name
        name = name or own_name(words, taken)
        made: Key = (kind, of, name)
        problems = [*entered.problems, *at.bench.misshapen(made, body)]
        misnamed = at.bench.misnamed(made) if words else NO_LABEL
        if misnamed:
            problems.insert(0, misnamed)
        if not problems:
            at.bench.save({made: body})
    if problems:
        return _new_page(at, key, body, problems), 422
    flash(_("Put into your draft"))
    if "another" in request.form:
        return redirect(url_for("studio.new", kind=kind, of=of))
    return redirect(_back(kind, of) if kind == "field" else at.url(made))


def _save(at: Desk, found: Drafted) -> Answer:
    key = found.key
    if "yaml" in request.form:
        source, tab = request.form["yaml"].replace("\r\n", "\n"), "yaml"
        body, problems = at.bench.typed(key, source)
    else:
        source, tab, start = "", "form", loaded.before(at, key, found.body)
        entered = Entered(at, key, moved(request.form))
        body = entered.body(at.bench.schema(key, start), start)
        if "move" in request.form:
            return _page(at, found, tab, body)
        problems = [*entered.problems, *at.bench.misshapen(key, body)]
    if problems:
        return _page(at, found, tab, body or found.body, problems, source), 422
    try:
        loaded.put(at, {key: body})
    except loaded.ChangedElsewhere as met:
        shown = met.saved.bodies.get(key, body)
        return _page(at, found, tab, shown, (), source, met), 409
    flash(_("Put into your draft") if at.bench.find(key) != found else _("Nothing changed"))
    return redirect(at.url(key, tab=tab))


def _page(  # noqa: PLR0913  each says one thing of the page
    at: Desk,
    found: Drafted,
    tab: str,
    body: Mapping[str, Any],
    problems: Sequence[Problem] = (),
    source: str = "",
    elsewhere: loaded.ChangedElsewhere | None = None,
) -> str:
    kind, of, name = found.key
    written = Writing(at, found.key, body)
    drawn = _inputs(at, found.key, body) if tab == "form" else []
    return render_template(
        "studio/component.html",
        found=found,
        entry=at.entry(found),
        title=at.label(found),
        kind=at.kind(kind),
        kinds=at.kinds(kind),
        icon=_icon(kind, found.body),
        bar=bar_of(at, found.key, tab),
        type=_type(at, found),
        parent=_parent(at, of),
        back_url=_back(kind, of),
        tab=tab,
        tabs=[(one, at.url(found.key, tab=one)) for one in TABS],
        inputs=drawn,
        carried=loaded.carried(at, {found.key: found.body}),
        elsewhere=elsewhere,
        source=source or (at.bench.as_yaml(found.key, body) if tab == "yaml" else ""),
        users=users(at, found.key) if tab == "use" else (),
        filled=filled(at, found.key) if tab == "use" else None,
        history=told_of(at, found.key) if tab == "history" else (),
        problems=at.problems(problems),
        words=_words(at, found.key),
        written=written,
        tries=_tries(at, written, drawn),
        rename_url=url_for("studio.rename", kind=kind, of=of or None, name=name)
        if found.own
        else "",
        delete_url=url_for("studio.delete", kind=kind, of=of or None, name=name)
        if found.own or at.removable(kind)
        else "",
        others=at.bench.touching(found.key),
        types=sorted((at.at.say(one.label), one.name) for one in at.bench.field_types()),
        design_url=url_for("studio.design", kind=kind, of=of, name=name)
        if of and place_of(at.bench.schema(found.key, body))
        else "",
    )


def _inputs(at: Desk, key: Key, body: Mapping[str, Any]) -> list[Input]:
    return Sheet(at, _reads(key), key[2]).inputs(at.bench.schema(key, body), body)


def _new_page(at: Desk, key: Key, body: Mapping[str, Any], problems: Sequence[Problem]) -> str:
    kind, of, _none = key
    written = Writing(at, key, body, str(body.get("type", "")))
    drawn = _inputs(at, key, body)
    return render_template(
        "studio/new.html",
        kind=at.kind(kind),
        icon=_icon(kind, body),
        bar=bar_of(at, key),
        type=at.at.say(_types_by_name(at)[body["type"]].label) if "type" in body else "",
        parent=_parent(at, of),
        back_url=_back(kind, of),
        inputs=drawn,
        problems=at.problems(problems),
        words=_words(at, key),
        written=written,
        tries=_tries(at, written, drawn),
        name=request.form.get("name", ""),
    )


def _tries(at: Desk, written: Writing, drawn: Sequence[Input]) -> list[Picker]:
    return pickers(at, written, [one.name for one in drawn if one.sort == "expression"])


def _types_by_name(at: Desk) -> dict[str, Any]:
    return {one.name: one for one in at.bench.field_types()}


def _type(at: Desk, found: Drafted) -> str:
    known = _types_by_name(at).get(str(found.body.get("type")))
    return at.at.say(known.label) if found.key[0] == "field" and known else ""


def _icon(kind: str, body: Mapping[str, Any]) -> str:
    """Give the sign of a field's type, or of a kind."""
    return type_icon(str(body.get("type"))) if kind == "field" else ICONS.get(kind, "doc")


def _parent(at: Desk, of: str) -> Entry | None:
    found = at.bench.find(("object", "", of)) if of else None
    return at.entry(found) if found else None


def _back(kind: str, of: str) -> str:
    if of:
        return url_for("studio.show_object", name=of)
    if kind in _LISTS:
        return url_for(_LISTS[kind])
    return url_for("studio.components", kind=kind)


def _reads(key: Key) -> str:
    """Name the object whose fields the expressions of a component read."""
    return key[2] if key[0] == "object" else key[1]


def _words(at: Desk, key: Key) -> list[str]:
    """Give names that a form completes: fields of the object, and all objects."""
    of = _reads(key)
    fields = [one.key[2] for one in at.bench.of_kind("field", of)] if of else []
    return [*fields, *(one.key[2] for one in at.bench.of_kind("object"))]
