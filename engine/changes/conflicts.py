"""What comes to a tenant and what is there both changed, and who wins (decision 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.changes.naming import value_words
from engine.kernel.kind import Kind, PropertyClass
from engine.packages.canonical import digest
from engine.packages.package import Patch
from engine.packages.patching import MISSING, steps_of, tightens
from engine.text import Text, text

Key = tuple[str, str, str]


class Side(StrEnum):
    """Whose value holds: what is here, or what comes: of an upgrade, a folder, another tenant."""

    OURS = "ours"
    THEIRS = "theirs"


class Verdict(StrEnum):
    """What becomes of a patch when the package below it is upgraded."""

    KEEP = "keep"
    """The package still says what the patch was made against."""
    SETTLED = "settled"
    """The package says now what the patch says: it is not needed any more."""
    THEIRS = "theirs"
    """The class of the property lets the package win."""
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One disagreement: what the package said, what it says now, and what ``package`` made of it.

    ``base``, ``theirs`` and ``ours`` are None where there is nothing. ``fixed`` leaves no choice;
    ``undecided`` keeps the upgrade from being applied until somebody chose.
    """

    target: Key
    pointer: str
    package: str
    base: Any
    theirs: Any
    ours: Any
    winner: Side
    fixed: bool = False
    undecided: bool = False

    @property
    def id(self) -> str:
        """Name the conflict, to choose a side by: ``field/lead/company#/label/en``."""
        return conflict_id(self.target, self.pointer)

    @property
    def text(self) -> Text:
        """Say in one sentence who wins over what."""
        if self.undecided:
            return text(
                "decide about {id}: what comes says {theirs}, here it is {ours}",
                "请决定 {id}：传入值为 {theirs}，此处为 {ours}",
                **self._said(),
            )
        if self.winner is Side.OURS:
            return text(
                "{id} stays {ours}; what comes says {theirs}",
                "{id} 保持 {ours}；传入值为 {theirs}",
                **self._said(),
            )
        return text(
            "{id} becomes {theirs}, which comes; here it was {ours}",
            "{id} 改为传入的 {theirs}；此处原为 {ours}",
            **self._said(),
        )

    def as_json(self) -> dict[str, Any]:
        """Give the shape that the command line and the API print."""
        return {
            "id": self.id,
            "target": list(self.target),
            "pointer": self.pointer,
            "package": self.package,
            "base": self.base,
            "theirs": self.theirs,
            "ours": self.ours,
            "winner": self.winner.value,
            "fixed": self.fixed,
            "undecided": self.undecided,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Conflict:
        """Read what `as_json` gave; a revision keeps its conflicts so."""
        kind, of, name = said["target"]
        kept = ("pointer", "package", "base", "theirs", "ours", "fixed", "undecided")
        side = Side(said["winner"])
        return cls(target=(kind, of, name), winner=side, **{key: said[key] for key in kept})

    def _said(self) -> dict[str, str | Text]:
        return {
            "id": self.id,
            "theirs": value_words(self.theirs),
            "ours": value_words(self.ours),
        }


def conflict_id(target: Key, pointer: str) -> str:
    """Give the name of a conflict about a property of a component."""
    return f"{'/'.join(part for part in target if part)}#{pointer}"


def judge(patch: Patch, kind: Kind, old: Any, new: Any) -> Verdict:
    """Say what becomes of a patch; ``old`` and ``new`` are what stands below it, or `MISSING`."""
    if _same(old, new):
        return Verdict.KEEP
    if patch.op in ("unset", "remove"):
        return Verdict.SETTLED if new is MISSING else Verdict.CONFLICT
    if patch.op == "move":
        return Verdict.KEEP
    if patch.op == "put" and isinstance(patch.value, Mapping) and isinstance(new, Mapping):
        return _judge_element(patch.value, old, new)
    if patch.op != "delete" and _same(new, patch.value):
        return Verdict.SETTLED
    return _by_class(patch, kind, new)


def _by_class(patch: Patch, kind: Kind, new: Any) -> Verdict:
    steps = steps_of(patch.pointer)
    held = kind.property_classes.get(steps[0]) if steps else None
    if held is PropertyClass.LOCKED:
        return Verdict.THEIRS
    if held is PropertyClass.TIGHTEN:
        return Verdict.KEEP if tightens(steps[-1], patch, new) else Verdict.THEIRS
    return Verdict.CONFLICT


def _judge_element(value: Mapping[str, Any], old: Any, new: Mapping[str, Any]) -> Verdict:
    """Compare only the properties that the patch names."""
    before = old if isinstance(old, Mapping) else {}
    named = [key for key in value if key not in ("id", "after", "before")]
    differing = [key for key in named if not _same(new.get(key, MISSING), value[key])]
    if not differing:
        return Verdict.SETTLED
    moved = [
        key for key in differing if not _same(before.get(key, MISSING), new.get(key, MISSING))
    ]
    return Verdict.CONFLICT if moved else Verdict.KEEP


def _same(one: Any, other: Any) -> bool:
    if one is MISSING or other is MISSING:
        return one is other
    return digest(one) == digest(other)
