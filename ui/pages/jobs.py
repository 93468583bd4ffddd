"""The jobs page: what runs in the background, how far it is, and stopping it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine import Text
from ui.i18n import gettext as _
from ui.pages.formats import short_moment
from ui.pages.work import Work, record_id, work


def jobs() -> str:
    """Show one's own jobs, or everyone's to those who may see them."""
    at = work()
    rows = [_row(at, one) for one in at.session.jobs()]
    return render_template(
        "pages/jobs.html",
        rows=rows,
        running=any(row["active"] for row in rows),
        everyone="view_jobs" in at.system_rights,
        schedules=[_planned(at, one) for one in at.session.schedules()],
        imports_url=at.url_of("imports.runs") if "import_data" in at.system_rights else "",
    )


def _row(at: Work, job: Any) -> dict[str, Any]:
    share = int(job.done * 100 / job.total) if job.total else 0
    return {
        "id": str(job.id),
        "label": at.say(job.label) or job.topic,
        "state": job.state,
        "word": _state(job.state, cancelling=job.cancelling),
        "tone": _TONES.get(job.state, ""),
        "share": 100 if job.state == "done" else share,
        "progress": _("{done} of {total}", done=f"{job.done:,}", total=f"{job.total:,}")
        if job.total
        else "",
        "note": job.note,
        "error": at.say(job.error),
        "refused": [
            " ".join(at.say(Text.of(one)) for one in row["reasons"])
            for row in (job.result or {}).get("refused", ())
        ],
        "refused_count": (job.result or {}).get("refused_count", 0),
        "active": job.active,
        "when": _when(at, job.created_at),
        "url": _result_url(at, job),
    }


def _planned(at: Work, one: Any) -> tuple[str, str, str]:
    """Give what is done every day, when it was last and when it is next."""
    return at.say(one.label), _when(at, one.last_at), _when(at, one.next_at)


def _when(at: Work, moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(at.locale.zone)
    return short_moment(local, at.context.today(viewer=True), at.language)


def _reasons(at: Work, refused: dict[str, Any]) -> str:
    return " ".join(at.say(Text.of(one)) for one in refused["reasons"])


def _result_url(at: Work, job: Any) -> str:
    if job.topic == "export" and job.state == "done":
        return url_for("pages.export_result", job=str(job.id))
    if job.topic == "changes.index" and "customise" in at.system_rights:
        return at.url_of("studio.indexes")
    if job.topic not in ("import", "import_undo"):
        return ""
    return at.url_of("imports.run", run=job.key)


_TONES = {"done": "ok", "failed": "bad", "dead": "bad", "running": "info", "cancelled": ""}


def _state(state: str, *, cancelling: bool) -> str:
    if cancelling and state in {"queued", "running"}:
        return _("Stopping")
    return {
        "queued": _("Waiting"),
        "running": _("Running"),
        "done": _("Done"),
        "failed": _("Failed, will try again"),
        "cancelled": _("Stopped"),
        "dead": _("Failed"),
    }.get(state, state)


def cancel(job: str) -> Response:
    """Ask a job to stop at its next clean point."""
    at = work()
    at.session.cancel_job(_known(job))
    flash(_("The job stops at its next clean point."))
    return redirect(url_for("pages.jobs"))


def retry(job: str) -> Response:
    """Run a failed job again."""
    at = work()
    at.session.retry_job(_known(job))
    flash(_("The job runs again."))
    return redirect(url_for("pages.jobs"))


def _known(job: str) -> UUID:
    return record_id(job)
