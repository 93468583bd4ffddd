"""The draft: the plan that stands beside all pages, its review, and applying it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Preview, Said, apply_draft
from engine.errors import Problem
from ui.i18n import gettext as _
from ui.studio import applying
from ui.studio.desk import Desk, Key, desk
from ui.studio.drafts import name_of, shown_meeting
from ui.studio.plans import shown_plan
from ui.studio.wording import path, value

Answer = applying.Answer


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
    before = applying.refused_before(at, url_for("studio.review"))
    preview = at.bench.preview()
    return render_template(
        "studio/review.html",
        **_shown(at, preview),
        lines=_lines(at),
        message=request.form.get("message", "") or before.get("message", ""),
        typed=request.form.get("confirm", "") or before.get("confirm", ""),
        refused=before.get("problems") or at.problems(problems),
        meetings=[shown_meeting(at, one.draft) for one in preview.meetings],
        later=request.form.get("at", ""),
        zone=at.at.actor.zone,
        waiting=[
            (at.when(one.at), one.actor, one.message)
            for one in at.at.session.scheduled()
            if one.state.value == "waiting"
        ],
    )


def refuse(at: Desk, problems: Sequence[Problem]) -> str:
    """Show the review again, with what kept the draft from being applied or put off."""
    return _review(at, problems)


def apply() -> Answer:
    """Apply the draft as its plan was read; with problems nothing changes."""
    at = desk()
    form = request.form
    message = form.get("message", "").strip() or _("Changed in the Studio")
    return applying.run(
        at,
        lambda watch: apply_draft(
            g.tenant,
            at.at.session,
            Said(form.get("digest", ""), message, form.get("confirm", "").strip(), watch),
        ),
        url_for("studio.review"),
        lambda problems: _review(at, problems),
    )


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
    return {
        **shown_plan(at, preview.plan),
        "changes": len(at.bench.changes),
        "problems": at.problems(preview.problems),
        "clashes": [_clash(at, clash) for clash in preview.clashes],
        "others": [
            (name_of(at, one), url_for("studio.draft", draft=one.id)) for one in preview.others
        ],
        "draft_name": name_of(at, here) if (here := at.bench.draft) and here.name else "",
        "drafts": len(at.bench.mine) + len(at.bench.others),
    }


def _clash(at: Desk, clash: Any) -> dict[str, Any]:
    kind, of, name = clash.key
    found = at.bench.find(clash.key)
    body = found.body if found else {}
    return {
        "label": at.label(found) if found else name,
        "kind": kind,
        "of": of,
        "name": name,
        "conflicts": [
            (
                each.pointer,
                path(at, each.pointer, body),
                *(value(at, side) for side in (each.base, each.mine, each.theirs)),
            )
            for each in clash.conflicts
        ],
    }


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
