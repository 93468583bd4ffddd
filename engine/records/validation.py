"""Checks records before they are written: required fields, options, rules of the tenant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.access.rights import rights
from engine.errors import ExpressionError, Problem
from engine.expressions import Checked, evaluate, functions
from engine.kernel.component import Component
from engine.kernel.field_type import FieldType, InvalidValue
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.compiled import checked
from engine.records.drafts import Draft, Save
from engine.records.kinds.validation_rule import EVENTS
from engine.records.problems import at_field, required
from engine.records.record_types import record_type_of
from engine.text import Text, text


@dataclass(frozen=True, slots=True)
class Rule:
    """A validation rule: a record for which ``when`` is true is refused."""

    name: str
    when: Checked
    message: Text
    at: str
    events: frozenset[str]
    of_save: bool
    """Whether it asks what this save changes."""


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A field whose value must go with others of its record; ``names`` are those that matter."""

    field: FieldDef
    names: tuple[str, ...]


def check_values(save: Save) -> None:
    """Add every problem of every draft: required, options, then the tenant's rules."""
    rules = rules_of(save.context.model, save.obj)
    checked_fields = save.context.model.object_part(_checked_in_record, save.obj)
    needed = [field for field in save.shape.required if not field.type.computed]
    for draft in save.drafts:
        draft.problems.extend(_required(needed, draft))
        draft.problems.extend(_fitting(save, draft, checked_fields))
        if not draft.problems:
            draft.problems.extend(_rules(save, draft, rules))


def rules_of(model: Model, obj: ObjectDef) -> tuple[Rule, ...]:
    """Give the active validation rules of an object."""
    return model.part_of(_active_rules, obj)


def _required(needed: Sequence[FieldDef], draft: Draft) -> Iterator[Problem]:
    """A blank that was there before the field became required is let pass until it is touched.

    Of a value that could not be read nothing is left; that it could not be read is told already.
    """
    told = {problem.field for problem in draft.problems}
    for field in needed:
        if field.name in told:
            continue
        value = draft.change.values.get(field.name)
        if (value is None or value == ()) and draft.touched((field.name,)):
            yield required(field)


def _fitting(save: Save, draft: Draft, fields: Sequence[_Fitting]) -> Iterator[Problem]:
    """Ask the types of fields whose values must go with the rest of the record."""
    record_type = record_type_of(save.context.model, save.obj, draft.values)
    allowed: Mapping[str, Any] = record_type.body.get("options", {}) if record_type else {}
    for each in fields:
        field = each.field
        value = draft.values.get(field.name)
        if value is None or not draft.touched(each.names):
            continue
        before = draft.before.get(field.name)
        try:
            field.type.check_in_record(value, field, draft.values, before)
        except InvalidValue as error:
            yield at_field(field.name, error.code, error.text, error.hint)
            continue
        chosen = value if isinstance(value, tuple) else (value,)
        for option in chosen if field.name in allowed else ():
            if option not in allowed[field.name] and value != before:
                yield _bad_option(field, option)


def _controlling(field: FieldDef) -> tuple[str, ...]:
    parent = field.options.get("parent")
    return (parent,) if isinstance(parent, str) else ()


def _bad_option(field: FieldDef, option: str) -> Problem:
    known = field.choice(option)
    return at_field(
        field.name,
        "record.option",
        text(
            "“{value}” is not possible as “{label}” of this record type.",
            "此记录类型的“{label}”不能选择“{value}”。",
            value=known.label if known else option,
            label=field.label,
        ),
    )


def _rules(save: Save, draft: Draft, rules: tuple[Rule, ...]) -> Iterator[Problem]:
    action = "create" if draft.change.action == "create" else "update"
    readable = rights(save.context).of(save.obj.name).readable
    read = save.reader(draft)
    of_save = save.env_for(draft) if any(rule.of_save for rule in rules) else save.env
    for rule in rules:
        at = rule.at if rule.at in readable else ""
        if action not in rule.events:
            continue
        try:
            broken = evaluate(rule.when, read, of_save if rule.of_save else save.env)
        except ExpressionError as error:
            yield at_field(at, "record.rule_failed", error.text)
            continue
        if broken is True:
            yield at_field(at, f"rule.{rule.name}", rule.message)


def _checked_in_record(_model: Model, obj: ObjectDef) -> tuple[_Fitting, ...]:
    return tuple(
        _Fitting(field, (field.name, *_controlling(field)))
        for field in obj.fields.values()
        if type(field.type).check_in_record is not FieldType.check_in_record
    )


def _active_rules(model: Model, obj: ObjectDef) -> tuple[Rule, ...]:
    return tuple(
        _rule(model, obj, component)
        for component in model.of_kind("validation_rule", obj.name)
        if component.body.get("active", True) is True
    )


def _rule(model: Model, obj: ObjectDef, component: Component) -> Rule:
    body = component.body
    when = checked(model, obj, str(body["when"]), prior=True)
    known = functions()
    return Rule(
        name=component.name,
        when=when,
        message=Text.of(body.get("message")),
        at=str(body.get("at", "")),
        events=frozenset(body.get("events") or EVENTS),
        of_save=any(
            name not in known or not _OF_SAVE.isdisjoint(known[name].uses)
            for name in when.functions
        ),
    )


_OF_SAVE = frozenset({"is_new", "changed"})
