"""Notices on every page: what will change at a set time, what has, and what was not applied."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ui.i18n import gettext as _
from ui.pages.account import safe_next
from ui.pages.formats import short_moment
from ui.pages.work import Work, work

FEW = 3
TONES = {"planned": "info", "applied": "ok", "refused": "bad"}


def shown_notices(at: Work) -> list[dict[str, Any]]:
    """Give the notices of a person as the frame shows them."""
    return [_shown(at, one) for one in at.session.notices()]


def dismiss() -> BaseResponse:
    """Show a notice no more, and go back to the page."""
    work().session.dismiss_notice(request.form.get("notice", "")[:80])
    return redirect(safe_next(request.form.get("back", "")))


def _shown(at: Work, one: Any) -> dict[str, Any]:
    local = one.at.astimezone(at.locale.zone)
    when = short_moment(local, at.context.today(viewer=True), at.language)
    lines = [at.say(line) for line in one.lines]
    return {
        "id": one.id,
        "tone": TONES[one.phase],
        "title": {
            "planned": _("{when}, planned change: {message}", when=when, message=one.message),
            "applied": _("{when}, changed: {message}", when=when, message=one.message),
            "refused": _("{when}, not applied: {message}", when=when, message=one.message),
        }[one.phase],
        "lines": lines[:FEW],
        "rest": lines[FEW:],
        "why": at.say(one.why),
        "url": at.url_of("studio.scheduled") if "customise" in at.system_rights else "",
    }
