"""Adds what a save changes to stored roll-ups, where that gives what asking anew would (0108).

Asking reads every record below: a campaign of 100,000 members would count them all for one more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.errors import ExpressionError
from engine.kernel.field_type import InvalidValue
from engine.records.answers import Answers
from engine.records.drafts import Draft, Save
from engine.records.rollup_addable import addable, amount_of
from engine.records.rollup_defs import Rollup

_Clean = Callable[[object], Any]
Move = tuple[Any, Any]
"""What one record counted before and counts now; None where it did not or does not."""


class CannotAdd(Exception):
    """The database must be asked."""


@dataclass(slots=True)
class _Tally:
    """What the records of a save move in one roll-up."""

    clean: _Clean
    moves: dict[UUID, list[Move]] = field(default_factory=dict)
    """By the record above."""
    unsure: set[UUID] = field(default_factory=set)
    """Records above whose roll-up was rounded, or where a condition failed."""


class Additions:
    """What the records of one save add to the roll-ups above them, and take away.

    The records are written, and nobody else has counted them in this transaction.
    """

    def __init__(self, save: Save) -> None:
        self._save = save
        self._conditions: dict[str, Answers] = {}
        self._tallies: dict[tuple[str, str], _Tally] = {}
        ids = {draft.change.id for draft in save.drafts}
        self._once = len(ids) == len(save.drafts)

    def fit(self, group: Sequence[Rollup]) -> bool:
        """Say whether all of these roll-ups may be added to."""
        known = addable(self._save.context.model, self._save.obj.name) if self._once else ()
        return all((each.parent.name, each.field.name) in known for each in group)

    def apply(self, above: Draft, group: Sequence[Rollup]) -> bool:
        """Set roll-ups of a record to what they are with this save; False if any must be asked."""
        try:
            found = {each.field.name: self._sum_up(each, above) for each in group}
        except (CannotAdd, InvalidValue):
            return False
        above.values.update(found)
        return True

    def _sum_up(self, rollup: Rollup, above: Draft) -> Any:
        key = (rollup.parent.name, rollup.field.name)
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = self._tally(rollup)
        if above.change.id in tally.unsure:
            raise CannotAdd
        stored = above.before.get(rollup.field.name)
        moves = tally.moves.get(above.change.id, ())
        if rollup.fn in ("count", "sum"):
            return tally.clean(_added(stored, moves))
        return _furthest(rollup.fn, stored, moves)

    def _tally(self, rollup: Rollup) -> _Tally:
        kind = rollup.field.type
        tally = _Tally(kind.cleaner(rollup.field, self._save.context.actor.locale))
        counted, via = self._counter(rollup), rollup.via
        for draft in self._save.drafts:
            now, before = draft.values, draft.before
            there, here = before.get(via), now.get(via)
            try:
                was = counted(before) if there is not None else None
                value = counted(now) if here is not None else None
            except ExpressionError:
                tally.unsure |= {each for each in (there, here) if each is not None}
                continue
            if here == there:
                _note(tally, here, was, value)
            else:
                _note(tally, there, was, None)
                _note(tally, here, None, value)
        return tally

    def _counter(self, rollup: Rollup) -> Callable[[Mapping[str, Any]], Any]:
        """Give what a record counts in a roll-up: 1 or an amount, None if nothing."""
        name = amount_of(rollup)
        if rollup.tree is None:
            return (lambda _: 1) if name is None else (lambda values: values.get(name))
        if rollup.where not in self._conditions:
            self._conditions[rollup.where] = Answers(self._save, rollup.tree)
        holds = self._conditions[rollup.where].of
        if name is None:
            return lambda values: 1 if holds(values) else None
        return lambda values: values.get(name) if holds(values) else None


def _note(tally: _Tally, parent: UUID | None, was: Any, now: Any) -> None:
    if parent is None or was == now:
        return
    if any(each is not None and not _is_exact(tally.clean, each) for each in (was, now)):
        tally.unsure.add(parent)
    tally.moves.setdefault(parent, []).append((was, now))


def _is_exact(clean: _Clean, value: Any) -> bool:
    """Tell whether a roll-up keeps a value as it is."""
    try:
        return bool(clean(value) == value)
    except InvalidValue:
        return False


def _added(stored: Any, moves: Sequence[Move]) -> Any:
    """Add to a count or a sum.

    Adding what needs no rounding commutes with rounding half-up as long as the sign stays.
    """
    if stored is None:
        raise CannotAdd  # nobody has computed it yet
    new = Decimal(stored)
    for was, now in moves:
        new += (now or 0) - (was or 0)
    if stored and stored * new <= 0:
        raise CannotAdd
    return new


def _furthest(fn: str, stored: Any, moves: Sequence[Move]) -> Any:
    """Give the new least or greatest value; ask if it may have been the one that was taken away."""
    pick = max if fn == "max" else min
    taken = [was for was, _ in moves if was is not None]
    given = [now for _, now in moves if now is not None]
    if not taken and not given:
        return stored
    if stored is None:
        raise CannotAdd
    kinds = {type(each) for each in (stored, *taken, *given)}
    if len(kinds) > 1 and not kinds <= {int, Decimal}:
        raise CannotAdd
    best = pick(given, default=None)
    lost = any(pick(each, stored) == each for each in taken)
    if lost and (best is None or pick(best, stored) != best):
        raise CannotAdd
    return stored if best is None else pick(stored, best)
