"""The draft: the plan that stands beside all pages, its review, and applying it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Draft, Plan, Preview, StepClass, apply_draft
from engine.errors import EngineError, Problem
from ui.i18n import gettext as _
from ui.studio.desk import Desk, Key, desk

Answer = str | BaseResponse | tuple[str, int]
TONES = {
    StepClass.META: "",
    StepClass.INSTANT: "ok",
    StepClass.INDEX: "info",
    StepClass.COPY: "warn",
    StepClass.LOSSY: "bad",
    StepClass.BLOCKED: "bad",
}
MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One component of the draft, as the list of changes shows it."""

    label: str
    kind: str
    name: str
    sort: str
    url: str
    key: Key
    of: str
    parent: str


def panel() -> str:
    """Show the plan of the draft: what it comes to, and what stands in its way."""
    at = desk()
    return render_template("studio/panel.html", **_shown(at, at.bench.preview()))


def review() -> str:
    """Show the full plan, and ask for a message."""
    return _review(desk())


def _review(at: Desk, problems: Sequence[Problem] = ()) -> str:
    preview = at.bench.preview(confirmed=bool(request.form.get("confirm")))
    plan = preview.plan
    return render_template(
        "studio/review.html",
        **_shown(at, preview),
        lines=_lines(at),
        digest=plan.digest if plan else "",
        confirmation=plan.confirmation if plan else "",
        message=request.form.get("message", ""),
        typed=request.form.get("confirm", ""),
        refused=at.problems(problems),
        strangers=[
            (_name(at, draft), len(draft.changes), at.when(draft.changed_at))
            for draft in at.bench.others
        ],
    )


def apply() -> Answer:
    """Apply the draft as its plan was read; with problems nothing changes."""
    at = desk()
    form = request.form
    message = form.get("message", "").strip() or _("Changed in the Studio")
    try:
        made = apply_draft(
            g.tenant,
            at.at.session,
            digest=form.get("digest", ""),
            message=message,
            confirm=form.get("confirm", "").strip(),
        )
    except EngineError as error:
        return _review(at, error.problems), 422
    flash(_("Applied as revision {n}", n=made.rev))
    return redirect(url_for("studio.revision", rev=made.rev))


def discard() -> BaseResponse:
    """Forget the whole draft."""
    desk().bench.drop()
    flash(_("Your draft was discarded"))
    return redirect(url_for("pages.setup"))


def drop() -> BaseResponse:
    """Take one component out of the draft."""
    desk().bench.drop([_key()])
    return redirect(url_for("studio.review"))


def settle() -> BaseResponse:
    """Settle what others changed too: for each property mine or theirs."""
    theirs = [
        name.removeprefix("take")
        for name, choice in request.form.items()
        if name.startswith("take/") and choice == "theirs"
    ]
    whole = [""] if request.form.get("take") == "theirs" else []
    desk().bench.settle(_key(), [*theirs, *whole])
    return redirect(url_for("studio.review"))


def reuse() -> BaseResponse:
    """Say whether a name that was had before means the old thing or a new one."""
    at = desk()
    name = request.form.get("name", "")
    for change in at.bench.changes:
        if change.key[2] == name and change.sort == "added":
            at.bench.reuse(change.key, request.form.get("word", ""))
    return redirect(url_for("studio.review"))


def _key() -> Key:
    form = request.form
    return (form.get("kind", ""), form.get("of", ""), form.get("name", ""))


def _shown(at: Desk, preview: Preview) -> dict[str, Any]:
    plan = preview.plan
    return {
        "changes": len(at.bench.changes),
        "problems": at.problems(preview.problems),
        "clashes": [_clash(at, clash) for clash in preview.clashes],
        "others": [_name(at, draft) for draft in preview.others],
        "steps": _steps(at, plan) if plan else [],
        "counts": _counts(plan) if plan else [],
        "blocked": bool(plan and plan.blocked),
        "seconds": sum(step.seconds for step in plan.steps) if plan else 0,
        "planned": plan is not None,
        "most": MOST_SHOWN,
    }


def _counts(plan: Plan) -> list[tuple[str, int, str]]:
    found = [
        (step_class, sum(step.cls is step_class for step in plan.steps))
        for step_class in StepClass
    ]
    return [(_class(one), count, TONES[one]) for one, count in found if count]


def _class(step_class: StepClass) -> str:
    return {
        StepClass.META: _("description"),
        StepClass.INSTANT: _("instant"),
        StepClass.INDEX: _("index"),
        StepClass.COPY: _("copy"),
        StepClass.LOSSY: _("values lost"),
        StepClass.BLOCKED: _("blocked"),
    }[step_class]


def _steps(at: Desk, plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "text": at.at.say(step.text),
            "class": _class(step.cls),
            "tone": TONES[step.cls],
            "rows": step.rows,
            "lost": step.lost,
            "later": step.later,
            "details": [at.at.say(detail) for detail in step.details],
        }
        for step in plan.steps
    ]


def _clash(at: Desk, clash: Any) -> dict[str, Any]:
    kind, of, name = clash.key
    found = at.bench.find(clash.key)
    return {
        "label": at.label(found) if found else name,
        "kind": kind,
        "of": of,
        "name": name,
        "conflicts": [
            (each.pointer, _value(each.base), _value(each.mine), _value(each.theirs))
            for each in clash.conflicts
        ],
    }


def _value(value: Any) -> str:
    if value is None:
        return _("nothing")
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _lines(at: Desk) -> list[Line]:
    made = []
    for change in at.bench.changes:
        kind, of, name = change.key
        found = at.bench.find(change.key)
        parent = at.bench.find(("object", "", of)) if of else None
        label = at.label(found) if found else name
        url = at.url(change.key) if found else ""
        words = at.label(parent) if parent else ""
        made.append(Line(label, at.kind(kind), name, change.sort, url, change.key, of, words))
    return made


def _name(at: Desk, draft: Draft) -> str:
    [*found] = at.at.labels("user", [str(draft.by)])
    return found[0][1] if found else _("Somebody")
