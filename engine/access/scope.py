"""The scopes of a right, from nothing to everything."""

from __future__ import annotations

from enum import IntEnum


class Scope(IntEnum):
    """How far a right reaches; wider scopes hold all that narrower ones do (decision 17)."""

    NONE = 0
    OWN = 1
    SUBORDINATES = 2
    TEAM = 3
    ALL = 4

    @classmethod
    def of(cls, word: object) -> Scope:
        """Read the word that a permission set carries; what is not known is no right."""
        return _BY_WORD.get(str(word), cls.NONE)


_BY_WORD = {scope.name.lower(): scope for scope in Scope}
