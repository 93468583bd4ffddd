"""Keeps roll-ups right: parents are locked in id order, then computed anew from their records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.errors import EngineError
from engine.kernel.extension import Change
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import ObjectDef
from engine.records.drafts import Draft, Save
from engine.records.formulas import read_corporate_amounts, recompute
from engine.records.loading import load
from engine.records.money import set_base
from engine.records.rates import NoRate, Rates
from engine.records.rollup_defs import Rollup, rollups_from
from engine.records.rollup_sql import in_groups, results_of
from engine.records.writing import update_rows
from engine.text import text

MAX_LEVELS = 5
_Wanted = dict[str, dict[UUID, dict[str, Rollup]]]


def roll_up(save: Save, level: int = 0) -> None:
    """Recompute what the changes of a save count into, and above it, up to five levels."""
    defs = rollups_from(save.context.model, save.obj.name)
    if not defs:
        return
    if level >= MAX_LEVELS:
        raise EngineError(
            "record.rollup_depth",
            text("Roll-ups depend on each other too deeply.", "汇总字段嵌套过深。"),
        )
    wanted: _Wanted = {}
    for each in defs:
        for parent in _parents(save, each):
            of_object = wanted.setdefault(each.parent.name, {})
            of_object.setdefault(parent, {})[each.field.name] = each
    for name in sorted(wanted):
        _refresh(save, save.context.model.objects[name], wanted[name], level)


def begin_rollups(save: Save) -> None:
    """Give new records the roll-ups of nothing: counts and sums are 0, the rest is blank."""
    for field in save.shape.rollups:
        empty = _empty(str(field.options["agg"]["fn"]))
        if empty is not None:
            for draft in save.drafts:
                if draft.change.action == "create":
                    locale = save.context.actor.locale
                    draft.values[field.name] = field.type.clean(empty, field, locale)


def refresh_rollups(
    save: Save, parent: ObjectDef, ids: Iterable[UUID], rollups: Iterable[Rollup]
) -> None:
    """Recompute given roll-ups of given records, as after a restore or a change of metadata."""
    by_name = {each.field.name: each for each in rollups}
    if by_name:
        _refresh(save, parent, dict.fromkeys(ids, by_name), 0)


def _parents(save: Save, each: Rollup) -> set[UUID]:
    found: set[UUID | None] = set()
    money = [f"{field.name}.base" for field in save.shape.money if field.name in each.inputs]
    for change in (draft.change for draft in save.drafts):
        # A kept amount also moves with the day that decides its rate.
        if (
            change.action == "update"
            and change.changed.isdisjoint(each.inputs)
            and all(change.values.get(name) == change.before.get(name) for name in money)
        ):
            continue
        if change.action in ("update", "delete"):
            found.add(change.before.get(each.via))
        if change.action != "delete":
            found.add(change.values.get(each.via))
    return {parent for parent in found if parent is not None}


def _refresh(
    save: Save, parent: ObjectDef, wanted: Mapping[UUID, Mapping[str, Rollup]], level: int
) -> None:
    context = save.context.as_system("roll-ups")
    stored = load(context, parent, sorted(wanted), "update")
    if not stored:
        return
    drafts = [
        Draft(
            row=place,
            change=Change(parent.name, each.id, "update", each.values, dict(each.values)),
            given=frozenset(),
        )
        for place, each in enumerate(stored.values())
    ]
    above = Save.of(context, parent, drafts)
    rates = Rates(context, save.connection)
    rollups = {r.field.name: r for each in wanted.values() for r in each.values()}
    for group in in_groups(rollups):
        results = results_of(context, group, [draft.change.id for draft in drafts])
        for draft in drafts:
            values = results.get(draft.change.id, {})
            for rollup in group:
                _apply(above, draft, rollup, values.get(rollup.field.name))
    settle(above, rates, level)


def settle(save: Save, rates: Rates, level: int = -1) -> None:
    """Write what formulas and kept amounts make of the drafts, and roll that up in turn."""
    changed = [draft for draft in save.drafts if _settle(save, draft, rates)]
    _write(save, changed)
    save.drafts = changed
    roll_up(save, level + 1)


def _settle(save: Save, draft: Draft, rates: Rates) -> bool:
    """Recompute the parent's stored formulas and kept amounts; says whether anything changed."""
    if read_corporate_amounts(save.context.model, save.obj):
        _convert(save, draft, rates)
    recompute(save, draft.values)
    _convert(save, draft, rates)
    shape, values, before = save.shape, draft.change.values, draft.change.before
    names = [field.name for field in (*shape.rollups, *shape.stored_formulas)]
    names += [f"{field.name}.base" for field in shape.money]
    if save.obj.master and save.obj.has_money:
        names.append("currency")
    draft.change.changed = {name for name in names if values.get(name) != before.get(name)}
    return bool(draft.change.changed)


def _convert(save: Save, draft: Draft, rates: Rates) -> None:
    # Without a rate the parent keeps its old amounts; saving it itself will say what is missing.
    with suppress(NoRate, OverflowError):
        set_base(save, draft.values, draft.before, rates)


def _write(save: Save, drafts: Sequence[Draft]) -> None:
    """Write what changed; the version stays, since nobody edited the record (decision 21)."""
    table = save.context.columns.table(save.obj)
    update_rows(
        save,
        [
            (draft, table.row({name: draft.values.get(name) for name in draft.change.changed}))
            for draft in drafts
        ],
    )


def _apply(save: Save, draft: Draft, rollup: Rollup, value: Any) -> None:
    if value is None:
        value = _empty(rollup.fn)
    try:
        draft.values[rollup.field.name] = rollup.field.type.clean(
            value, rollup.field, save.context.actor.locale
        )
    except InvalidValue:
        draft.values[rollup.field.name] = None


def _empty(fn: str) -> Any:
    return Decimal(0) if fn in ("count", "sum") else None
