"""Saves a list as a view of one's own, or for everyone, and deletes it again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine import ViewDraft, create_view, delete_view
from engine.errors import EngineError
from ui.i18n import gettext as _
from ui.pages.filters import NO_VALUE, Term
from ui.pages.list_state import read_state
from ui.pages.work import record_id, work


def save_view(object_name: str) -> Response:
    """Save what the list shows now as a view."""
    at = work()
    obj = at.object(object_name)
    base = at.view(obj, request.form.get("view", ""))
    state = read_state(obj, base, request.form)
    draft = ViewDraft(
        name=request.form.get("label", ""),
        columns=state.columns,
        where=state.base,
        conditions=[
            *(_condition(term) for term in state.terms.all),
            *({"any": [_condition(term) for term in group]} for group in state.terms.groups),
        ],
        sort=[
            {"field": one.path, "dir": "desc" if one.descending else "asc"}
            for one in state.sort
        ],
        totals=[{"field": one.path, "fn": one.fn} for one in base.totals if one.path],
        mode=base.mode,
        shared=request.form.get("shared") == "true" and at.can_share_views,
    )
    try:
        made = create_view(at.context, obj, draft)
    except EngineError as error:
        flash(" ".join(at.say(one.text) for one in error.problems), "error")
        return redirect(state.url())
    flash(_("The view was saved"))
    return redirect(url_for("pages.list_records", object_name=obj.name, view=str(made)))


def _condition(term: Term) -> dict[str, Any]:
    plain = term.condition()
    value = plain.value
    made: dict[str, Any] = {"path": term.path, "op": term.op}
    if term.op not in NO_VALUE:
        made["value"] = list(value) if isinstance(value, tuple) else value
    return made


def drop_view(object_name: str, view: str) -> Response:
    """Delete a view of one's own."""
    at = work()
    obj = at.object(object_name)
    delete_view(at.context, record_id(view))
    flash(_("The view was deleted"))
    return redirect(url_for("pages.list_records", object_name=obj.name))
