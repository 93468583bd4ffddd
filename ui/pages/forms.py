"""Create and edit forms: what one typed is kept until it is saved, whatever happens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from engine.errors import EngineError, Problem, StaleRecord
from ui.errors import shown_again
from ui.i18n import gettext as _
from ui.numbers import whole_number
from ui.pages.fields import Drawing, FieldView
from ui.pages.files import WIDGETS, named_after_file
from ui.pages.lists import head
from ui.pages.reading import typed_again
from ui.pages.typed import (
    again,
    clashes,
    comparable,
    in_words,
    now_was,
    picked_names,
    typed_values,
    was,
)
from ui.pages.values import form_value, shown, view_of
from ui.pages.whole import whole
from ui.pages.work import Work, address, came_from, record_id, record_url, way_back, work

RECORD_TYPE = "record_type"
SHELL = "base.html"


@dataclass(frozen=True, slots=True)
class FormSection:
    """One section of a form: its fields as widgets draw them, each with what it holds."""

    id: str
    label: str
    columns: int
    rows: tuple[tuple[FieldView, Any], ...]
    visible_when: str = ""


def new(object_name: str) -> str | Response:
    """Show the form of a new record; values in the address fill it in."""
    at = work()
    obj = at.object(object_name)
    at.require(at.rights(obj.name).create, _("You may not create these records."))
    kind = kind_of(at, obj)
    return drawn(at, begun(at, obj, kind))


def begun(at: Work, obj: Any, kind: Mapping[str, object]) -> Sheet:
    """Give the sheet of a new record, filled with its defaults and what the address brings."""
    fields = _fields(at, obj, kind or None, "create")
    start = _defaults(at, obj, fields, kind) | _given(at, fields)
    return Sheet(obj, None, "create", start, kind=kind)


def create(object_name: str) -> str | Response | tuple[str, int]:
    """Create the record, or show the form again with what is wrong."""
    at = work()
    obj = at.object(object_name)
    kind = kind_of(at, obj)
    fields = _fields(at, obj, kind or None, "create")
    (values, problems), status = typed_values(at, fields, None), 422
    if not problems:
        try:
            named = named_after_file(obj, fields, values)
            made = at.records(obj.name).create(_filled(named) | kind)
        except EngineError as error:
            status, problems = shown_again(error)
        else:
            flash(_("{name} created", name=at.say(obj.label)))
            return redirect(_after_save(obj, made.id))
    return drawn(at, Sheet(obj, None, "create", again(at, fields), problems, kind)), status


def edit(object_name: str, record: str) -> str | Response:
    """Show the form of a record; values in the address are typed in already."""
    at = work()
    obj = at.object(object_name)
    found = whole(at, obj, record_id(record), "edit")
    at.require(at.may("update", obj, found), _("You may not change this record."))
    fields = _fields(at, obj, found, "edit")
    start = stored_values(at, fields, found) | _given(at, fields)
    return drawn(at, Sheet(obj, found, "edit", start))


def update(object_name: str, record: str) -> str | Response | tuple[str, int]:
    """Save the changed fields of a record; a stale save merges or shows both versions."""
    at = work()
    obj = at.object(object_name)
    found = whole(at, obj, record_id(record), "edit")
    fields = _fields(at, obj, found, "edit")
    (values, problems), status = typed_values(at, fields, found), 422
    began = was()
    changed = {
        name: value
        for name, value in values.items()
        if name not in began or comparable(value) != began[name]
    }
    if not problems:
        try:
            return _save(at, obj, found, fields, changed)
        except EngineError as error:
            status, problems = shown_again(error)
    kept = _files_of(at, fields, found) | again(at, fields)
    return drawn(at, Sheet(obj, found, "edit", kept, problems)), status


def _save(
    at: Work, obj: Any, found: Any, fields: Sequence[Any], changed: Mapping[str, object]
) -> Response | tuple[str, int]:
    typed_on = whole_number(request.form.get("row_version", ""))
    version = found.row_version if typed_on is None else typed_on
    chosen = {
        name: value
        for name, value in changed.items()
        if request.form.get(f"keep.{name}", "mine") == "mine"
    }
    gate = at.records(obj.name)
    try:
        gate.update(found.id, chosen, row_version=version)
    except StaleRecord:
        now = gate.get(found.id)
        clashing = clashes(at, fields, chosen, now)
        if clashing:
            return _stale_page(at, obj, now, fields, clashing), 409
        gate.update(found.id, chosen, row_version=now.row_version)
        flash(_("Saved, together with what someone else changed meanwhile."))
        return redirect(_after_save(obj, found.id))
    flash(_("Saved"))
    return redirect(_after_save(obj, found.id))


def _stale_page(
    at: Work, obj: Any, now: Any, fields: Sequence[Any], clashing: Sequence[Any]
) -> str:
    names = picked_names(at, fields)
    typed = typed_again(fields, request.form, names)
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {"csrf_token", "row_version", "was"} and not name.startswith("keep.")
    ]
    return render_template(
        "pages/stale.html",
        obj=obj,
        head=head(at, obj),
        record=now,
        title=title_of(at, obj, now),
        who=str(now.labels.get("updated_by", "")),
        rows=[
            (view_of(at, f), shown(at, obj, f.name, now), in_words(at, f, typed.get(f.name)))
            for f in clashing
        ],
        kept=kept,
        was=json.dumps(now_was(at, fields, now)),
        ctx=Drawing(obj.name),
    )


def _fields(at: Work, obj: Any, record: Any, purpose: str) -> list[Any]:
    """Give the fields that the layout lets this actor type into."""
    return [
        item.field
        for section in _sections(at, obj, record, purpose)
        for item in section.items
        if _typable(item)
    ]


def _sections(at: Work, obj: Any, record: Any, purpose: str) -> Sequence[Any]:
    return tuple(at.layout(obj, record, purpose).sections)


def _filled(values: Mapping[str, object]) -> dict[str, object]:
    """Leave blanks out of a new record, so that its defaults apply to what nobody typed."""
    return {name: value for name, value in values.items() if value not in ("", None, ())}


def stored_values(at: Work, fields: Sequence[Any], record: Any) -> dict[str, Any]:
    """Give a record's values by field as controls carry them."""
    return {
        field.name: form_value(
            at, field, record.values.get(field.name), str(record.labels.get(field.name, ""))
        )
        for field in fields
    }


