"""Fills what a new record was not given: declared defaults, owner, currency."""

from __future__ import annotations

from engine.errors import ExpressionError
from engine.expressions import Checked
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.answers import Answers
from engine.records.compiled import checked
from engine.records.drafts import Draft, Save
from engine.records.problems import at_field
from engine.records.rates import corporate_currency
from engine.records.record_types import record_type_of


def fill_defaults(save: Save) -> None:
    """Set defaults on new records, in the order of the fields; what was given stays as it is."""
    declared = [
        (field, Answers.cleaned(save, tree, field))
        for field, tree in save.context.model.part_of(_declared, save.obj)
    ]
    for draft in save.drafts:
        if draft.change.action != "create":
            continue
        _owner(save, draft)
        _record_type_defaults(save, draft)
        for field, answers in declared:
            if field.name not in draft.given and draft.values.get(field.name) is None:
                _set(draft, field, answers)
        _currency(save, draft)


def _owner(save: Save, draft: Draft) -> None:
    if save.obj.has_owner and "owner" not in draft.given:
        draft.values.setdefault("owner", save.context.actor.user_id)


def _currency(save: Save, draft: Draft) -> None:
    if save.obj.has_money and draft.values.get("currency") is None:
        draft.values["currency"] = corporate_currency(save.context.model)


def _record_type_defaults(save: Save, draft: Draft) -> None:
    component = record_type_of(save.context.model, save.obj, draft.values)
    if component is None:
        return
    for name, source in component.body.get("defaults", {}).items():
        field = save.obj.fields.get(name)
        if field is not None and name not in draft.given:
            tree = checked(save.context.model, save.obj, str(source))
            _set(draft, field, Answers.cleaned(save, tree, field))


def _set(draft: Draft, field: FieldDef, answers: Answers) -> None:
    try:
        draft.values[field.name] = answers.of(draft.values)
    except (ExpressionError, InvalidValue) as error:
        draft.problems.append(at_field(field.name, "record.default_failed", error.text))


def _declared(model: Model, obj: ObjectDef) -> tuple[tuple[FieldDef, Checked], ...]:
    return tuple(
        (field, checked(model, obj, field.default))
        for field in obj.fields.values()
        if field.default
    )
