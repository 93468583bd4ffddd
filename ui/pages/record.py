"""The record page and what is done on it: its tabs, paper, moves, copies, deletion, favourites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import set_favourite, touch
from engine.errors import AccessDenied, EngineError, InvalidRecord, RecordNotFound
from ui.i18n import gettext as _
from ui.numbers import whole_number
from ui.pages.forms import title_of
from ui.pages.lists import head
from ui.pages.record_page import OVERVIEW, Seat, page_of, sheet_of
from ui.pages.wanting import asking_form
from ui.pages.whole import whole
from ui.pages.work import Work, came_from, record_id, record_url, way_back, work


def show(object_name: str, record: str) -> str:
    """Show one record: what every tab has in common, and the tab that was asked for."""
    at, obj, found = _read(object_name, record)
    touch(at.context, obj, found.id)
    later = url_for("pages.related", object_name=obj.name, record=record)
    seat = Seat(record_url(obj.name, found.id), later)
    page = page_of(at, obj, found, request.args.get("tab", OVERVIEW), seat)
    if page is None:
        abort(404)
    return render_template("pages/record.html", **page)


def paper(object_name: str, record: str) -> str:
    """Show one record as it is printed: the whole of it, without what only a screen needs."""
    at, obj, found = _read(object_name, record)
    return render_template("pages/record_paper.html", **sheet_of(at, obj, found))


def _read(object_name: str, record: str) -> tuple[Work, Any, Any]:
    at = work()
    obj = at.object(object_name)
    return at, obj, whole(at, obj, record_id(record), "view")


def move(object_name: str, record: str) -> Response | tuple[Mapping[str, Any], int]:
    """Move a record to another stage; when refused, say why and where to mend it."""
    at = work()
    obj = at.object(object_name)
    key = record_id(record)
    field = request.form.get("field", "") or str(obj.body.get("board", ""))
    try:
        saved = at.records(obj.name).update(
            key,
            {field: request.form.get("to", "")},
            row_version=whole_number(request.form.get("row_version", "")),
        )
    except (RecordNotFound, AccessDenied):
        raise
    except EngineError as error:
        return _refused(at, obj, str(key), error, (field, request.form.get("to", "")))
    if _is_scripted():
        return {"ok": True, "row_version": str(saved.row_version)}, 200
    flash(_("Saved"))
    return redirect(_back(obj, key))


def _refused(
    at: Work, obj: Any, key: str, error: EngineError, wanted: tuple[str, str]
) -> Response | tuple[Mapping[str, Any], int]:
    """Say why, and lead to the form in which what is missing can be given."""
    message = " ".join(at.say(problem.text) for problem in error.problems)
    mend = ""
    if isinstance(error, InvalidRecord):
        back = [came_from(way_back())] if way_back() else []
        mend = asking_form(at, obj, key, error, [wanted, *back])
    if _is_scripted():
        return {"ok": False, "message": message, "edit_url": mend}, 200
    flash(message, "error")
    return redirect(mend or _back(obj, key))


def _is_scripted() -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _back(obj: Any, key: Any) -> str:
    """Give where a move came from, when that is a list or board of ours; else the record."""
    return way_back() or record_url(obj.name, key)


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
