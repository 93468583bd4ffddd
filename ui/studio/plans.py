"""Says a plan: its steps and how many of each class, for the panel and every page of review."""

from __future__ import annotations

from typing import Any

from engine import Plan, StepClass
from ui.i18n import gettext as _
from ui.studio.desk import Desk

TONES = {
    StepClass.META: "",
    StepClass.INSTANT: "ok",
    StepClass.INDEX: "info",
    StepClass.COPY: "warn",
    StepClass.LOSSY: "bad",
    StepClass.BLOCKED: "bad",
}
MOST_SHOWN = 40


def shown_plan(at: Desk, plan: Plan | None) -> dict[str, Any]:
    """Give what templates need of a plan; conflicts are shown by a table of their own."""
    steps = [step for step in plan.steps if step.conflict is None] if plan else []
    return {
        "planned": plan is not None,
        "steps": [_step(at, step) for step in steps],
        "counts": _counts(steps),
        "blocked": bool(plan and plan.blocked),
        "seconds": sum(step.seconds for step in steps),
        "most": MOST_SHOWN,
        "digest": plan.digest if plan else "",
        "confirmation": plan.confirmation if plan else "",
    }


def _counts(steps: Any) -> list[tuple[str, int, str]]:
    found = [(one, sum(step.cls is one for step in steps)) for one in StepClass]
    return [(_class(one), count, TONES[one]) for one, count in found if count]


def _class(step_class: StepClass) -> str:
    return {
        StepClass.META: _("description"),
        StepClass.INSTANT: _("instant"),
        StepClass.INDEX: _("index"),
        StepClass.COPY: _("copy"),
        StepClass.LOSSY: _("values lost"),
        StepClass.BLOCKED: _("blocked"),
    }[step_class]


def _step(at: Desk, step: Any) -> dict[str, Any]:
    return {
        "text": at.at.say(step.text),
        "class": _class(step.cls),
        "tone": TONES[step.cls],
        "rows": step.rows,
        "lost": step.lost,
        "later": step.later,
        "place": step.place,
        "details": [at.at.say(detail) for detail in step.details],
    }
