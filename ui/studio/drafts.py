"""The drafts of all admins: several of one's own, and what is in everybody's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Draft, DraftChange, Property, properties
from ui.i18n import gettext as _
from ui.pages.work import record_id
from ui.studio.desk import Desk, Key, desk
from ui.studio.loaded import clash_rows
from ui.studio.wording import path, value, where

Answer = str | BaseResponse | tuple[str, int]


def drafts() -> str:
    """List one's own drafts and those of others."""
    at = desk()
    here = at.bench.draft
    return render_template(
        "studio/drafts.html",
        mine=[_row(at, each, here) for each in at.bench.mine],
        others=[_row(at, each, here) for each in at.bench.others],
    )


def begin() -> BaseResponse:
    """Begin another draft and go to work on it."""
    at = desk()
    name = request.form.get("name", "").strip()
    at.bench.begin(name or _("Draft {n}", n=len(at.bench.mine) + 1))
    flash(_("What you change now goes into this draft"))
    return redirect(url_for("studio.drafts"))


def act(draft: str) -> BaseResponse:
    """Go to work on one of one's drafts, name it, or discard it."""
    at = desk()
    found = _known(at, draft)
    word = request.form.get("do", "")
    if word == "switch":
        at.bench.switch(found.id)
        flash(_("What you change now goes into this draft"))
    elif word == "name":
        at.bench.call(found.id, request.form.get("name", "").strip())
    elif word == "discard":
        at.bench.discard(found.id)
        flash(_("The draft was discarded"))
    return redirect(url_for("studio.drafts"))


def one(draft: str) -> str:
    """Show what is in a draft, of whomever, and where it meets the one at work."""
    at = desk()
    found = _known(at, draft)
    here = at.bench.draft
    return render_template(
        "studio/one_draft.html",
        row=_row(at, found, here),
        changes=[_change(at, each) for each in found.changes],
        meeting=None if here and here.id == found.id else shown_meeting(at, found),
    )


def merge(draft: str) -> BaseResponse:
    """Take another draft into the one at work, as it was chosen where both want something."""
    at = desk()
    found = _known(at, draft)
    yielding: dict[Key, list[str]] = {}
    for name, choice in request.form.items():
        said, _sharp, pointer = name.removeprefix("take/").partition("#")
        if name.startswith("take/") and choice == "theirs" and said.count("/") == 2:
            kind, of, last = said.split("/")
            yielding.setdefault((kind, of, last), []).append(pointer)
    at.bench.absorb(found, yielding)
    flash(_("{name} was taken into your draft", name=name_of(at, found)))
    return redirect(url_for("studio.review"))


def shown_meeting(at: Desk, other: Draft) -> dict[str, Any]:
    """Say where another draft and the one at work want different things."""
    meeting = at.bench.meets(other)
    return {
        "name": name_of(at, other),
        "who": who(at, other),
        "own": other.by == at.at.actor.user_id,
        "url": url_for("studio.draft", draft=other.id),
        "merge_url": url_for("studio.merge", draft=other.id),
        "rows": [row for clash in meeting.clashes for row in clash_rows(at, clash)],
    }


def name_of(at: Desk, draft: Draft) -> str:
    """Give what a draft is called: its name, or whose it is."""
    if draft.name:
        return draft.name
    if draft.by == at.at.actor.user_id:
        return _("Your draft")
    return _("Draft of {name}", name=who(at, draft))


def who(at: Desk, draft: Draft) -> str:
    """Name the person who has a draft; the people of all drafts are asked for at once."""
    if "draft_people" not in g:
        ids = {str(one.by) for one in (draft, *at.bench.mine, *at.bench.others)}
        g.draft_people = dict(at.at.labels("user", ids))
    return str(g.draft_people.get(str(draft.by)) or _("Somebody"))


def _known(at: Desk, draft: str) -> Draft:
    found = at.bench.draft_called(UUID(str(record_id(draft))))
    if found is None:
        abort(404)
    return found


def _row(at: Desk, draft: Draft, here: Draft | None) -> dict[str, Any]:
    return {
        "name": name_of(at, draft),
        "given": draft.name,
        "who": who(at, draft),
        "mine": draft.by == at.at.actor.user_id,
        "current": here is not None and here.id == draft.id,
        "count": len(draft.changes),
        "when": at.when(draft.changed_at),
        "url": url_for("studio.draft", draft=draft.id),
        "act_url": url_for("studio.draft_act", draft=draft.id),
    }


def _change(at: Desk, change: DraftChange) -> dict[str, Any]:
    """Give a change as differences are shown."""
    here = change.base is not None and change.wanted is not None
    found = list(properties(change.base, change.wanted)) if here else []
    if change.new_name:
        found.insert(0, Property("", change.key[2], change.new_name))
    return {
        "sort": change.sort,
        "where": where(at, change.key, change.wanted or change.base),
        "was": "",
        "restore_url": "",
        "properties": [
            (
                p.pointer,
                path(at, p.pointer, change.wanted, change.base)
                if p.pointer
                else _("Technical name"),
                value(at, p.before),
                value(at, p.after),
            )
            for p in found
        ],
    }
