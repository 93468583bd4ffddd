"""Fills what a new record was not given: declared defaults, owner, currency."""

from __future__ import annotations

from typing import Any

from engine.errors import ExpressionError
from engine.expressions import Checked
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.compiled import checked
from engine.records.drafts import Draft, Save
from engine.records.problems import at_field
from engine.records.rates import corporate_currency
from engine.records.record_types import record_type_of


def fill_defaults(save: Save) -> None:
    """Set defaults on new records, in the order of the fields; what was given stays as it is."""
    declared = save.context.model.part_of(_declared, save.obj)
    for draft in save.drafts:
        if draft.change.action != "create":
            continue
        _owner(save, draft)
        _record_type_defaults(save, draft)
        for field, tree in declared:
            if field.name not in draft.given and draft.values.get(field.name) is None:
                _set(save, draft, field, tree)
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
            _set(save, draft, field, checked(save.context.model, save.obj, str(source)))


def _set(save: Save, draft: Draft, field: FieldDef, tree: Checked) -> None:
    try:
        value: Any = save.compute(tree, draft.values)
        draft.values[field.name] = field.type.clean(value, field, save.context.actor.locale)
    except (ExpressionError, InvalidValue) as error:
        draft.problems.append(at_field(field.name, "record.default_failed", error.text))


def _declared(model: Model, obj: ObjectDef) -> tuple[tuple[FieldDef, Checked], ...]:
    return tuple(
        (field, checked(model, obj, field.default))
        for field in obj.fields.values()
        if field.default
    )
