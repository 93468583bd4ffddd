"""The recycle bin: what was deleted, by whom, and the way back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import EngineError
from ui.i18n import gettext as _
from ui.pages.account import safe_next
from ui.pages.formats import short_moment
from ui.pages.work import Work, record_id, work


def trash() -> str:
    """Show what was deleted, as far as this actor may see it."""
    at = work()
    chosen = request.args.get("object", "")
    deletions = at.session.trash()
    names = sorted({one.object for one in deletions})
    people = dict(at.labels("user", {str(one.by) for one in deletions if one.by}))
    return render_template(
        "pages/trash.html",
        rows=[_row(at, one, people) for one in deletions if chosen in ("", one.object)],
        objects=[(name, at.say(at.model.get(name).plural)) for name in names],
        chosen=chosen,
        may_purge="purge" in at.system_rights,
    )


def _row(at: Work, deletion: Any, people: dict[str, str]) -> dict[str, Any]:
    obj = at.model.get(deletion.object)
    moment = deletion.at.astimezone(at.locale.zone)
    return {
        "object": obj.name,
        "kind": at.say(obj.label),
        "icon": str(obj.body.get("icon", obj.name)),
        "title": deletion.title or _("No name"),
        "more": deletion.count - 1,
        "at": short_moment(moment, at.context.today(viewer=True), at.language),
        "by": people.get(str(deletion.by), ""),
        "deletion": str(deletion.id),
    }


def restore() -> Response:
    """Bring back what one deletion took, or say what is in the way."""
    at = work()
    name = request.values.get("object", "")
    obj = at.object(name)
    try:
        at.records(obj.name).restore(record_id(request.values.get("deletion", "")))
    except EngineError as error:
        flash(" ".join(at.say(one.text) for one in error.problems), "error")
    else:
        flash(_("Restored"))
    return redirect(safe_next(request.form.get("back") or url_for("pages.trash")))


def purge() -> Response:
    """Remove what one deletion took, for good."""
    at = work()
    obj = at.object(request.values.get("object", ""))
    at.require("purge" in at.system_rights, _("You may not empty the recycle bin."))
    at.records(obj.name).purge(record_id(request.values.get("deletion", "")))
    flash(_("Removed for good"))
    return redirect(url_for("pages.trash"))
