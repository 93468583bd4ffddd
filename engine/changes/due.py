"""Applies a change when its time has come, or tells its author why not."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy.engine import Connection

from engine.access import rights
from engine.access.actors import load_actor
from engine.changes import scheduling
from engine.changes.applying import apply
from engine.changes.history import Revision
from engine.changes.meanwhile import planned_again
from engine.changes.scheduling import Scheduled, State
from engine.changes.steps import Plan
from engine.errors import AccessDenied, ApplyError, EngineError
from engine.jobs.queue import MAX_ATTEMPTS
from engine.jobs.run import BUG
from engine.kernel.actor import Actor, system_actor
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.text import text


class ApplyDue:
    """Applies what is due, over what came since, if it still does what was read (0079, 0094)."""

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
            planned = planned_again(context, due, outcome)
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
    return error.passing or error.code in ("apply.busy", "apply.stale")


def _author(context: Context, due: Scheduled) -> Actor:
    """Give the actor that the author is by now; AccessDenied when they may not do it any more."""
    if due.by is None:
        return system_actor(due.actor)
    with context.database.reading() as conn:
        actor = load_actor(conn, context.model, context.columns, due.by)
    if "customise" not in rights(replace(context, actor=actor)).system:
        raise AccessDenied("access.customise", _NO_RIGHT)
    return actor


def _refuse(context: Context, due: Scheduled, error: EngineError) -> None:
    first = error.problems[0]
    why = first.text
    if first.hint:
        why = text("{what}; {hint}", "{what}；{hint}", what=first.text, hint=first.hint)
    with context.database.writing() as conn:
        if scheduling.end(conn, due.id, State.REFUSED, context.now, why=why):
            scheduling.put_back(context, due.id)


_NO_RIGHT = text("its author may not change settings any more", "其作者已无权修改设置")
_TAKEN_BACK = text("it was taken back", "它已被撤回")
