"""Says a plan: what it adds, changes and removes, for the panel and every page of review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from engine import Plan, StepClass
from ui.i18n import counted_records
from ui.i18n import gettext as _
from ui.studio.desk import Desk

EFFECTS = {"add": ("a", "+", "ok"), "change": ("c", "~", "warn"), "remove": ("r", "−", "bad")}
"""How each effect is drawn: its class in the list, its mark, the tone of its pill."""
GRAVE = (StepClass.LOSSY, StepClass.BLOCKED)
SHORT_LOCK = 0.05
MOST_SHOWN = 40


def shown_plan(at: Desk, plan: Plan | None) -> dict[str, Any]:
    """Give what templates need of a plan; conflicts are shown by a table of their own."""
    steps = [step for step in plan.steps if step.conflict is None] if plan else []
    found = [_item(at, group) for group in _grouped(steps)]
    return {
        "planned": plan is not None,
        "steps": found,
        "counts": [*_counts(found), *_graves(steps)],
        "blocked": bool(plan and plan.blocked),
        "estimate": estimate(steps),
        "most": MOST_SHOWN,
        "digest": plan.digest if plan else "",
        "confirmation": plan.confirmation if plan else "",
    }


def seconds_of(steps: Sequence[Any]) -> float:
    """Estimate how long the change itself takes, without what is left to jobs."""
    return float(sum(step.seconds for step in steps if not step.later))


def estimate(steps: Sequence[Any]) -> str:
    """Say how long applying takes on this database, and how long tables are locked by it."""
    seconds = seconds_of(steps)
    took = _("under 1 s") if seconds < 1 else _("about {n} s", n=round(seconds))
    # 0080: all tables are locked together, until the change is committed.
    locked = sum(step.seconds for step in steps if step.lock != "none" and not step.later)
    lock = (
        _("no lock over {n} ms", n=round(SHORT_LOCK * 1000))
        if locked <= SHORT_LOCK
        else _("tables locked for {n} s", n=f"{locked:.1f}")
    )
    later = sum(step.seconds for step in steps if step.later)
    jobs = [_("jobs after it: about {n} s", n=max(1, round(later)))] if later else []
    return _(", ").join([took, lock, *jobs])


def _grouped(steps: Sequence[Any]) -> Iterator[list[Any]]:
    """Put what is done in the database for a component with the component itself."""
    places: dict[str, int] = {}
    for number, step in enumerate(steps):
        places.setdefault(step.place or f"#{number}", number)
    placed = [(places[step.place or f"#{n}"], n, step) for n, step in enumerate(steps)]
    for _place, group in groupby(sorted(placed, key=lambda one: one[:2]), lambda one: one[0]):
        yield [step for _first, _number, step in group]


def _counts(items: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for effect, (_class, _mark, tone) in EFFECTS.items():
        count = sum(item["effect"] == effect for item in items)
        if count:
            yield (
                {
                    "add": _("{n} add", n=count),
                    "change": _("{n} change", n=count),
                    "remove": _("{n} remove", n=count),
                }[effect],
                tone,
            )


def _graves(steps: Sequence[Any]) -> Iterator[tuple[str, str]]:
    lossy, blocked = (sum(step.cls is one for step in steps) for one in GRAVE)
    if lossy:
        yield _("{n} lose values", n=lossy), "bad"
    if blocked:
        yield _("{n} blocked", n=blocked), "bad"


def _item(at: Desk, steps: Sequence[Any]) -> dict[str, Any]:
    """Give one thing that a plan is about, the first step saying it in a sentence."""
    first = steps[0]
    effect = first.effect.value
    class_, mark, _tone = EFFECTS[effect]
    return {
        "effect": effect,
        "class": "r" if any(map(_is_grave, steps)) else class_,
        "mark": "!" if first.cls is StepClass.BLOCKED else mark,
        "place": first.place,
        "lines": _lines(at, steps),
        "details": [at.at.say(detail) for step in steps for detail in step.details],
    }


def _lines(at: Desk, steps: Sequence[Any]) -> list[dict[str, Any]]:
    """Say each step in a line; what is said of several columns alike is said once."""
    said = Counter((at.at.say(step.text), *_facts(step)) for step in steps)
    grave = {at.at.say(step.text) for step in steps if _is_grave(step)}
    return [
        {
            "text": words,
            "facts": [*facts, *([f"× {times}"] if times > 1 else [])],
            "grave": words in grave,
        }
        for (words, *facts), times in said.items()
    ]


def _is_grave(step: Any) -> bool:
    return step.cls in GRAVE or step.asks


def _facts(step: Any) -> list[str]:
    """Say in short words what a step costs."""
    words = {
        StepClass.INSTANT: _("instant"),
        StepClass.INDEX: _("index"),
        StepClass.COPY: _("copy"),
        StepClass.LOSSY: _("values lost"),
        StepClass.BLOCKED: _("blocked"),
    }
    found = [_("to be confirmed") if step.asks else words.get(step.cls, "")]
    if step.rows is not None:
        found.append(counted_records(step.rows))
    found.append(_("as a job") if step.later else "")
    found.append(_("{n} values lost", n=step.lost) if step.lost else "")
    return [word for word in found if word]
