"""Makes much at once: a new object with fields, layout and list view, or many fields of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ui.i18n import gettext as _
from ui.studio.desk import Desk, Entry, Key, desk
from ui.studio.names import own_name
from ui.studio.object_bar import object_bar
from ui.studio.tables import Line, read_table

Answer = str | BaseResponse | tuple[str, int]
Bodies = dict[Key, Mapping[str, Any]]
LEVELS = ("none", "read", "edit")
COLUMNS = 6
_EVERYTHING = {"read": "all", "write": "all"}
_RIGHTS: Mapping[str, Mapping[str, Any]] = {
    "read": {"read": "all", "fields": {"read": "all", "write": []}},
    "edit": {
        "read": "all",
        "create": "yes",
        "update": "all",
        "delete": "all",
        "export": "yes",
        "fields": _EVERYTHING,
    },
}


def new_object() -> Answer:
    """Ask for an object, its fields, who may see it and where it stands; put all into the draft."""
    at = desk()
    if request.method == "GET":
        return _page(at, (), ())
    form = request.form
    label = {code: form.get(f"label.{code}", "").strip() for code in ("en", "zh")}
    plural = {code: form.get(f"plural.{code}", "").strip() for code in ("en", "zh")}
    lines = read_table(at, form.get("fields", ""), ())
    wrong = [] if label["en"] or label["zh"] else [_("Give it a label")]
    if wrong or any(line.wrong for line in lines):
        return _page(at, wrong, lines), 422
    lines = lines or read_table(at, _("Name"), ())
    with at.bench.holding():
        taken = {one.key[2] for one in at.bench.of_kind("object")}
        name = own_name(label["en"] or label["zh"], taken)
        at.bench.save(_bodies(at, name, _said(label), _said(plural), lines))
    flash(_("Put into your draft"))
    return redirect(url_for("studio.show_object", name=name))


def _said(wording: Mapping[str, str]) -> dict[str, str]:
    said = {code: text for code, text in wording.items() if text}
    return said if "en" in said or not said else {"en": said["zh"], **said}


def _bodies(
    at: Desk, name: str, label: dict[str, str], plural: dict[str, str], lines: Sequence[Line]
) -> Bodies:
    form = request.form
    called = next((one.name for one in lines if one.body["type"] == "text"), "")
    obj: dict[str, Any] = {"label": label, "plural": plural or label}
    if called:
        obj.update(name_field=called, search=[called])
    if form.get("icon"):
        obj["icon"] = form["icon"]
    made: Bodies = {("object", "", name): obj}
    for line in lines:
        made["field", name, line.name] = line.body
    if "layout" in form:
        made["layout", name, "x__standard"] = _layout(lines)
    if "list_view" in form:
        made["list_view", name, "x__all"] = _list_view(lines)
    made.update(_rights(at, name))
    made.update(_navigation(at, name, plural or label, with_view="list_view" in form))
    return made


def _layout(lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "label": {"en": "Standard", "zh": "标准"},
        "highlights": [line.name for line in lines[1:6]],
        "sections": [
            {
                "id": "x__main",
                "label": {"en": "Details", "zh": "详细信息"},
                "columns": 2,
                "items": [line.name for line in lines],
            }
        ],
    }


def _list_view(lines: Sequence[Line]) -> dict[str, Any]:
    shown = [line.name for line in lines if line.body["type"] not in ("long_text", "rich_text")]
    return {
        "label": {"en": "All", "zh": "全部"},
        "order": 10,
        "columns": shown[:COLUMNS] or [lines[0].name],
    }


def _rights(at: Desk, name: str) -> Bodies:
    """Let the chosen permission sets see or edit the records; nobody else may (decision 17)."""
    made: Bodies = {}
    for one in at.bench.of_kind("permission_set"):
        level = request.form.get(f"rights.{one.key[2]}", "none")
        if level in _RIGHTS:
            objects = {**one.body.get("objects", {}), name: _RIGHTS[level]}
            made[one.key] = {**one.body, "objects": objects}
    return made


def _navigation(at: Desk, name: str, plural: dict[str, str], *, with_view: bool) -> Bodies:
    """Add an entry to the chosen group of each app."""
    made: Bodies = {}
    for one in at.bench.of_kind("app"):
        chosen = request.form.get(f"app.{one.key[2]}", "")
        entry = {"id": name, "label": plural, "icon": request.form.get("icon") or "box"}
        entry["object"] = name
        if with_view:
            entry["view"] = "x__all"
        groups = [
            {**group, "items": [*group.get("items", ()), entry]}
            if group["id"] == chosen
            else group
            for group in one.body.get("nav", ())
        ]
        if groups != one.body.get("nav"):
            made[one.key] = {**one.body, "nav": groups}
    return made


def _page(
    at: Desk, wrong: Sequence[str], lines: Sequence[Line], copied: Entry | None = None
) -> str:
    sets = [(at.label(one), one.key[2]) for one in at.bench.of_kind("permission_set")]
    apps = [
        (
            at.label(one),
            one.key[2],
            [(g["id"], at.say(g.get("label"), g["id"])) for g in one.body.get("nav", ())],
        )
        for one in at.bench.of_kind("app")
    ]
    return render_template(
        "studio/new_object.html",
        form=request.form,
        sets=sets,
        apps=apps,
        levels=LEVELS,
        wrong=wrong,
        lines=[line for line in lines if line.wrong],
        types=sorted((at.at.say(t.label), t.name) for t in at.bench.field_types()),
        first=request.method == "GET",
        copied=copied,
    )


def paste(name: str) -> Answer:
    """Read many fields from a pasted table and put them into the draft."""
    at = desk()
    found = at.known(("object", "", name))
    taken = {one.key[2] for one in at.bench.of_kind("field", name)}
    lines: list[Line] = []
    if request.method == "POST":
        lines = read_table(at, request.form.get("fields", ""), taken)
        if lines and not any(line.wrong for line in lines):
            at.bench.save({("field", name, line.name): line.body for line in lines})
            flash(_("{n} fields were put into your draft", n=len(lines)))
            return redirect(url_for("studio.show_object", name=name))
    page = render_template(
        "studio/paste.html",
        entry=at.entry(found),
        bar=object_bar(at, found, "field", whole=False),
        typed=request.form.get("fields", ""),
        lines=[line for line in lines if line.wrong],
        types=sorted((at.at.say(t.label), t.name) for t in at.bench.field_types()),
    )
    return (page, 422) if request.method == "POST" else page


def copy(name: str) -> Answer:
    """Copy an object with fields, layouts, views and rules into the draft."""
    at = desk()
    found = at.known(("object", "", name))
    if found.sort == "added":
        abort(404)
    label = _said(
        {code: request.form.get(f"label.{code}", "").strip() for code in ("en", "zh")}
    )
    if request.method == "POST" and label:
        with at.bench.holding():
            taken = {one.key[2] for one in at.bench.of_kind("object")}
            new = own_name(label["en"], taken)
            at.bench.copy(name, new, label)
            at.bench.save({**_rights(at, new), **_navigation(at, new, label, with_view=False)})
        flash(_("Put into your draft"))
        return redirect(url_for("studio.show_object", name=new))
    wrong = [_("Give it a label")] if request.method == "POST" else []
    page = _page(at, wrong, (), copied=at.entry(found))
    return (page, 422) if wrong else page
