"""The plan of a change: its ordered steps, and the state that it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from engine.changes.conflicts import Conflict
from engine.changes.vacant import Vacant
from engine.kernel.model import Model
from engine.packages.package import Package
from engine.storage.columns import ColumnMap, MapRow
from engine.storage.metadata import Stored
from engine.text import Text


class StepClass(StrEnum):
    """What a step costs and risks, mildest first (decision 8)."""

    META = "meta"
    INSTANT = "instant"
    INDEX = "index"
    COPY = "copy"
    LOSSY = "lossy"
    BLOCKED = "blocked"


class Action(StrEnum):
    """What a step does to the database; `META` changes components only."""

    META = "meta"
    TABLE = "table"
    COLUMN = "column"
    SIDE = "side"
    FILL = "fill"
    UNINDEX = "unindex"
    INDEX = "index"
    COPY = "copy"
    REBUILD = "rebuild"
    PURGE = "purge"
    COMPACT = "compact"


class Effect(StrEnum):
    """What becomes of the thing that a step is about."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


_EFFECTS: Mapping[Action, Effect] = {
    Action.TABLE: Effect.ADD,
    Action.COLUMN: Effect.ADD,
    Action.SIDE: Effect.ADD,
    Action.INDEX: Effect.ADD,
    Action.UNINDEX: Effect.REMOVE,
    Action.PURGE: Effect.REMOVE,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``rows`` counts the records that it touches, None where it touches none.

    ``object`` is the object's name afterwards, ``physical`` the table, column or index.
    ``later`` leaves it to a job after the change. ``lost`` counts the values that nobody will have
    any more; ``lock`` says who waits (see `engine.changes.costs`), for about ``seconds``.
    ``details`` are sentences of probes: who uses it, who can no longer see it. ``text`` calls things
    by their labels, ``name`` is the technical name of a component.
    """

    cls: StepClass
    action: Action
    text: Text
    kind: str = ""
    object: str = ""
    field: str = ""
    physical: str = ""
    rows: int | None = None
    later: bool = False
    lost: int = 0
    lock: str = "none"
    seconds: float = 0.0
    details: tuple[Text, ...] = ()
    conflict: Conflict | None = None
    """The disagreement that the step tells, if it tells one."""
    name: str = ""
    asks: bool = False
    """Somebody must confirm it, although nobody loses values."""
    becomes: Effect | None = None
    """Said by what changes a component; else it follows from the action."""

    @property
    def effect(self) -> Effect:
        """Say whether the step adds, changes or removes."""
        return self.becomes or _EFFECTS.get(self.action, Effect.CHANGE)

    @property
    def place(self) -> str:
        """Give the technical name of what it is about, with its parent's."""
        return self.name or ".".join(filter(None, (self.object, self.field)))

    def identity(self) -> list[Any]:
        """Give what a digest binds: what is done, not what it meets in data that people change."""
        return [
            self.cls.value,
            self.action.value,
            self.kind,
            self.object,
            self.field,
            self.physical,
            self.later,
        ]

    def as_json(self, locale: str = "en") -> dict[str, Any]:
        """Give the shape that the command line and the API print."""
        return {
            "class": self.cls.value,
            "action": self.action.value,
            "text": self.text.to(locale),
            "kind": self.kind,
            "object": self.object,
            "field": self.field,
            "physical": self.physical,
            "rows": self.rows,
            "later": self.later,
            "lost": self.lost,
            "lock": self.lock,
            "seconds": self.seconds,
            "details": [detail.to(locale) for detail in self.details],
            **({"conflict": self.conflict.as_json()} if self.conflict else {}),
            "name": self.place,
            "asks": self.asks,
        }


@dataclass(frozen=True, slots=True)
class ComponentChange:
    """One component before and after; None before it was there, and after it was deleted."""

    uid: UUID
    before: Stored | None
    after: Stored | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps from revision ``base`` to the next, bound together by ``digest``."""

    base: int
    steps: tuple[Step, ...]
    digest: str
    model: Model
    """What will be in force."""
    columns: ColumnMap
    map_rows: tuple[MapRow, ...]
    """Rows of the column map that are new or changed."""
    changes: tuple[ComponentChange, ...]
    packages: tuple[Package, ...]
    """Packages whose stored form changes."""
    purged: tuple[MapRow, ...] = ()
    """Dead rows of the column map that go with what they name."""
    gone: tuple[str, ...] = ()
    """Packages that are taken away."""
    before: Mapping[UUID, str] = field(default_factory=dict)
    """Tables that exist and are touched: object uid -> physical name."""
    old: Model | None = None
    """What is in force, with its column map: where what is lost is read."""
    old_columns: ColumnMap | None = None
    conflicts: tuple[Conflict, ...] = ()
    """What an upgrade and other layers disagree about."""
    vacant: tuple[Vacant, ...] = ()
    """What was found without values, so that nothing is done about them."""

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to do: to tell a disagreement changes nothing."""
        doing = any(step.conflict is None for step in self.steps)
        return not (doing or self.packages or self.gone)

    @property
    def blocked(self) -> tuple[Step, ...]:
        """Give the steps that keep this plan from being applied."""
        return tuple(step for step in self.steps if step.cls is StepClass.BLOCKED)

    @property
    def lossy(self) -> tuple[Step, ...]:
        """Give the steps by which people lose values."""
        return tuple(step for step in self.steps if step.cls is StepClass.LOSSY)

    @property
    def confirmation(self) -> str:
        """Give what has to be typed first: what the plan takes from, and the digest's start.

        That is objects of which values are lost, and packages of which much is deleted. Empty when
        there is neither.
        """
        asking = (step for step in self.steps if step.asks or step.cls is StepClass.LOSSY)
        names = sorted({step.object for step in asking})
        return " ".join([*names, self.digest[:8]]) if names else ""

    def as_json(self, locale: str = "en") -> dict[str, Any]:
        """Give the shape that the command line and the API print."""
        return {
            "confirmation": self.confirmation,
            "base": self.base,
            "digest": self.digest,
            "blocked": bool(self.blocked),
            "steps": [step.as_json(locale) for step in self.steps],
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
        }
