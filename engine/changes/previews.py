"""What a draft comes to by now, and which other drafts want something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.changes.drafting import Clash
from engine.changes.drafts import Draft
from engine.changes.steps import Plan
from engine.errors import Problem


@dataclass(frozen=True, slots=True)
class Meeting:
    """Another draft, and what it and the one at work both change, each otherwise."""

    draft: Draft
    clashes: Sequence[Clash]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft comes to by now: a plan, or the problems that keep it from being one.

    ``clashes`` are to be settled before it can be applied; ``others`` are other drafts that touch
    the same components, and ``meetings`` say which of them want something else there.
    """

    plan: Plan | None
    problems: Sequence[Problem]
    clashes: Sequence[Clash]
    others: Sequence[Draft]
    meetings: Sequence[Meeting] = ()
