"""Goes back after the plan was read: with one component, or with everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template, request

from engine import (
    Plan,
    Problem,
    Said,
    apply_restore,
    apply_rollback,
    plan_restore,
    plan_rollback,
    revisions,
)
from engine.errors import ApplyError, MetadataError, RecordNotFound
from ui.i18n import gettext as _
from ui.studio import applying
from ui.studio.desk import Desk, desk
from ui.studio.plans import shown_plan
from ui.studio.wording import where

Answer = applying.Answer


@dataclass(frozen=True, slots=True)
class Way:
    """A way back: what it is called, what it means, how it is planned and done."""

    heading: str
    meaning: str
    button: str
    plan: Callable[[], Plan]
    apply: Callable[[Said], Any]


def restore(kind: str, name: str, rev: int, of: str = "") -> Answer:
    """Bring one component back as it was at a revision."""
    at, key = desk(), (kind, of, name)
    way = Way(
        _("{name} as it was at revision {n}", name=where(at, key).label, n=rev),
        _("Only this component goes back; all else stays as it is."),
        _("Restore"),
        lambda: plan_restore(g.tenant, key, rev),
        lambda said: apply_restore(g.tenant, at.at.session, key, rev, said),
    )
    return _go(at, way)


def undo(rev: int) -> Answer:
    """Make the state before a revision the next revision."""
    at = desk()
    found = revisions(at.at.context.database, limit=1, before=rev + 1)
    if rev < 2 or not found or found[0].rev != rev:
        abort(404)
    way = Way(
        _("Back to before revision {n}", n=rev),
        _("Take this change back: a new revision says what the one before said.")
        if rev == at.at.context.revision
        else _(
            "Go back to before this: all later changes are taken back too, as a new revision."
        ),
        _("Undo"),
        lambda: plan_rollback(g.tenant, rev - 1),
        lambda said: apply_rollback(g.tenant, at.at.session, rev - 1, said),
    )
    return _go(at, way)


def _go(at: Desk, way: Way) -> Answer:
    if request.method == "GET":
        return _page(at, way)
    read = (
        request.form.get("digest", ""),
        request.form.get("message", "").strip() or way.heading,
        request.form.get("confirm", "").strip(),
    )
    return applying.run(
        at,
        lambda watch: way.apply(Said(*read, watch)),
        request.path,
        lambda problems: _page(at, way, problems),
    )


def _page(at: Desk, way: Way, refused: Sequence[Problem] = ()) -> str:
    problems: Sequence[Problem] = ()
    before = applying.refused_before(at, request.path)
    try:
        planned = way.plan()
    except (MetadataError, ApplyError, RecordNotFound) as error:
        planned, problems = None, error.problems
    return render_template(
        "studio/restore.html",
        way=way,
        empty=bool(planned and planned.empty),
        problems=at.problems(problems),
        refused=before.get("problems") or at.problems(refused),
        url=request.path,
        message=request.form.get("message", "") or before.get("message", ""),
        typed=request.form.get("confirm", "") or before.get("confirm", ""),
        **shown_plan(at, planned),
    )
