"""Keeps checked expressions, and takes them over into a later model where their names mean the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from engine.expressions.check import Checked, check
from engine.expressions.scope import Scope, Symbol
from engine.kernel.model import Model

Reads = tuple[tuple[str, Symbol | None], ...]
_MOST_PASSED_ON = 5_000


@dataclass(frozen=True, slots=True)
class _Noting:
    """A scope that notes what it was asked."""

    scope: Scope
    found: dict[str, Symbol | None] = field(default_factory=dict)

    def resolve(self, path: str) -> Symbol | None:
        symbol = self.found[path] = self.scope.resolve(path)
        return symbol

    def names(self) -> Iterable[str]:
        return self.scope.names()


class Expressions:
    """The checked expressions of one model, each parsed and typed once.

    Which names an expression reads, and what they stood for, decides all of what checking it finds
    (0101): it is checked again only in a model where one of them stands for something else.
    """

    def __init__(self, before: dict[Hashable, tuple[Checked, Reads]] | None = None) -> None:
        self._known: dict[Hashable, tuple[Checked, Reads]] = {}
        self._before = before or {}

    def checked(self, key: Hashable, source: str, scope: Scope) -> Checked:
        """Give an expression; ``key`` tells apart the scopes. Raises what `check` does."""
        full = (key, source)
        found = self._known.get(full) or self._of_before(full, scope)
        if found is None:
            noting = _Noting(scope)
            found = check(source, noting), tuple(noting.found.items())
        self._known[full] = found
        return found[0]

    def _of_before(self, key: Hashable, scope: Scope) -> tuple[Checked, Reads] | None:
        found = self._before.get(key)
        if found is None or any(scope.resolve(path) != symbol for path, symbol in found[1]):
            return None
        return found

    def passed_on(self, _later: Model) -> Expressions:
        """Give what a later model starts with; each is looked at when it is asked for."""
        known = self._known.copy()
        before = self._before | known
        return Expressions(before if len(before) <= _MOST_PASSED_ON else known)


def expressions_of(model: Model) -> Expressions:
    """Give the checked expressions of a model, a part of it."""
    return model.part(_expressions)


def _expressions(_model: Model) -> Expressions:
    return Expressions()
