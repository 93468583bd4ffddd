"""Acts on many records at once: edit, hand over, delete, export; says what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from engine import Condition, Query, Sort, start_bulk
from ui.i18n import gettext as _
from ui.pages.exports import export_query
from ui.pages.fields import Drawing
from ui.pages.list_state import ListState, read_state
from ui.pages.lists import head
from ui.pages.reading import read_form
from ui.pages.values import view_of
from ui.pages.work import Work, is_id, record_id, record_url, work

MOST = 50_000
PAGE = 500
AT_ONCE = 200
"""Larger changes run as a job."""
_NOT_IN_BULK = frozenset({"file", "image", "secret", "person_name", "address", "geo", "json"})


def bulk(object_name: str) -> str | Response | tuple[str, int]:
    """Show what a bulk action will do, then do it."""
    at = work()
    obj = at.object(object_name)
    state = read_state(obj, at.view(obj, request.form.get("view", "")), request.form)
    action = request.form.get("do", "")
    ids = _ids(at, obj, state)
    if not ids:
        flash(_("Select at least one record."), "warning")
        return redirect(state.url())
    if action == "export":
        at.require(at.rights(obj.name).export, _("You may not export these records."))
        chosen = Query(fields=state.columns, where=Condition("id", "in", tuple(map(str, ids))))
        return export_query(at, obj, chosen, request.form.get("form", "csv"))
    if request.form.get("confirmed") == "true":
        return _done(at, obj, state, action, ids)
    return _ask(at, obj, state, action, ids)


def _ids(at: Work, obj: Any, state: ListState) -> list[UUID]:
    if request.form.get("all_matching") != "true":
        return [UUID(one) for one in request.form.getlist("ids")[:MOST] if is_id(one)]
    found: list[UUID] = []
    query = Query(
        fields=("id",), where=state.where(), sort=(Sort("id"),), search=state.search, limit=PAGE
    )
    while len(found) < MOST:
        page = at.records(obj.name).query(query)
        found += [record.id for record in page.records]
        if not page.next:
            break
        query = replace(query, after=page.next)
    return found[:MOST]


def _ask(at: Work, obj: Any, state: ListState, action: str, ids: Sequence[UUID]) -> str:
    chosen = request.form.get("field", "owner" if action == "owner" else "")
    editable = _editable(at, obj)
    field = editable.get(chosen)
    return render_template(
        "pages/bulk.html",
        head=head(at, obj),
        action=action,
        number=len(ids),
        ids=[str(one) for one in ids],
        state=state,
        fields=[(name, at.say(one.label)) for name, one in editable.items()],
        chosen=chosen,
        view=view_of(at, field, editing=True) if field is not None else None,
        has_owner=action == "owner",
        ctx=Drawing(obj.name),
    )


def _editable(at: Work, obj: Any) -> dict[str, Any]:
    writable = at.rights(obj.name).writable
    found = {
        name: field
        for name, field in obj.fields.items()
        if name in writable
        and not field.type.computed
        and not field.unique
        and field.type.widget not in _NOT_IN_BULK
        and (not field.system or name == "owner")
    }
    return dict(sorted(found.items(), key=lambda one: at.say(one[1].label).casefold()))


def _done(
    at: Work, obj: Any, state: ListState, action: str, ids: Sequence[UUID]
) -> Response | tuple[str, int]:
    gate = at.records(obj.name)
    if action == "delete" and len(ids) > AT_ONCE:
        return _as_job(at, obj, "delete", ids, {})
    if action == "delete":
        results = gate.bulk_delete(ids)
        said = _in_the_bin(_good(results))
    else:
        at.require("bulk_edit" in at.system_rights, _("You may not edit many records at once."))
        name = "owner" if action == "owner" else request.form.get("field", "")
        field = _editable(at, obj).get(name)
        at.require(field is not None, _("This field cannot be changed here."))
        values = read_form([field], request.form)
        if len(ids) > AT_ONCE:
            return _as_job(at, obj, "owner" if action == "owner" else "update", ids, values)
        results = gate.bulk_update([{"id": one, **values} for one in ids])
        said = _changed(_good(results))
    failed = [one for one in results if not one.ok]
    if not failed:
        flash(said)
        return redirect(state.url())
    return _partial(at, obj, state, failed, said), 422


def _as_job(
    at: Work, obj: Any, action: str, ids: Sequence[UUID], values: dict[str, Any]
) -> Response:
    """Hand a large change to a job, where it shows its progress and can be stopped."""
    start_bulk(at.context, obj, action, ids, values)
    flash(_("This runs in the background now."))
    return redirect(at.url_of("pages.jobs"))


def _in_the_bin(number: int) -> str:
    return _("{n} records are in the recycle bin", n=number)


def _changed(number: int) -> str:
    return _("{n} records changed", n=number)


def _good(results: Sequence[Any]) -> int:
    return sum(1 for one in results if one.ok)


def _partial(at: Work, obj: Any, state: ListState, failed: Sequence[Any], said: str) -> str:
    names = dict(at.labels(obj.name, [str(one.id) for one in failed if one.id]))
    return render_template(
        "pages/bulk_failed.html",
        head=head(at, obj),
        said=said,
        back=state.url(),
        rows=[
            {
                "name": names.get(str(one.id), str(one.id or one.row + 1)),
                "url": record_url(obj.name, one.id) if one.id else "",
                "why": " ".join(at.say(problem.text) for problem in one.problems),
            }
            for one in failed
        ],
    )


def reassign(object_name: str, record: str) -> str | Response:
    """Hand one record to another owner, with what belongs to it."""
    at = work()
    obj = at.object(object_name)
    key = record_id(record)
    found = at.records(obj.name).get(key)
    at.require(
        at.may("update", obj, found) and obj.has_owner, _("You may not change this record.")
    )
    if request.method == "POST":
        owner = request.form.get("owner", "") or at.by_name(
            obj.fields["owner"], request.form.get("owner.search", "")
        )
        if not owner or not is_id(owner):
            flash(_("Choose the new owner."), "error")
            return redirect(request.path)
        results = at.records(obj.name).change_owner([key], UUID(owner))
        problems = [p for one in results or () if not one.ok for p in one.problems]
        if problems:
            flash(" ".join(at.say(one.text) for one in problems), "error")
        else:
            flash(_("Saved"))
        return redirect(record_url(obj.name, key))
    return render_template(
        "pages/reassign.html",
        head=head(at, obj),
        view=view_of(at, obj.fields["owner"], editing=True),
        back=record_url(obj.name, key),
        ctx=Drawing(obj.name),
    )


def counts(object_name: str) -> str:
    """Answer the counts of the saved views, for the tabs, in one later request."""
    at = work()
    obj = at.object(object_name)
    gate = at.records(obj.name)
    made = []
    for view in at.list_views(obj)[:12]:
        query = Query(fields=(obj.name_field,), where=view.where, limit=1, count="capped")
        made.append((view.name, gate.query(query).count))
    return render_template("pages/counts.html", counts=made)
