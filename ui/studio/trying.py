"""Says at once what an expression gives, and what it comes to for a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from engine import Query, Record, Sort
from ui.i18n import gettext as _
from ui.pages.work import is_id
from ui.studio.desk import Desk, desk
from ui.studio.writing import Writing, writing

FEW = 10


@dataclass(frozen=True, slots=True)
class Picker:
    """The choice of a record of an object; ``url`` searches all of them."""

    name: str
    label: str
    url: str
    records: list[tuple[str, str]]


def attempt() -> str:
    """Check the expression that is being typed, and try it on the chosen record."""
    at = desk()
    written = writing(at)
    name = request.args.get("at", "")
    source = request.form.get(name, "").strip()
    pointer = written.pointer(name)
    helper = written.assistant()
    asked = helper.asked(pointer)
    chosen = request.form.get(f"try.{asked.of}", "")
    record = UUID(chosen) if is_id(chosen) else None
    trial = helper.attempt(pointer, source, record) if source else None
    return render_template(
        "studio/tried.html",
        trial=trial,
        needed=at.at.say(trial.needed) if trial else "",
        problem=at.problems([trial.problem])[0] if trial and trial.problem else None,
        type=at.at.say(trial.gives) if trial else "",
        value=_shown(trial.value) if trial else "",
        called=_called(at, asked.of, trial.record) if trial else "",
        target=_called(at, asked.target, trial.target) if trial else "",
    )


def _called(at: Desk, of: str, record: Record | None) -> str:
    obj = at.at.model.get(of)
    if record is None or obj is None:
        return ""
    return str(record.values.get(obj.name_field) or record.id)


def _shown(value: Any) -> str:
    if value is None:
        return _("blank")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def pickers(at: Desk, written: Writing, names: Iterable[str]) -> list[Picker]:
    """Give a picker of records for each object that expressions of a form read."""
    helper = written.assistant()
    objects = dict.fromkeys(helper.asked(written.pointer(name)).of for name in names)
    found = [_picker(at, of) for of in objects]
    return [one for one in found if one is not None and one.records]


def _picker(at: Desk, of: str) -> Picker | None:
    obj = at.at.model.get(of)
    if obj is None or not obj.name_field or not at.at.sees(of):
        return None
    query = Query(fields=(obj.name_field,), sort=(Sort("created_at", True),), limit=FEW)
    found = at.at.records(of).query(query).records
    records = [(str(one.id), _called(at, of, one)) for one in found]
    url = url_for("pages.lookup", object_name=of)
    return Picker(f"try.{of}", at.at.say(obj.label), url, records)
