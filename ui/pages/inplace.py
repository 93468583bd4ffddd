"""One field edited where it stands, in a list or on a record's page, through the same gate."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, render_template, request, url_for

from engine.errors import AccessDenied, InvalidRecord, Problem, StaleRecord
from ui.i18n import gettext as _
from ui.numbers import whole_number
from ui.pages.currencies import with_currencies
from ui.pages.fields import Drawing
from ui.pages.forms import field_view, stored_values
from ui.pages.typed import again, clashes, in_words, now_was, typed_values
from ui.pages.values import field_at, shown, view_of
from ui.pages.work import Work, address, record_id, work
from ui.templating import draw

Answer = str | tuple[str, int] | tuple[Mapping[str, Any], int]


@dataclass(frozen=True, slots=True)
class Spot:
    """The field of a record that somebody edits in place."""

    at: Work
    obj: Any
    record: Any
    field: Any

    @property
    def gate(self) -> Any:
        return self.at.records(self.obj.name)


def field_form(object_name: str, record: str, field: str) -> Answer:
    """Answer the form of one field with what is stored, or the reason why there is none."""
    try:
        spot = _spot(object_name, record, field)
        values = stored_values(spot.at, [spot.field], spot.record)
        began = json.dumps(now_was(spot.at, [spot.field], spot.record))
        return _form(spot, values, was=began)
    except AccessDenied as error:
        return _reason(error)


def save_field(object_name: str, record: str, field: str) -> Answer:
    """Save one field; the answer is the new cells, or the form with what stands in the way."""
    try:
        spot = _spot(object_name, record, field)
        if request.form.get("keep") == "theirs":
            return _saved(spot), 200
        values, problems = typed_values(spot.at, [spot.field], spot.record)
        if not problems:
            return _save(spot, values)
    except AccessDenied as error:
        return _reason(error)
    except InvalidRecord as error:
        problems = error.problems
    typed = again(spot.at, [spot.field])
    return _form(spot, typed, problems, was=request.form.get("was", "{}")), 422


def _save(spot: Spot, values: Mapping[str, object]) -> Answer:
    version = whole_number(request.form.get("row_version", ""))
    try:
        spot.gate.update(
            spot.record.id,
            values,
            row_version=spot.record.row_version if version is None else version,
        )
    except StaleRecord:
        now = spot.gate.get(spot.record.id)
        if clashes(spot.at, [spot.field], values, now):
            return _both(replace(spot, record=now))
        spot.gate.update(spot.record.id, values, row_version=now.row_version)
    return _saved(spot), 200


def _saved(spot: Spot) -> Mapping[str, Any]:
    """Give the cells that the page shows of this record, as they are now."""
    at, obj = spot.at, spot.obj
    paths = [path for path in request.form.getlist("cell") if at.readable(obj, path)]
    now = spot.gate.get(
        spot.record.id, fields=with_currencies(at, obj, [obj.name_field, *paths])
    )
    ctx = Drawing(obj.name)
    cells = {}
    for path in paths:
        field = field_at(at, obj, path)
        value = shown(at, obj, path, now)
        if field is not None:
            cells[path] = "" if value.blank else draw(view_of(at, field), value, ctx)
    return {"row_version": str(now.row_version), "cells": cells, "said": _("Saved")}


def _both(spot: Spot) -> Answer:
    """Show what someone else saved meanwhile beside what was typed."""
    typed = again(spot.at, [spot.field])
    page = _form(
        spot,
        typed,
        was=json.dumps(now_was(spot.at, [spot.field], spot.record)),
        theirs=shown(spot.at, spot.obj, spot.field.name, spot.record),
        mine=in_words(spot.at, spot.field, typed.get(spot.field.name)),
        who=str(spot.record.labels.get("updated_by", "")),
    )
    return page, 409


def _form(
    spot: Spot, values: Mapping[str, Any], problems: Sequence[Problem] = (), **more: Any
) -> str:
    at, obj, record = spot.at, spot.obj, spot.record
    own = [p for p in problems if p.field.partition(".")[0] == spot.field.name]
    view = field_view(at, obj, _item(spot), own[0] if own else None)
    of = {"object_name": obj.name, "record": str(record.id)}
    return render_template(
        "pages/inplace.html",
        view=replace(view, prefix="ip", visible_when="", span=1),
        value=values.get(spot.field.name),
        problems=[at.say(p.text) for p in problems if p not in own],
        version=record.row_version,
        action=url_for("pages.save_field", field=spot.field.name, **of),
        edit_url=address("pages.edit", _typed_so_far(spot), **of),
        ctx=Drawing(obj.name),
        **more,
    )


def _typed_so_far(spot: Spot) -> list[tuple[str, str]]:
    """Give what was typed for the address of the whole form, where more can be mended."""
    name = spot.field.name
    carried = [key for key in request.form if key == name or key.startswith(f"{name}.")]
    return [(key, value) for key in carried for value in request.form.getlist(key)]


def _item(spot: Spot) -> Any:
    """Give the field's place in the edit form: it says what is required and what may be chosen."""
    found = [
        item
        for section in spot.at.layout(spot.obj, spot.record, "edit").sections
        for item in section.items
        if item.path == spot.field.name
    ]
    spot.at.require(
        found and not found[0].read_only, _("This field cannot be changed at the moment.")
    )
    return found[0]


def _spot(object_name: str, record: str, name: str) -> Spot:
    """Find what is to be edited; the reason is given when it may not be."""
    at = work()
    obj = at.object(object_name)
    found = at.records(obj.name).get(record_id(record))
    field = obj.fields.get(name)
    if field is None or name not in at.rights(obj.name).readable:
        abort(404)
    at.require(not field.type.computed, _("This field is computed from others."))
    at.require(at.may("update", obj, found), _("You may not change this record."))
    at.require(at.edits_in_place(field), _("You may not change this field here."))
    return Spot(at, obj, found, field)


def _reason(error: AccessDenied) -> Answer:
    return {"reason": work().say(error.text)}, 403
