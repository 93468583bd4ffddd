"""The history of all changes: who, when, why, what exactly, and taking them back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Problem, compare, plan_rollback, revisions
from engine import apply as apply_plan
from engine.errors import EngineError
from ui.i18n import gettext as _
from ui.studio.desk import Desk, desk

Answer = str | BaseResponse | tuple[str, int]
PAGE = 50


def history() -> str:
    """List the revisions, newest first."""
    at = desk()
    before = request.args.get("before", type=int)
    found = revisions(at.at.context.database, limit=PAGE + 1, before=before)
    rows = [_row(at, one) for one in found[:PAGE]]
    older = url_for("studio.history", before=found[PAGE - 1].rev) if len(found) > PAGE else ""
    return render_template("studio/history.html", rows=rows, older_url=older)


def revision(rev: int) -> str:
    """Show what a revision changed, property by property."""
    return _page(desk(), rev)


def undo(rev: int) -> Answer:
    """Make the state before a revision the next revision."""
    at = desk()
    _known(at, rev)
    try:
        plan = plan_rollback(g.tenant, rev - 1, confirmed=True)
        if plan.empty:
            flash(_("Nothing changed"))
            return redirect(url_for("studio.history"))
        made = apply_plan(
            g.tenant,
            plan,
            actor=at.at.actor,
            message=_("Back to before revision {n}", n=rev),
            confirm=request.form.get("confirm", "").strip(),
        )
    except EngineError as error:
        return _page(at, rev, error.problems), 422
    flash(_("Applied as revision {n}", n=made.rev))
    return redirect(url_for("studio.revision", rev=made.rev))


def _known(at: Desk, rev: int) -> Any:
    found = revisions(at.at.context.database, limit=1, before=rev + 1)
    if not found or found[0].rev != rev:
        abort(404)
    return found[0]


def _page(at: Desk, rev: int, problems: Sequence[Problem] = ()) -> str:
    known = _known(at, rev)
    differences = compare(at.at.context.database, rev - 1, rev)
    return render_template(
        "studio/revision.html",
        row=_row(at, known),
        newest=at.at.context.revision,
        differences=[_difference(at, one) for one in differences],
        problems=at.problems(problems),
        undo_url=url_for("studio.undo", rev=rev) if rev > 1 else "",
    )


def _row(at: Desk, one: Any) -> dict[str, Any]:
    return {
        "rev": one.rev,
        "when": at.when(one.at),
        "who": one.actor,
        "message": one.message,
        "url": url_for("studio.revision", rev=one.rev),
    }


def _difference(at: Desk, one: Any) -> dict[str, Any]:
    found = at.bench.find((one.kind, one.of, one.name))
    body = one.after or one.before or {}
    return {
        "sort": one.sort,
        "kind": at.kind(one.kind),
        "label": at.say(body.get("label"), one.name),
        "name": one.full_name,
        "was": one.was,
        "url": at.url(found.key) if found else "",
        "properties": [
            (p.pointer, _value(p.before), _value(p.after)) for p in one.properties()
        ],
    }


def _value(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, default=str)
