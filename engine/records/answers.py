"""Answers an expression for the records of a batch, once for each set of values that it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.expressions import Checked
from engine.kernel.model import FieldDef
from engine.records.drafts import Save

_UNKNOWN = object()


class Answers:
    """What one expression gives for the records of one save.

    Most formulas and rules read a stage, a type or a tick, which a batch has few of. Whoever reads
    across a reference, or the actor, is asked each time. ``settled`` says that the stored formulas
    of the records are computed, and are values like others.
    """

    def __init__(
        self,
        save: Save,
        tree: Checked,
        finish: Callable[[Any], Any] | None = None,
        *,
        settled: bool = False,
    ) -> None:
        self._save = save
        self._tree = tree
        self._finish = finish
        plain = save.plain
        if settled:
            plain = plain.union(field.name for field in save.shape.stored_formulas)
        repeats = len(save.drafts) > 1 and tree.paths <= plain
        self._paths = tuple(tree.paths) if repeats else None
        self._known: dict[tuple[Any, ...], Any] = {}

    @classmethod
    def cleaned(cls, save: Save, tree: Checked, field: FieldDef) -> Answers:
        """Make the answers that a field takes, cleaned as its values are."""
        return cls(save, tree, field.type.cleaner(field, save.context.actor.locale))

    def of(self, values: Mapping[str, Any]) -> Any:
        """Give the answer for the values of a record; raises what the evaluation does."""
        if self._paths is None:
            return self._compute(values)
        read = tuple(map(values.get, self._paths))
        try:
            answer = self._known.get(read, _UNKNOWN)
        except TypeError:  # a value of several parts
            return self._compute(values)
        if answer is _UNKNOWN:
            answer = self._known[read] = self._compute(values)
        return answer

    def _compute(self, values: Mapping[str, Any]) -> Any:
        value = self._save.compute(self._tree, values)
        return value if value is None or self._finish is None else self._finish(value)
