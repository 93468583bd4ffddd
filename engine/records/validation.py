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
from engine.records.answers import Answers
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
    for field in save.shape.required:
        if not field.type.computed:
            _check_required(save, field)
    for fitting in save.context.model.object_part(_checked_in_record, save.obj):
        _check_fitting(save, fitting)
    good = save.good
    for rule in rules_of(save.context.model, save.obj):
        _check_rule(save, rule, good)


def rules_of(model: Model, obj: ObjectDef) -> tuple[Rule, ...]:
    """Give the active validation rules of an object."""
    return model.part_of(_active_rules, obj)


def _check_required(save: Save, field: FieldDef) -> None:
    """A blank that was there before the field became required is let pass until it is touched.

    Of a value that could not be read nothing is left; that it could not be read is told already.
    """
    name = field.name
    for draft in save.drafts:
        value = draft.values.get(name)
        if (
            (not value and (value is None or value == ()))
            and draft.touched((name,))
            and all(problem.field != name for problem in draft.problems)
        ):
            draft.problems.append(required(field))


def _check_fitting(save: Save, fitting: _Fitting) -> None:
    """Ask the type of a field whose values must go with others, once for those that are the same."""
    name, names = fitting.field.name, ("record_type", *fitting.names)
    fine: set[tuple[Any, ...]] = set()
    for draft in save.drafts:
        if draft.values.get(name) is None or not draft.touched(fitting.names):
            continue
        asked = (draft.before.get(name), *map(draft.values.get, names))
        if asked in fine:
            continue
        problems = list(_misfits(save, draft, fitting.field))
        draft.problems.extend(problems)
        if not problems:
            fine.add(asked)


def _misfits(save: Save, draft: Draft, field: FieldDef) -> Iterator[Problem]:
    value, before = draft.values[field.name], draft.before.get(field.name)
    try:
        field.type.check_in_record(value, field, draft.values, before)
    except InvalidValue as error:
        yield at_field(field.name, error.code, error.text, error.hint)
        return
    record_type = record_type_of(save.context.model, save.obj, draft.values)
    allowed: Mapping[str, Any] = record_type.body.get("options", {}) if record_type else {}
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


def _check_rule(save: Save, rule: Rule, drafts: Sequence[Draft]) -> None:
    of_values = rule.when.paths <= save.plain and not rule.of_save
    answers = Answers(save, rule.when) if of_values else None
    for draft in drafts:
        action = "create" if draft.change.action == "create" else "update"
        if action not in rule.events:
            continue
        try:
            broken = answers.of(draft.values) if answers else _broken(save, draft, rule)
        except ExpressionError as error:
            draft.problems.append(
                at_field(_place(save, rule), "record.rule_failed", error.text)
            )
            continue
        if broken is True:
            problem = at_field(_place(save, rule), f"rule.{rule.name}", rule.message)
            draft.problems.append(problem)


def _broken(save: Save, draft: Draft, rule: Rule) -> object:
    env = save.env_for(draft) if rule.of_save else save.env
    return evaluate(rule.when, save.reader(draft), env)


def _place(save: Save, rule: Rule) -> str:
    """Name the field that a rule speaks of, if the actor may read it."""
    return rule.at if rule.at in rights(save.context).of(save.obj.name).readable else ""


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
