"""Brings one component back as it was at a revision, after its plan was read."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Problem, Said, apply_restore, plan_restore
from engine.errors import ApplyError, EngineError, MetadataError
from ui.i18n import gettext as _
from ui.studio.desk import Desk, Key, desk
from ui.studio.plans import shown_plan
from ui.studio.wording import where

Answer = str | BaseResponse | tuple[str, int]


def restore(kind: str, name: str, rev: int, of: str = "") -> Answer:
    """Show what it comes to, or do it as it was read."""
    at = desk()
    key = (kind, of, name)
    if request.method == "GET":
        return _page(at, key, rev)
    words = where(at, key).label
    message = _("{name} as it was at revision {n}", name=words, n=rev)
    said = Said(
        request.form.get("digest", ""),
        request.form.get("message", "").strip() or message,
        request.form.get("confirm", "").strip(),
    )
    try:
        made = apply_restore(g.tenant, at.at.session, key, rev, said)
    except EngineError as error:
        return _page(at, key, rev, error.problems), 422
    flash(_("Applied as revision {n}", n=made.rev))
    return redirect(url_for("studio.revision", rev=made.rev))


def _page(at: Desk, key: Key, rev: int, refused: Sequence[Problem] = ()) -> str:
    problems: Sequence[Problem] = ()
    try:
        planned = plan_restore(g.tenant, key, rev)
    except (MetadataError, ApplyError) as error:
        planned, problems = None, error.problems
    kind, of, name = key
    return render_template(
        "studio/restore.html",
        it=where(at, key),
        rev=rev,
        empty=bool(planned and planned.empty),
        problems=at.problems(problems),
        refused=at.problems(refused),
        url=url_for("studio.restore", kind=kind, of=of or None, name=name, rev=rev),
        message=request.form.get("message", ""),
        typed=request.form.get("confirm", ""),
        **shown_plan(at, planned),
    )
