"""Keeps roll-ups right: parents are locked in id order, then added to or computed anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.errors import EngineError
from engine.kernel.extension import Change
from engine.kernel.field_type import InvalidValue
from engine.records.drafts import Draft, Save
from engine.records.formulas import read_corporate_amounts, recompute
from engine.records.loading import load_paths
from engine.records.money import set_base
from engine.records.rates import NoRate, Rates
from engine.records.rollup_adding import Additions
from engine.records.rollup_defs import Rollup, rollups_from
from engine.records.rollup_sql import in_groups, results_of
from engine.records.settled import settled_paths
from engine.records.writing import update_rows
from engine.text import text

MAX_LEVELS = 5


def roll_up(save: Save, level: int = 0, additions: Additions | None = None) -> None:
    """Recompute what the changes of a save count into, and above it, up to five levels.

    With ``additions`` the database is asked only where they do not tell.
    """
    defs = rollups_from(save.context.model, save.obj.name)
    if not defs:
        return
    if level >= MAX_LEVELS:
        raise EngineError(
            "record.rollup_depth",
            text("Roll-ups depend on each other too deeply.", "汇总字段嵌套过深。"),
        )
    wanted: dict[str, tuple[set[UUID], dict[str, Rollup]]] = {}
    parents = _Parents(save)
    for each in defs:
        found = parents.of(each)
        if found:
            ids, rollups = wanted.setdefault(each.parent.name, (set(), {}))
            ids |= found
            rollups[each.field.name] = each
    for name in sorted(wanted):
        ids, rollups = wanted[name]
        _refresh(save, ids, rollups, level, additions)


def begin_rollups(save: Save) -> None:
    """Give new records the roll-ups of nothing: counts and sums are 0, the rest is blank."""
    new = [draft.values for draft in save.drafts if draft.change.action == "create"]
    for field in save.shape.rollups:
        empty = _empty(str(field.options["agg"]["fn"]))
        if empty is not None:
            value = field.type.clean(empty, field, save.context.actor.locale)
            for values in new:
                values[field.name] = value


def refresh_rollups(save: Save, ids: Iterable[UUID], rollups: Iterable[Rollup]) -> None:
    """Ask anew for roll-ups of some records, as after a restore or a change of metadata."""
    by_name = {each.field.name: each for each in rollups}
    if by_name:
        _refresh(save, ids, by_name, 0)


class _Parents:
    """The records into which the changes of a save count, before or after it."""

    def __init__(self, save: Save) -> None:
        changes = [draft.change for draft in save.drafts]
        self._updates = [change for change in changes if change.action == "update"]
        self._others = [change for change in changes if change.action != "update"]
        self._money = save.shape.money
        self._known: dict[str, set[UUID]] = {}

    def of(self, rollup: Rollup) -> set[UUID]:
        """Give the records whose roll-up the save may change."""
        via = rollup.via
        if via not in self._known:
            self._known[via] = _filled(
                (each.before if each.action == "delete" else each.values).get(via)
                for each in self._others
            )
        moved = [change for change in self._updates if self._moves(change, rollup)]
        if not moved:
            return self._known[via]
        pairs = (
            pair for each in moved for pair in (each.before.get(via), each.values.get(via))
        )
        return self._known[via] | _filled(pairs)

    def _moves(self, change: Change, rollup: Rollup) -> bool:
        if not change.changed.isdisjoint(rollup.inputs):
            return True
        # A kept amount also moves with the day that decides its rate.
        silent = [f"{field.name}.base" for field in self._money if field.name in rollup.inputs]
        silent += rollup.untracked
        return any(change.values.get(name) != change.before.get(name) for name in silent)


def _filled(ids: Iterable[UUID | None]) -> set[UUID]:
    return {each for each in ids if each is not None}


def _refresh(
    save: Save,
    ids: Iterable[UUID],
    rollups: Mapping[str, Rollup],
    level: int,
    additions: Additions | None = None,
) -> None:
    context = save.context.as_system("roll-ups")
    parent = next(iter(rollups.values())).parent
    stored = load_paths(context, parent, sorted(ids), settled_paths(context.model, parent))
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
    for group in in_groups(rollups):
        asked = drafts
        if additions is not None and additions.fit(group):
            asked = [draft for draft in drafts if not additions.apply(draft, group)]
        if asked:
            _ask(above, asked, group)
    settle(above, rates, level)


def _ask(save: Save, drafts: Sequence[Draft], group: Sequence[Rollup]) -> None:
    results = results_of(save.context, group, [draft.change.id for draft in drafts])
    for rollup in group:
        _apply(save, drafts, rollup, results[rollup.field.name])


def settle(save: Save, rates: Rates, level: int = -1) -> None:
    """Write what formulas and kept amounts make of the drafts, and roll that up in turn."""
    names = [field.name for field in (*save.shape.rollups, *save.shape.stored_formulas)]
    names += [f"{field.name}.base" for field in save.shape.money]
    if save.obj.master and save.obj.has_money:
        names.append("currency")
    for draft in save.drafts:
        _settle(save, draft, rates)
        values, before = draft.values, draft.before
        draft.change.changed = {n for n in names if values.get(n) != before.get(n)}
    save.drafts = [draft for draft in save.drafts if draft.change.changed]
    _write(save, save.drafts)
    roll_up(save, level + 1)


def _settle(save: Save, draft: Draft, rates: Rates) -> None:
    """Recompute the parent's stored formulas and kept amounts."""
    if read_corporate_amounts(save.context.model, save.obj):
        _convert(save, draft, rates)
    recompute(save, draft.values)
    _convert(save, draft, rates)


def _convert(save: Save, draft: Draft, rates: Rates) -> None:
    # Without a rate the parent keeps its old amounts; saving it itself will say what is missing.
    with suppress(NoRate, OverflowError):
        set_base(save, draft.values, draft.before, rates)


def _write(save: Save, drafts: Sequence[Draft]) -> None:
    """Write what changed; the version stays, since nobody edited the record (decision 21).

    The records are locked, so all are given what any of them changes: that is one statement.
    """
    names = frozenset(name for draft in drafts for name in draft.change.changed)
    update_rows(save, ((draft, names) for draft in drafts))


def _apply(save: Save, drafts: Sequence[Draft], rollup: Rollup, found: Iterable[Any]) -> None:
    """Set a roll-up of drafts to what was found for them, in their order."""
    name, empty = rollup.field.name, _empty(rollup.fn)
    clean = rollup.field.type.cleaner(rollup.field, save.context.actor.locale)
    for draft, value in zip(drafts, found, strict=True):
        try:
            draft.values[name] = clean(empty if value is None else value)
        except InvalidValue:
            draft.values[name] = None


def _empty(fn: str) -> Any:
    return Decimal(0) if fn in ("count", "sum") else None
