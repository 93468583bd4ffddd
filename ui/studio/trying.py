"""Says at once what an expression gives, and what it comes to for a record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, render_template, request

from engine import Query, Sort
from ui.i18n import gettext as _
from ui.pages.work import is_id
from ui.studio.desk import Desk, desk

FEW = 10


def attempt() -> str:
    """Check the expression that is being typed, and try it on the chosen record."""
    at = desk()
    of, name = request.args.get("of", ""), request.args.get("name", "")
    source = request.form.get(name, "").strip()
    if at.bench.find(("object", "", of)) is None:
        abort(404)
    chosen = request.form.get("try.record", "")
    record = UUID(chosen) if is_id(chosen) else None
    trial = at.bench.attempt(of, source, record) if source else None
    called = ""
    if trial and trial.record:
        obj = at.at.model.get(of)
        called = str(trial.record.values.get(obj.name_field) or trial.record.id)
    return render_template(
        "studio/tried.html",
        trial=trial,
        problem=at.problems([trial.problem])[0] if trial and trial.problem else None,
        type=_(str(trial.type.value).replace("_", " ")) if trial and trial.type else "",
        value=_shown(trial.value) if trial else "",
        called=called,
    )


def _shown(value: Any) -> str:
    if value is None:
        return _("blank")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def records_to_try(at: Desk, of: str) -> list[tuple[str, str]]:
    """Give the newest records of an object, on which expressions can be tried."""
    obj = at.at.model.get(of)
    if obj is None or not obj.name_field or not at.at.sees(of):
        return []
    query = Query(fields=(obj.name_field,), sort=(Sort("created_at", True),), limit=FEW)
    found = at.at.records(of).query(query).records
    return [(str(one.id), str(one.values.get(obj.name_field) or one.id)) for one in found]
