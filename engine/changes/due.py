"""Applies a change when its time has come, or tells its author why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Connection

from engine.access import rights
from engine.access.actors import load_actor
from engine.changes import scheduling
from engine.changes.applying import apply
from engine.changes.history import Revision, revisions
from engine.changes.naming import sentences
from engine.changes.scheduling import Scheduled, State
from engine.changes.steps import Plan
from engine.errors import AccessDenied, ApplyError, EngineError
from engine.jobs.queue import MAX_ATTEMPTS
from engine.jobs.run import BUG
from engine.kernel.actor import Actor, system_actor
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.text import Text, text

_FEW = 3


class ApplyDue:
    """Applies what is due if the base has not moved and the plan is the one that was read."""

    topic = scheduling.TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Apply it, as its author; what may pass by itself is tried again.

        Whatever keeps it from being applied in the end, the author is told.
        """
        key = UUID(job.payload["scheduled"])
        with context.database.reading() as conn:
            due = scheduling.find(conn, key)
            outcome = scheduling.outcome_of(conn, key)
        if due.state is not State.WAITING:
            return
        try:
            actor = _author(context, due)
            _same_base(context, due)
            planned = scheduling.remade(context, outcome)
            _same_plan(due, planned)
            self._apply(context, planned, actor, due)
        except EngineError as error:
            if _passes(error) and job.attempts < MAX_ATTEMPTS:
                raise
            _refuse(context, due, error)
        except Exception:
            if job.attempts >= MAX_ATTEMPTS:
                _refuse(context, due, EngineError("scheduled.bug", BUG))
            raise

    def _apply(self, context: Context, planned: Plan, actor: Actor, due: Scheduled) -> None:
        def note(conn: Connection, revision: Revision) -> None:
            if not scheduling.end(conn, due.id, State.APPLIED, context.now, rev=revision.rev):
                raise ApplyError("scheduled.over", _TAKEN_BACK)

        apply(
            context.database,
            planned,
            actor=actor,
            message=due.message,
            confirm=planned.confirmation,
            files=context.files,
            also=note,
        )


def _passes(error: EngineError) -> bool:
    return error.passing or error.code == "apply.busy"


def _author(context: Context, due: Scheduled) -> Actor:
    """Give the actor that the author is by now; AccessDenied when they may not do it any more."""
    if due.by is None:
        return system_actor(due.actor)
    with context.database.reading() as conn:
        actor = load_actor(conn, context.model, context.columns, due.by)
    if "customise" not in rights(replace(context, actor=actor)).system:
        raise AccessDenied("access.customise", _NO_RIGHT)
    return actor


def _same_base(context: Context, due: Scheduled) -> None:
    if context.revision == due.base:
        return
    between = revisions(context.database, limit=_FEW, after=due.base)
    told = "; ".join(f"{each.rev} {each.message} ({each.actor})" for each in reversed(between))
    raise ApplyError(
        "apply.stale",
        text(
            "others changed the settings since: it is based on revision {base}, then came {told}",
            "此后他人更改了设置：它基于版本 {base}，之后有 {told}",
            base=due.base,
            told=told,
        ),
    )


def _same_plan(due: Scheduled, planned: Plan) -> None:
    if planned.digest == due.digest:
        return
    was = {_step_key(step) for step in due.steps}
    now = scheduling.steps_json(planned)
    new = [step for step in now if _step_key(step) not in was]
    raise ApplyError(
        "scheduled.other",
        text(
            "the data have changed since, so that it would do something else: {steps}",
            "数据此后发生了变化，执行结果将有所不同：{steps}",
            steps=sentences(Text.of(step["text"]) for step in (new or now)[:_FEW]),
        ),
    )


def _step_key(step: Mapping[str, Any]) -> tuple[str, str, str]:
    return step["class"], step["name"], step["text"].get("en", "")


def _refuse(context: Context, due: Scheduled, error: EngineError) -> None:
    first = error.problems[0]
    why = text("{what} {hint}", "{what} {hint}", what=first.text, hint=first.hint)
    kept = Text(tuple((locale, said.strip()) for locale, said in why.by_locale))
    with context.database.writing() as conn:
        if scheduling.end(conn, due.id, State.REFUSED, context.now, why=kept):
            scheduling.put_back(context, due.id)


_NO_RIGHT = text("its author may not change settings any more", "其作者已无权修改设置")
_TAKEN_BACK = text("it was taken back", "它已被撤回")
