"""The record page: highlights, stage path, tabs with sections, lists and history; actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import is_favourite, set_favourite, touch
from engine.errors import AccessDenied, EngineError, InvalidRecord, RecordNotFound
from ui.i18n import gettext as _
from ui.pages import related
from ui.pages.currencies import with_currencies
from ui.pages.fields import Drawing, FieldView, Shown
from ui.pages.forms import title_of
from ui.pages.history import MAX_ENTRIES, Entry, entries_of
from ui.pages.lists import head
from ui.pages.values import shown, view_of
from ui.pages.work import Work, record_id, record_url, work

_SUBTITLES = frozenset({"lookup", "master_detail", "auto_number"})
OVERVIEW = ""
HISTORY = "history"
RECENT = 15
"""Entries of the history beside the overview; its tab has more."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a record: fields with what they show."""

    id: str
    label: str
    columns: int
    collapsed: bool
    rows: tuple[tuple[FieldView, Shown], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a stage path; ``state`` is ``d`` done, ``c`` current or empty."""

    id: str
    label: str
    state: str
    rank: int
    closed: str


@dataclass(frozen=True, slots=True)
class StagePath:
    """The stage path on top of a record, and where each step is sent."""

    label: str
    field: str
    url: str
    writable: bool
    steps: tuple[Step, ...]
    endings: tuple[tuple[str, str], ...]
    next: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a record's page; a related list's count comes with a later request."""

    id: str
    label: str
    url: str
    current: bool
    key: int


def show(object_name: str, record: str) -> str:
    """Show one record: what every tab has in common, and the tab that was asked for."""
    at = work()
    obj = at.object(object_name)
    gate, key = at.records(obj.name), record_id(record)
    found = gate.get(key, fields=_wanted(at, obj))
    touch(at.context, obj, key)
    spec = at.layout(obj, found, "view")
    lists = {related.tab_of(one): one for one in related.seen(at, spec)}
    tab = request.args.get("tab", OVERVIEW)
    if tab not in {OVERVIEW, HISTORY, *lists}:
        abort(404)
    return render_template(
        "pages/record.html",
        obj=obj,
        head=head(at, obj),
        record=found,
        title=title_of(at, obj, found),
        subtitle=_subtitle(at, obj, found, spec),
        highlights=_rows(at, obj, found, spec.highlights[:7]),
        path=_path(at, obj, found, spec.path),
        tab=tab,
        tabs=_tabs(at, obj, found, lists, tab),
        sections=[_section(at, obj, found, section) for section in spec.shown()],
        related=[related.list_of(at, obj, found, one) for one in lists.values()],
        opened=related.rows_of(at, obj, found, lists[tab], rows=related.TAB_ROWS)
        if tab in lists
        else None,
        history=[] if tab in lists else _history(at, obj, found, tab),
        may={
            "update": at.may("update", obj, found),
            "delete": at.may("delete", obj, found),
            "create": at.rights(obj.name).create,
        },
        favourite=is_favourite(at.context, obj, key),
        ctx=Drawing(obj.name),
    )


def _tabs(at: Work, obj: Any, record: Any, lists: Mapping[str, Any], tab: str) -> list[Tab]:
    """Give the tabs in order: the overview, each related list, the history."""
    words = {name: related.list_of(at, obj, record, one).label for name, one in lists.items()}
    named = {OVERVIEW: _("Overview"), **words, HISTORY: _("History")}
    here = record_url(obj.name, record.id)
    return [
        Tab(name, label, f"{here}?tab={name}" if name else here, name == tab, number)
        for number, (name, label) in enumerate(named.items(), 1)
    ]


def _history(at: Work, obj: Any, record: Any, tab: str) -> list[Entry]:
    most = MAX_ENTRIES if tab == HISTORY else RECENT
    found = at.records(obj.name).history(record.id, limit=most)
    return entries_of(at, obj, record, found)


def _wanted(at: Work, obj: Any) -> tuple[str, ...]:
    """Give what the page reads: all readable fields, and the layout's paths over lookups."""
    readable = at.rights(obj.name).readable
    paths = [name for name in obj.fields if name in readable]
    return with_currencies(at, obj, [*paths, *at.layout(obj, None, "view").needs])


def _rows(
    at: Work, obj: Any, record: Any, items: Sequence[Any]
) -> tuple[tuple[FieldView, Shown], ...]:
    changeable = at.may("update", obj, record)
    return tuple(
        (
            replace(
                view_of(at, item.field),
                label=at.words(item.label),
                span=item.span,
                editable=changeable and not item.read_only and at.edits_in_place(item.field),
            ),
            _plain_name(obj, item.path, shown(at, obj, item.path, record)),
        )
        for item in items
        if item.path in record.values
    )


def _plain_name(obj: Any, path: str, value: Shown) -> Shown:
    """Give a record's own name without a link to the page that one is on."""
    return replace(value, url="") if path == obj.name_field else value


def _subtitle(
    at: Work, obj: Any, record: Any, spec: Any
) -> tuple[tuple[FieldView, Shown], ...]:
    """Give what stands under the name: the first references and the number of the record."""
    skip = {obj.name_field, "owner", *(item.path for item in spec.highlights)}
    told = [
        field
        for name, field in obj.fields.items()
        if name not in skip
        and not field.system
        and field.type.name in _SUBTITLES
        and record.values.get(name) is not None
    ]
    typed = record.values.get("record_type") is not None
    wanted = [*([obj.fields["record_type"]] if typed else []), *told[:3]]
    return tuple((view_of(at, field), shown(at, obj, field.name, record)) for field in wanted)


def _section(at: Work, obj: Any, record: Any, section: Any) -> Section:
    return Section(
        section.id,
        at.words(section.label),
        section.columns,
        section.collapsed,
        _rows(at, obj, record, section.items),
    )


def _path(at: Work, obj: Any, record: Any, path: Any) -> StagePath | None:
    """Give the stage path: open steps in order, and the ways it can end."""
    if path is None:
        return None
    steps, place = [], 0
    for step in path.steps:
        if step.closed and step.state != "current":
            continue
        place += 1
        closed = ("won" if step.won else "lost") if step.closed else ""
        state = {"done": "d", "current": "c"}.get(step.state, "")
        steps.append(
            Step(step.option.id, at.say(step.option.label), state, min(place, 6), closed)
        )
    if not any(step.closed for step in steps):
        won = [s for s in path.steps if s.won]
        steps += [Step(s.option.id, at.say(s.option.label), "", 6, "") for s in won[:1]]
    endings = [s for s in path.steps if s.closed and s.state != "current" and s.option.active]
    ahead = [s for s in path.steps if s.state == "ahead" and not s.closed]
    return StagePath(
        label=at.say(path.field.label),
        field=path.field.name,
        url=url_for("pages.move", object_name=obj.name, record=str(record.id)),
        writable=path.movable and at.may("update", obj, record),
        steps=tuple(steps),
        endings=tuple((s.option.id, at.say(s.option.label)) for s in endings),
        next=(ahead[0].option.id, at.say(ahead[0].option.label)) if ahead else None,
    )


def move(object_name: str, record: str) -> Response | tuple[Mapping[str, Any], int]:
    """Move a record to another stage; when refused, say why and where to mend it."""
    at = work()
    obj = at.object(object_name)
    key = record_id(record)
    field = request.form.get("field", "") or str(obj.body.get("board", ""))
    version = request.form.get("row_version", "")
    scripted = request.headers.get("Accept", "").startswith("application/json")
    try:
        saved = at.records(obj.name).update(
            key,
            {field: request.form.get("to", "")},
            row_version=int(version) if version.isdigit() else None,
        )
    except (RecordNotFound, AccessDenied):
        raise
    except EngineError as error:
        return _refused(at, obj, key, error, scripted)
    if scripted:
        return {"ok": True, "row_version": str(saved.row_version)}, 200
    flash(_("Saved"))
    return redirect(_back(obj, key))


def _refused(
    at: Work, obj: Any, key: Any, error: EngineError, scripted: bool
) -> Response | tuple[Mapping[str, Any], int]:
    message = " ".join(at.say(problem.text) for problem in error.problems)
    mendable = isinstance(error, InvalidRecord)
    edit_url = url_for("pages.edit", object_name=obj.name, record=str(key)) if mendable else ""
    if scripted:
        return {"ok": False, "message": message, "edit_url": edit_url}, 200
    flash(message, "error")
    return redirect(_back(obj, key))


def _back(obj: Any, key: Any) -> str:
    """Give where a move came from, when that is a list or board of ours; else the record."""
    back = request.form.get("back", "")
    return back if back.startswith("/o/") else record_url(obj.name, key)


def delete(object_name: str, record: str) -> str | Response:
    """Ask what goes along, then move a record to the recycle bin."""
    at = work()
    obj = at.object(object_name)
    gate, key = at.records(obj.name), record_id(record)
    found = gate.get(key)
    if request.method == "GET":
        return render_template(
            "pages/delete.html",
            head=head(at, obj),
            record=found,
            title=title_of(at, obj, found),
            along=_along(at, gate.preview_delete(key)),
            action=request.path,
            back=record_url(obj.name, key),
        )
    deletion = gate.delete(key)
    said = _("{name} is in the recycle bin", name=title_of(at, obj, found))
    flash(said, "undo:" + url_for("pages.restore", object=obj.name, deletion=deletion))
    return redirect(url_for("pages.list_records", object_name=obj.name))


def _along(at: Work, preview: Any) -> list[tuple[str, int]]:
    """Give how many records of each object go along with a deletion."""
    return [(at.say(label), count) for _name, label, count in preview.details]


def clone(object_name: str, record: str) -> Response:
    """Make a copy of a record and open it for editing."""
    at = work()
    obj = at.object(object_name)
    gate, key = at.records(obj.name), record_id(record)
    found = gate.get(key)
    changes = {}
    name = obj.fields[obj.name_field]
    if not name.type.computed and isinstance(found.values.get(obj.name_field), str):
        changes[obj.name_field] = _("{name}, copy", name=found.values[obj.name_field])
    made = gate.clone(key, changes)
    flash(_("Copied. This is the copy."))
    return redirect(url_for("pages.edit", object_name=obj.name, record=str(made.id)))


def favourite(object_name: str, record: str) -> Response:
    """Mark a record as a favourite, or take the mark away."""
    at = work()
    obj = at.object(object_name)
    found = at.records(obj.name).get(record_id(record))
    set_favourite(at.context, obj, found.id, on=request.form.get("on") == "true")
    return redirect(record_url(obj.name, found.id))