def _types(at: Work, obj: Any) -> list[Any]:
    """Give the record types that somebody may choose for a new record."""
    field = obj.fields.get(RECORD_TYPE)
    may = field is not None and RECORD_TYPE in at.rights(obj.name).writable
    return [one for one in field.choices if one.active] if may else []


def kind_of(at: Work, obj: Any) -> dict[str, object]:
    """Give the record type that the address or form names, else the first; none has no value."""
    types = [one.id for one in _types(at, obj)]
    asked = request.values.get(RECORD_TYPE, "")
    return {RECORD_TYPE: asked if asked in types else types[0]} if types else {}


def _defaults(
    at: Work, obj: Any, fields: Sequence[Any], kind: Mapping[str, object]
) -> dict[str, Any]:
    """Give what the gate would fill in, so that a person sees it before saving."""
    found = at.records(obj.name).defaults(kind)
    return {
        field.name: form_value(at, field, found[field.name], _default_label(at, field, found))
        for field in fields
        if found.get(field.name) is not None
    }


def _default_label(at: Work, field: Any, found: Mapping[str, Any]) -> str:
    if not field.target or not at.sees(field.target):
        return ""
    named = dict(at.labels(field.target, [str(found[field.name])]))
    return named.get(str(found[field.name]), "")


def _files_of(at: Work, fields: Sequence[Any], record: Any) -> dict[str, Any]:
    """Give the stored files: a form shown again must not lose them."""
    return stored_values(at, [one for one in fields if one.type.widget in WIDGETS], record)


