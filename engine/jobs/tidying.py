"""Clears away what jobs and repeated requests left behind and nobody asks for any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from engine.jobs.progress import ENDED
from engine.kernel.context import Context
from engine.kernel.extension import Forgetful, Job
from engine.storage.idempotency import KEPT, forget_answers
from engine.storage.system.work import job as job_row

TOPIC = "tidy_jobs"
JOBS_KEPT = timedelta(days=30)
CHUNK = 500
"""Writers are short (decision 10)."""


class TidyJobs:
    """Handles the jobs of topic ``tidy_jobs``."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Delete answers after a day and ended jobs after 30, with the files they made."""
        with context.database.writing() as conn:
            forget_answers(conn, context.now - KEPT)
        done = 0
        while count := self._forget_some(context):
            done += count
            if not job.report(done, 0, ""):
                return

    def _forget_some(self, context: Context) -> int:
        old = sa.and_(
            job_row.c.state.in_(ENDED), job_row.c.finished_at < context.now - JOBS_KEPT
        )
        query = sa.select(job_row.c.id, job_row.c.topic, job_row.c.result).where(old)
        with context.database.writing() as conn:
            rows = conn.execute(query.limit(CHUNK)).all()
            conn.execute(sa.delete(job_row).where(job_row.c.id.in_([row.id for row in rows])))
            results: dict[str, list[Mapping[str, Any]]] = {}
            for row in rows:
                results.setdefault(row.topic, []).append(row.result or {})
            for topic, each in results.items():
                _forget(context.within(conn), topic, each)
        return len(rows)


def _forget(context: Context, topic: str, results: Sequence[Mapping[str, Any]]) -> None:
    handler: object = context.extensions.handlers.get(topic)
    if isinstance(handler, Forgetful):
        handler.forget(context, results)
