"""Adds what a save changes to stored roll-ups, where that gives what asking anew would (0108).

Asking reads every record below: a campaign of 100,000 members would count them all for one more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

_Holds = tuple[bool, bool] | None
"""Whether a record met a condition before, and meets it now; None if that failed."""


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
        self._conditions: dict[str, Sequence[_Holds]] = {}
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
        moves = tally.moves.get(above.change.id)
        if moves is None:
            return _unmoved(rollup.fn, stored)
        if rollup.fn in ("count", "sum"):
            return tally.clean(_added(stored, moves))
        return _furthest(rollup.fn, stored, moves)

    def _tally(self, rollup: Rollup) -> _Tally:
        kind = rollup.field.type
        clean = kind.cleaner(rollup.field, self._save.context.actor.locale)
        tally, via, name = _Tally(clean), rollup.via, amount_of(rollup)
        for draft, holds in zip(self._save.drafts, self._holding(rollup), strict=True):
            now, before = draft.values, draft.before
            there, here = before.get(via), now.get(via)
            if holds is None:
                tally.unsure |= {each for each in (there, here) if each is not None}
                continue
            held, hold = holds
            was = None if not held else 1 if name is None else before.get(name)
            value = None if not hold else 1 if name is None else now.get(name)
            if here == there:
                _note(tally, here, was, value)
            else:
                _note(tally, there, was, None)
                _note(tally, here, None, value)
        return tally

    def _holding(self, rollup: Rollup) -> Sequence[_Holds]:
        """Say of each record whether it counted before and counts now, by the roll-up's condition."""
        found = self._conditions.get(rollup.where)
        if found is None:
            tree, save = rollup.tree, self._save
            answers = None if tree is None else Answers(save, tree, settled=True)
            found = [_holds(draft, answers) for draft in save.drafts]
            self._conditions[rollup.where] = found
        return found


def _holds(draft: Draft, answers: Answers | None) -> _Holds:
    known = bool(draft.before)
    if answers is None:
        return known, True
    try:
        return known and bool(answers.of(draft.before)), bool(answers.of(draft.values))
    except ExpressionError:
        return None


def _note(tally: _Tally, parent: UUID | None, was: Any, now: Any) -> None:
    if parent is None or was == now:
        return
    if not (_is_exact(tally.clean, was) and _is_exact(tally.clean, now)):
        tally.unsure.add(parent)
    tally.moves.setdefault(parent, []).append((was, now))


def _is_exact(clean: _Clean, value: Any) -> bool:
    """Tell whether a roll-up keeps a value as it is; a blank counts in none."""
    if value is None:
        return True
    try:
        return bool(clean(value) == value)
    except InvalidValue:
        return False


def _unmoved(fn: str, stored: Any) -> Any:
    if stored is None and fn in ("count", "sum"):
        raise CannotAdd  # nobody has computed it yet
    return stored


def _added(stored: Any, moves: Sequence[Move]) -> Any:
    """Add to a count or a sum.

    Adding what needs no rounding commutes with rounding half-up as long as the sign stays.
    """
    if stored is None:
        raise CannotAdd
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
