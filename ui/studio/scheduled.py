"""Changes that wait for the time at which they are applied, and what became of earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Said, Scheduled, Text, schedule_draft
from engine.errors import EngineError, Problem, RecordNotFound
from ui.i18n import gettext as _
from ui.pages.work import record_id
from ui.studio import draft
from ui.studio.desk import Desk, desk

Answer = str | BaseResponse | tuple[str, int]
TONES = {"waiting": "info", "applied": "ok", "refused": "bad", "cancelled": ""}


def scheduled() -> str:
    """Show what waits, by its time, and what is over."""
    return _page(desk())


def schedule() -> Answer:
    """Have the draft applied at a time, as its plan was read."""
    at, form = desk(), request.form
    said = Said(
        form.get("digest", ""),
        form.get("message", "").strip() or _("Changed in the Studio"),
        form.get("confirm", "").strip(),
    )
    try:
        made = schedule_draft(at.at.session, _moment(at, form.get("at", "")), said)
    except EngineError as error:
        return draft.refuse(at, error.problems), 422
    flash(_("Time of the change: {when}", when=at.when(made.at)))
    return redirect(url_for("studio.scheduled"))


def cancel(key: str) -> Answer:
    """Take a change back; the author's draft has what it held again."""
    at = desk()
    try:
        at.at.session.cancel_scheduled(record_id(key))
    except RecordNotFound:
        raise
    except EngineError as error:
        return _page(at, error.problems), 422
    flash(_("Taken back; it is in the draft of its author again"))
    return redirect(url_for("studio.scheduled"))


def _moment(at: Desk, typed: str) -> datetime:
    """Read what a field for date and time sends, in the person's zone."""
    try:
        local = datetime.fromisoformat(typed).replace(tzinfo=at.at.locale.zone or UTC)
        return local.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        text = Text.of({"en": "give a date and a time", "zh": "请填写日期和时间"})
        raise EngineError("scheduled.time", text) from error


def _page(at: Desk, problems: Sequence[Problem] = ()) -> str:
    found = [_row(at, one) for one in at.at.session.scheduled()]
    return render_template(
        "studio/scheduled.html",
        waiting=[row for row in found if row["state"] == "waiting"],
        over=[row for row in found if row["state"] != "waiting"],
        zone=at.at.actor.zone,
        problems=at.problems(problems),
    )


def _row(at: Desk, one: Scheduled) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "state": one.state.value,
        "word": _word(one.state.value),
        "tone": TONES[one.state.value],
        "when": at.when(one.at),
        "who": one.actor,
        "message": one.message,
        "why": at.at.say(one.why),
        "url": url_for("studio.revision", rev=one.rev) if one.rev else "",
        "steps": [at.at.say(Text.of(step["text"])) for step in one.steps],
        "moved": one.state.value == "waiting" and one.base != at.at.context.revision,
    }


def _word(state: str) -> str:
    return {
        "waiting": _("Waiting"),
        "applied": _("Applied"),
        "refused": _("Not applied"),
        "cancelled": _("Taken back"),
    }[state]
