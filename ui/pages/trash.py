"""The recycle bin: what was deleted, by whom, and the way back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import EngineError
from ui.i18n import gettext as _
from ui.pages.values import shown
from ui.pages.work import Work, record_id, work


def trash() -> str:
    """Show the deleted records of the objects that this actor may read."""
    at = work()
    chosen = request.args.get("object", "")
    names = [chosen] if chosen and at.sees(chosen) else _objects(at)
    rows = [row for name in names for row in _rows(at, name)]
    rows.sort(key=lambda row: str(row["when"]), reverse=True)
    return render_template(
        "pages/trash.html",
        rows=rows[:200],
        objects=[(name, at.say(at.model.get(name).plural)) for name in _objects(at)],
        chosen=chosen,
        may_purge="purge" in at.system_rights,
    )


def _objects(at: Work) -> list[str]:
    return [name for name in at.model.objects if at.sees(name)]


def _rows(at: Work, name: str) -> list[dict[str, Any]]:
    obj = at.model.get(name)
    made = []
    for record in at.records(name).trash().records:
        moment = record.values.get("deleted_at")
        made.append(
            {
                "id": str(record.id),
                "object": name,
                "kind": at.say(obj.label),
                "icon": str(obj.body.get("icon", name)),
                "title": shown(at, obj, obj.name_field, record).text or _("No name"),
                "when": moment.isoformat() if moment else "",
                "at": shown(at, obj, "deleted_at", record).text,
                "by": str(record.labels.get("deleted_by", "")),
                "deletion": str(record.values.get("deletion") or ""),
            }
        )
    return made


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
    back = request.form.get("back", "")
    return redirect(
        back if back.startswith("/") and back[1:2] != "/" else url_for("pages.trash")
    )


def purge() -> Response:
    """Remove what one deletion took, for good."""
    at = work()
    obj = at.object(request.values.get("object", ""))
    at.require("purge" in at.system_rights, _("You may not empty the recycle bin."))
    at.records(obj.name).purge(record_id(request.values.get("deletion", "")))
    flash(_("Removed for good"))
    return redirect(url_for("pages.trash"))
