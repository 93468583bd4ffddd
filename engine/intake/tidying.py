"""Clears away imports that nobody finished, and what an undo would need once it is too late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.intake.kept_files import destroy_unused
from engine.intake.runs import UNDO_FOR
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.storage.system.content import import_row, import_run

TOPIC = "tidy_imports"
DRAFTS_KEPT = timedelta(days=7)
RUNNING = ("queued", "running", "undoing")
ROWS = 5_000
"""Writers are short: no transaction deletes more rows (decision 10)."""


class TidyImports:
    """Handles the jobs of topic ``tidy_imports``."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Delete drafts and rehearsals after a week, rows and file of real imports after 30 days."""
        old = _ended_before(context, context.now - DRAFTS_KEPT)
        for done, row in enumerate(old, 1):
            abandoned = row.state == "draft" or bool(row.options.get("dry"))
            late = row.created_at < context.now - UNDO_FOR
            if abandoned or (late and row.options.get("file")):
                _clear(context, row.id, row.options, whole=abandoned)
            if not job.report(done, len(old), ""):
                return


def _ended_before(context: Context, moment: datetime) -> Sequence[Any]:
    run = import_run.c
    query = sa.select(run.id, run.options, run.state, run.created_at).where(
        run.created_at < moment, run.state.not_in(RUNNING)
    )
    with context.database.reading() as conn:
        rows: Sequence[Any] = conn.execute(query).all()
    return rows


def _clear(context: Context, run: UUID, options: Mapping[str, Any], *, whole: bool) -> None:
    while _clear_rows(context, run):
        pass
    mine = import_run.c.id == run
    with context.database.writing() as conn:
        if whole:
            conn.execute(sa.delete(import_run).where(mine))
        else:
            kept = {**options, "file": ""}
            conn.execute(sa.update(import_run).where(mine).values(options=kept))
        if options.get("file"):
            destroy_unused(context.within(conn), [str(options["file"])])


def _clear_rows(context: Context, run: UUID) -> int:
    some = sa.select(import_row.c.row).where(import_row.c.run == run).limit(ROWS)
    with context.database.writing() as conn:
        numbers = list(conn.scalars(some))
        gone = sa.and_(import_row.c.run == run, import_row.c.row.in_(numbers))
        conn.execute(sa.delete(import_row).where(gone))
    return len(numbers)
