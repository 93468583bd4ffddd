"""The five points where rooms meet without importing each other (handed down in the Context)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from uuid import UUID

from engine.text import Text

if TYPE_CHECKING:
    from engine.kernel.context import Context
    from engine.kernel.model import ObjectDef


class Stage(IntEnum):
    """The stages of a save, in their fixed order (decision 21)."""

    DEFAULTS = 10
    BEFORE = 20
    FORMULAS = 30
    VALIDATION = 40
    LOCKS = 50
    WRITE = 60
    ROLLUPS = 70
    AFTER = 80
    HISTORY = 90
    OUTBOX = 100


@dataclass(slots=True)
class Change:
    """One record on its way through the save pipeline; hooks may alter ``values``.

    ``action`` is create, update, delete or restore. ``before`` is empty for a create. ``changed``
    names the fields whose values differ.
    """

    object: str
    id: UUID
    action: str
    before: Mapping[str, Any]
    values: dict[str, Any]
    changed: set[str] = field(default_factory=set)


class SaveHook(Protocol):
    """Takes part in saves at one stage; several at a stage run by ``order``, then name."""

    name: str
    stage: Stage
    order: int

    def run(self, context: Context, obj: ObjectDef, changes: list[Change]) -> None:
        """Handle a batch of changes of one object inside the transaction; raise to refuse."""


class VisibilityClause(Protocol):
    """Adds records that an actor may see; clauses are joined by OR and never narrow."""

    name: str

    def predicate(
        self, context: Context, obj: ObjectDef, table: Any, action: str
    ) -> Any | None:
        """Give a SQL predicate on ``table``, or None when it adds nothing."""


class ActionType(Protocol):
    """Something that automations and buttons can do: set, create, notify, mail ..."""

    name: str
    schema: Mapping[str, Any]

    def run(self, context: Context, change: Change, inputs: Mapping[str, Any]) -> None:
        """Do it inside the transaction; what leaves the system goes through the outbox."""


class PlanProbe(Protocol):
    """Counts what a planned change would touch, so that the plan says it before it happens."""

    name: str

    def probe(self, context: Context, step: Any) -> Iterable[Text]:
        """Give sentences for the plan; none when the step does not concern this probe.

        ``step`` is an ``engine.changes.Step``; the context is that of the revision in force.
        """


@dataclass(frozen=True, slots=True)
class Job:
    """One claimed outbox row; ``payload`` holds ids, not values."""

    id: UUID
    topic: str
    key: str
    payload: Mapping[str, Any]
    attempts: int
    report: Callable[[int, int, str], bool]
    """``report(done, total, note)`` stores progress, renews the lease, and gives False when the job
    was cancelled: the handler then stops at a clean point."""


class JobHandler(Protocol):
    """Handles the jobs of one topic; idempotent, since a job may run twice (decision 32)."""

    topic: str

    def run(self, context: Context, job: Job) -> None:
        """Do the job in transactions of its own choosing."""


@runtime_checkable
class Forgetful(Protocol):
    """A job handler that clears away what its jobs left behind once nobody may ask for it."""

    def forget(self, context: Context, results: Sequence[Mapping[str, Any]]) -> None:
        """Clear away what these results of ended jobs speak of; the jobs are deleted next."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Work that a room wants done every day at a local time of the tenant: a job of ``topic``."""

    name: str
    topic: str
    at: time
    label: Text


class Runner(Protocol):
    """Runs the components of one kind on demand: a report, a decision, a price, an import."""

    kind: str

    def run(self, context: Context, name: str, inputs: Mapping[str, Any]) -> Any:
        """Run the named component as the actor of the context; gives plain values."""


@dataclass(frozen=True, slots=True)
class Extensions:
    """Everything that rooms contributed, handed down by the registry."""

    hooks: tuple[SaveHook, ...] = ()
    visibility: tuple[VisibilityClause, ...] = ()
    actions: Mapping[str, ActionType] = field(default_factory=dict)
    probes: tuple[PlanProbe, ...] = ()
    handlers: Mapping[str, JobHandler] = field(default_factory=dict)
    runners: Mapping[str, Runner] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] = ()
