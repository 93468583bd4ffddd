"""Knows by which day's rate the amounts of a record are converted, and when they are final."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.errors import ExpressionError
from engine.expressions import Checked, evaluate
from engine.kernel.model import Model, ObjectDef
from engine.records.compiled import checked
from engine.records.drafts import Save
from engine.records.shape import shape_of


@dataclass(frozen=True, slots=True)
class RateRule:
    """The declared ``rate_date`` and ``final_when`` of an object; a detail without has its master's.

    ``above`` is the way to the record that they are read from: empty, or ``master.``.
    """

    day: str
    final: Checked | None
    above: str = ""
    stale: frozenset[str] = frozenset()
    """Stored formulas of the record itself: what they hold may be older than what they read."""


def rate_rule(model: Model, obj: ObjectDef) -> RateRule:
    """Give the rule of an object, made once."""
    known: dict[str, RateRule] = model.part(_rules)
    found = known.get(obj.name)
    if found is None:
        found = known[obj.name] = _rule(model, obj)
    return found


def rate_day(save: Save, values: Mapping[str, Any]) -> date:
    """Give the day whose rate counts: the one in ``rate_date``, else today."""
    rule = rate_rule(save.context.model, save.obj)
    found = save.read(values, rule.above + rule.day) if rule.day else None
    if isinstance(found, datetime):
        return found.astimezone(save.env.zone).date()
    return found if isinstance(found, date) else save.env.today


def is_final(save: Save, values: Mapping[str, Any]) -> bool:
    """Say whether a record is in a state in which its amounts no longer follow the rates."""
    rule = rate_rule(save.context.model, save.obj)
    if rule.final is None:
        return False
    known = {name: value for name, value in values.items() if name not in rule.stale}
    try:
        return (
            evaluate(rule.final, lambda path: save.read(known, rule.above + path), save.env)
            is True
        )
    except ExpressionError:
        return False


def frozen(save: Save, values: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Say whether the kept amounts of a record stay: it was final, still is, and they still fit."""
    rule = rate_rule(save.context.model, save.obj)
    if rule.final is None or not before:
        return False
    decisive = [field.name for field in save.shape.money]
    decisive += ["currency", save.obj.master if rule.above else rule.day]
    if any(values.get(name) != before.get(name) for name in decisive):
        return False
    if any(
        values.get(f.name) is not None and values.get(f"{f.name}.base") is None
        for f in save.shape.money
    ):
        return False
    return is_final(save, values) and is_final(save, before)


def _rule(model: Model, obj: ObjectDef) -> RateRule:
    day, source = str(obj.body.get("rate_date", "")), str(obj.body.get("final_when", ""))
    master = model.get(obj.fields[obj.master].target) if obj.master else None
    if not day and not source and master is not None and master.has_money:
        found = rate_rule(model, master)
        return RateRule(found.day, found.final, f"{obj.master}.{found.above}")
    if not source:
        return RateRule(day, None)
    tree = checked(model, obj, source)
    formulas = frozenset(field.name for field in shape_of(model, obj).stored_formulas)
    return RateRule(day, tree, "", formulas)


def _rules(_model: Model) -> dict[str, RateRule]:
    return {}
