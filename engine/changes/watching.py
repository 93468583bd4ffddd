"""Tells whoever watches a change how far it is, and lets them cancel it before it is committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.changes.steps import Action, Plan, Step
from engine.errors import ApplyError
from engine.text import Text, text


@dataclass(frozen=True, slots=True)
class Moment:
    """How far a change is: the step being done, of how many, and what is going on."""

    step: int
    steps: int
    text: Text


Watch = Callable[[Moment], None]
"""Hears of each step; what it raises takes the whole change back."""
GoOn = Callable[[], None]
"""Is called between the parts of a long step, for the same."""


def unwatched(_moment: Moment) -> None:
    """Watch nothing."""


def in_change(steps: Sequence[Step]) -> list[Step]:
    """Give the steps that a change does itself; the rest is in its metadata, or left to jobs."""
    return [step for step in steps if step.action is not Action.META and not step.later]


def tell_waiting(watch: Watch, plan: Plan, attempt: int, holder: Text | None) -> None:
    """Say that a change gave way, to whom if that is known, and begins again."""
    said = (
        text(
            "waiting for the database, attempt {n}", "等待数据库，第 {n} 次尝试", n=attempt + 1
        )
        if holder is None
        else text(
            "waiting, attempt {n}: {holder}",
            "等待中，第 {n} 次尝试：{holder}",
            n=attempt + 1,
            holder=holder,
        )
    )
    watch(Moment(0, len(in_change(plan.steps)), said))


def cancelled() -> ApplyError:
    """Make the error with which a watcher takes a change back."""
    return ApplyError("apply.cancelled", text("it was cancelled", "已取消"))


WRITING = text("writing the metadata", "正在写入元数据")
CHECKING = text("checking the tables", "正在检查数据表")
"""The last moment in which a change can be cancelled."""