def _given(at: Work, fields: Sequence[Any]) -> dict[str, Any]:
    """Give the values that the address brings, such as the account of a new contact."""
    names = picked_names(at, fields, request.args)
    return typed_again(fields, request.args, names)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form about to be drawn: of which record, with which values, and what is wrong with them."""

    obj: Any
    record: Any
    purpose: str
    values: Mapping[str, Any]
    problems: Sequence[Problem] = ()
    kind: Mapping[str, object] = field(default_factory=dict)
    """The record type of a new record."""

    @property
    def wrong(self) -> dict[str, Problem]:
        """Give the first problem of each field."""
        return {p.field.partition(".")[0]: p for p in reversed(self.problems) if p.field}


def drawn(at: Work, sheet: Sheet, frame: str = SHELL) -> str:
    """Draw a form, inside the shell or another frame."""
    obj, record = sheet.obj, sheet.record
    specs = _sections(at, obj, record or sheet.kind or None, sheet.purpose)
    sections = [_section(at, sheet, section) for section in specs]
    views = {view.name: view for section in sections for view, _value in section.rows}
    fields = [obj.fields[name] for name in views]
    stored = now_was(at, fields, record) if record is not None else {}
    return render_template(
        "pages/form.html",
        frame=frame,
        kept=frame == SHELL,
        scripts=True,
        obj=obj,
        head=head(at, obj),
        record=record,
        title=title_of(at, obj, record) if record is not None else "",
        sections=[section for section in sections if section.rows],
        kind=sheet.kind.get(RECORD_TYPE, ""),
        kinds=[
            (one.id, at.say(one.label), _of_kind(obj, one.id))
            for one in (_types(at, obj) if record is None else ())
        ],
        problems=[_problem(at, views, problem) for problem in sheet.problems],
        was=json.dumps(was() if sheet.problems and record is not None else stored),
        version=request.form.get("row_version", "") or (record.row_version if record else ""),
        known=json.dumps(_known(at, obj, record)),
        back=way_back()
        or (record_url(obj.name, record.id) if record is not None else head(at, obj).url),
        action=address("pages.update", _carried(), object_name=obj.name, record=str(record.id))
        if record is not None
        else address("pages.create", request.args.items(multi=True), object_name=obj.name),
        ctx=Drawing(obj.name),
    )


def _carried() -> list[tuple[str, str]]:
    return [came_from(way_back())] if way_back() else []


def _of_kind(obj: Any, kind: str) -> str:
    """Give the address of the same new form for another record type."""
    carried = [pair for pair in request.args.items(multi=True) if pair[0] != RECORD_TYPE]
    return address("pages.new", [*carried, (RECORD_TYPE, kind)], object_name=obj.name)


def _problem(at: Work, views: Mapping[str, FieldView], problem: Problem) -> dict[str, str]:
    """Give one problem for the summary, with the control that it leads to."""
    view = views.get(problem.field.partition(".")[0])
    return {
        "id": view.input_id if view else "",
        "label": view.label if view else "",
        "message": at.say(problem.text),
        "hint": at.say(problem.hint),
    }


def _section(at: Work, sheet: Sheet, section: Any) -> FormSection:
    rows = [
        (_view(at, sheet, item), sheet.values.get(item.path))
        for item in section.items
        if _typable(item)
    ]
    return FormSection(
        section.id,
        at.words(section.label),
        section.columns,
        tuple(rows),
        json.dumps(section.visible_when) if section.visible_when else "",
    )


def _typable(item: Any) -> bool:
    return not item.read_only and "." not in item.path and not item.field.type.computed


def _view(at: Work, sheet: Sheet, item: Any) -> FieldView:
    return field_view(at, sheet.obj, item, sheet.wrong.get(item.field.name))


def field_view(at: Work, obj: Any, item: Any, problem: Problem | None) -> FieldView:
    """Describe a field of a form: as the layout wants it, with what is wrong with it."""
    field = item.field
    made = view_of(at, field, editing=True)
    allowed = {option.id for option in item.choices}
    return replace(
        made,
        choices=tuple(choice for choice in made.choices if choice.id in allowed),
        unit="" if field.type.name == "currency" and obj.has_money else made.unit,
        label=at.words(item.label),
        span=item.span,
        required=item.required,
        error=at.say(problem.text) if problem else "",
        visible_when=json.dumps(item.visible_when) if item.visible_when else "",
    )


def _known(at: Work, obj: Any, record: Any) -> dict[str, Any]:
    """Give the scalar values that conditions may read beside those on the form."""
    if record is None:
        return {}
    return {
        name: comparable(form_value(at, field, record.values.get(name)))
        for name, field in obj.fields.items()
        if name in record.values and not field.type.secret
    }


def title_of(at: Work, obj: Any, record: Any) -> str:
    """Give the name that a record goes by."""
    return shown(at, obj, obj.name_field, record).text or _("No name")


def _after_save(obj: Any, key: object) -> str:
    if request.form.get("then") == "new":
        return address("pages.new", request.args.items(multi=True), object_name=obj.name)
    return way_back() or record_url(obj.name, key)
