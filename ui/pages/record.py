"""The record page: highlights, stage path, sections, related lists, history, actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import Condition, Query
from engine.errors import AccessDenied, EngineError, InvalidRecord, RecordNotFound
from ui.i18n import gettext as _
from ui.pages.fields import Drawing, FieldView, Shown
from ui.pages.forms import title_of
from ui.pages.history import entries_of
from ui.pages.lists import counted, head, in_text
from ui.pages.values import NUMBERS, field_at, label_at, ramp, shown, view_of, widget_of
from ui.pages.work import Work, record_id, record_url, work

RELATED_ROWS = 5


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a record: fields with what they show."""

    id: str
    label: str
    columns: int
    collapsed: bool
    rows: tuple[tuple[FieldView, Shown], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a stage path; ``state`` is ``d`` done, ``c`` current or empty."""

    id: str
    label: str
    state: str
    rank: int
    closed: str


@dataclass(frozen=True, slots=True)
class RelatedCard:
    """One related list on a record's page."""

    id: str
    label: str
    icon: str
    count: str
    all_url: str
    new_url: str
    columns: tuple[tuple[str, FieldView, bool], ...]
    rows: tuple[tuple[str, tuple[Shown, ...]], ...]


def show(object_name: str, record: str) -> str:
    """Show one record."""
    at = work()
    obj = at.object(object_name)
    gate = at.records(obj.name)
    found = gate.get(record_id(record))
    at.session.visited(obj.name, found.id)
    spec = at.layout(obj, found, "view")
    return render_template(
        "pages/record.html",
        obj=obj,
        head=head(at, obj),
        record=found,
        title=title_of(at, obj, found),
        subtitle=_subtitle(at, obj, found, spec),
        highlights=_rows(at, obj, found, spec.highlights[:7]),
        path=_path(at, obj, found, spec),
        sections=[_section(at, obj, found, section) for section in spec.sections],
        related=[card for one in spec.related if (card := _related(at, obj, found, one))],
        history=entries_of(at, obj, gate.history(found.id)),
        may=_may(at, obj, found),
        favourite=at.session.is_favourite(obj.name, found.id),
        ctx=Drawing(obj.name),
    )


def _may(at: Work, obj: Any, record: Any) -> dict[str, bool]:
    return {
        "update": at.may_update(obj, record),
        "delete": at.may_delete(obj, record),
        "create": at.rights(obj.name).create,
    }


def _rows(
    at: Work, obj: Any, record: Any, paths: Sequence[str]
) -> tuple[tuple[FieldView, Shown], ...]:
    made = []
    for path in paths:
        field = field_at(at, obj, path)
        if field is not None and path in record.values:
            view = replace(view_of(at, field), label=label_at(at, obj, path))
            made.append((view, shown(at, obj, path, record)))
    return tuple(made)


def _subtitle(
    at: Work, obj: Any, record: Any, spec: Any
) -> tuple[tuple[FieldView, Shown], ...]:
    """Give what stands under the name: the first references and the number of the record."""
    skip = {obj.name_field, "owner", *spec.highlights}
    wanted = [
        name
        for name, field in obj.fields.items()
        if name not in skip
        and not field.system
        and field.type.name in {"lookup", "master_detail", "auto_number"}
        and record.values.get(name) is not None
    ]
    return _rows(at, obj, record, wanted[:3])


def _section(at: Work, obj: Any, record: Any, section: Any) -> Section:
    rows = [
        (replace(view, span=item.span), value)
        for item in section.items
        for view, value in _rows(at, obj, record, [item.field])
    ]
    return Section(
        section.id,
        at.words(section.label),
        section.columns,
        bool(section.collapsed),
        tuple(rows),
    )


def _path(at: Work, obj: Any, record: Any, spec: Any) -> dict[str, Any] | None:
    """Give the stage path: open options in order, then how it can end."""
    field = obj.fields.get(spec.path.field) if spec.path else None
    if field is None or field.name not in record.values:
        return None
    options = ramp(field) or [one for one in field.choices if one.active]
    now = record.values[field.name]
    current = field.choice(str(now)) if now else None
    closed = bool(current and current.extra.get("closed"))
    at_index = next((i for i, one in enumerate(options) if one.id == now), len(options))
    won = bool(current and current.extra.get("won"))
    steps = [
        Step(
            one.id,
            at.say(one.label),
            "d"
            if (closed and won) or (not closed and i < at_index)
            else "c"
            if i == at_index
            else "",
            min(i + 1, 6),
            "",
        )
        for i, one in enumerate(options)
    ]
    endings = [one for one in field.choices if one.active and one.extra.get("closed")]
    if closed and current is not None:
        steps.append(Step(current.id, at.say(current.label), "c", 6, "won" if won else "lost"))
    following = options[at_index + 1] if at_index + 1 < len(options) else None
    return {
        "label": at.say(field.label),
        "field": field.name,
        "steps": steps,
        "endings": [(one.id, at.say(one.label)) for one in endings if one.id != now],
        "next": (following.id, at.say(following.label)) if following and not closed else None,
        "url": url_for("pages.move", object_name=obj.name, record=str(record.id)),
        "writable": at.may_update(obj, record) and field.name in at.rights(obj.name).writable,
    }


def _related(at: Work, obj: Any, record: Any, related: Any) -> RelatedCard | None:
    other = at.model.get(related.object)
    if other is None or not at.sees(other.name) or not at.readable(other, related.via):
        return None
    paths = [p for p in (related.columns or [other.name_field]) if at.readable(other, p)][:6]
    page = at.records(other.name).query(
        Query(
            fields=tuple(dict.fromkeys([other.name_field, *paths])),
            where=Condition(related.via, "eq", str(record.id)),
            sort=tuple(related.sort),
            limit=RELATED_ROWS,
            count="capped",
        )
    )
    columns = tuple(
        (label_at(at, other, path), view_of(at, field), widget_of(at, field) in NUMBERS)
        for path in paths
        if (field := field_at(at, other, path)) is not None
    )
    rows = tuple(
        (
            record_url(other.name, one.id),
            tuple(shown(at, other, path, one) for path in paths),
        )
        for one in page.records
    )
    create = at.rights(other.name).create and at.may_update(obj, record)
    return RelatedCard(
        id=related.id,
        label=at.words(related.label) or at.say(other.plural),
        icon=str(other.body.get("icon", other.name)),
        count=counted(page.count),
        all_url=url_for(
            "pages.list_records",
            object_name=other.name,
            base="0",
            f=f"{related.via}~eq~{record.id}",
        ),
        new_url=url_for("pages.new", object_name=other.name, **{related.via: str(record.id)})
        if create
        else "",
        columns=columns,
        rows=rows,
    )


def move(object_name: str, record: str) -> Response | tuple[Mapping[str, Any], int]:
    """Move a record to another stage; when refused, say why and where to mend it."""
    at = work()
    obj = at.object(object_name)
    key = record_id(record)
    field = request.form.get("field", "") or str(obj.body.get("board", ""))
    version = request.form.get("row_version", "")
    scripted = request.headers.get("Accept", "").startswith("application/json")
    try:
        saved = at.records(obj.name).update(
            key,
            {field: request.form.get("to", "")},
            row_version=int(version) if version.isdigit() else None,
        )
    except (RecordNotFound, AccessDenied):
        raise
    except EngineError as error:
        return _refused(at, obj, key, error, scripted)
    if scripted:
        return {"ok": True, "row_version": str(saved.row_version)}, 200
    flash(_("Saved"))
    return redirect(request.form.get("back") or record_url(obj.name, key))


def _refused(
    at: Work, obj: Any, key: Any, error: EngineError, scripted: bool
) -> Response | tuple[Mapping[str, Any], int]:
    message = " ".join(at.say(problem.text) for problem in error.problems)
    mendable = isinstance(error, InvalidRecord)
    edit_url = url_for("pages.edit", object_name=obj.name, record=str(key)) if mendable else ""
    if scripted:
        return {"ok": False, "message": message, "edit_url": edit_url}, 200
    flash(message, "error")
    back = request.form.get("back", "")
    return redirect(back if back.startswith("/o/") else record_url(obj.name, key))


def delete(object_name: str, record: str) -> str | Response:
    """Ask what goes along, then move a record to the recycle bin."""
    at = work()
    obj = at.object(object_name)
    gate, key = at.records(obj.name), record_id(record)
    found = gate.get(key)
    if request.method == "GET":
        return render_template(
            "pages/delete.html",
            head=head(at, obj),
            record=found,
            title=title_of(at, obj, found),
            along=at.along(gate.preview_delete(key)),
            action=request.path,
            back=record_url(obj.name, key),
        )
    name = title_of(at, obj, found)
    deletion = gate.delete(key)
    flash(_("{name} is in the recycle bin", name=name))
    at.offer_undo(obj.name, deletion, _("{name} is in the recycle bin", name=name))
    return redirect(url_for("pages.list_records", object_name=obj.name))


def clone(object_name: str, record: str) -> Response:
    """Make a copy of a record and open it for editing."""
    at = work()
    obj = at.object(object_name)
    gate, key = at.records(obj.name), record_id(record)
    found = gate.get(key)
    changes = {}
    name = obj.fields[obj.name_field]
    if not name.type.computed and isinstance(found.values.get(obj.name_field), str):
        changes[obj.name_field] = _("{name}, copy", name=found.values[obj.name_field])
    made = gate.clone(key, changes)
    flash(_("Copied. This is the copy."))
    return redirect(url_for("pages.edit", object_name=obj.name, record=str(made.id)))


def favourite(object_name: str, record: str) -> Response:
    """Mark a record as a favourite, or take the mark away."""
    at = work()
    obj = at.object(object_name)
    found = at.records(obj.name).get(record_id(record))
    at.session.mark_favourite(obj.name, found.id, request.form.get("on") == "true")
    return redirect(record_url(obj.name, found.id))


def name_in_text(at: Work, obj: Any) -> str:
    """Give an object's name as it stands inside a sentence."""
    return in_text(at.say(obj.label))
