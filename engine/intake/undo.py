"""Takes an import back: what it made goes to the trash, what it changed gets its old values.

A record that someone changed since is left as it is and listed with both values; so is one that
others hold back, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from engine.errors import FlowError, Problem
from engine.intake import runs
from engine.intake.importing import CHUNK
from engine.intake.runs import CREATED, UPDATED, WAITING, ImportRun, RowOutcome
from engine.jobs.progress import keep_result, start_job
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.kernel.model import ObjectDef
from engine.kernel.query import Condition, Query, Record, RowResult
from engine.records import Records
from engine.text import text

TOPIC = "import_undo"
CHANGED = (CREATED, UPDATED, WAITING)
"""A stopped import leaves rows that were saved but still wait for one further down."""
SHOWN = 200
"""Conflicts that the result lists; the rest is counted."""


def start_undo(context: Context, run_id: UUID) -> UUID:
    """Start taking an import back; gives the job's id. `FlowError` when it is too late."""
    with context.database.writing() as conn:
        run = runs.find_run(conn, run_id)
        if not run.may_be_undone(context.now):
            message = text("this import can no longer be undone", "此次导入已无法撤销")
            raise FlowError("import.undo", message)
        runs.set_state(conn, run_id, "undoing")
        label = text("Undo an import", "撤销导入")
        return start_job(context, TOPIC, str(run_id), {"run": str(run_id)}, label)


class UndoJob:
    """Handles the jobs of topic ``import_undo``."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Take back chunk by chunk; a chunk that was taken back before changes nothing again."""
        run_id = UUID(str(job.payload["run"]))
        with context.database.reading() as conn:
            run = runs.find_run(conn, run_id)
            rows = [one for one in runs.read_rows(conn, run_id, *CHANGED) if one.record]
        left: list[dict[str, Any]] = []
        for start in range(0, len(rows), CHUNK):
            left += _take_back(context, run, rows[start : start + CHUNK])
            if not job.report(min(start + CHUNK, len(rows)), len(rows), ""):
                return
        with context.database.writing() as conn:
            runs.set_state(conn, run_id, "undone", undone_at=context.now)
            result = {"run": str(run_id), "undone": len(rows) - len(left), "left": left[:SHOWN]}
            keep_result(conn, job.id, {**result, "left_count": len(left)})


def _take_back(
    context: Context, run: ImportRun, rows: Sequence[RowOutcome]
) -> list[dict[str, Any]]:
    obj = context.model.objects[run.plan.object]
    gate = Records(context, obj)
    with context.database.writing() as conn:
        now = _present(gate, rows)
        same = [one for one in rows if one.record in now and _unchanged(one, now)]
        restoring = [{"id": one.record, **one.before} for one in same if one.before]
        deleting = [one.record for one in same if one.before is None and one.record]
        refused = {
            **_refused([row["id"] for row in restoring], gate.bulk_update(restoring)),
            **_refused(deleting, gate.bulk_delete(deleting)),
        }
        runs.mark_undone(conn, run.id, [one.row for one in same if one.record not in refused])
    left = [one for one in rows if one.record in now and not _unchanged(one, now)]
    left += [one for one in same if one.record in refused]
    return [_both_values(obj, one, now, refused.get(one.record)) for one in left]


def _refused(
    ids: Sequence[UUID | None], results: Sequence[RowResult]
) -> dict[UUID | None, Problem | None]:
    """Give the records that could not be taken back, each with the first reason."""
    return {
        record: next(iter(result.problems), None)
        for record, result in zip(ids, results, strict=True)
        if not result.ok
    }


def _present(gate: Records, rows: Sequence[RowOutcome]) -> dict[UUID, Record]:
    ids = [one.record for one in rows]
    fields = {name for one in rows for name in one.before or {}}
    page = gate.query(Query((*sorted(fields), "id"), Condition("id", "in", ids), limit=1000))
    return {record.id: record for record in page.records}


def _unchanged(one: RowOutcome, now: dict[UUID, Record]) -> bool:
    return one.record is not None and now[one.record].row_version == one.row_version


def _both_values(
    obj: ObjectDef, one: RowOutcome, now: dict[UUID, Record], refusal: Problem | None
) -> dict[str, Any]:
    """Name a record that was left: with its values before the import and today, or why it stays."""
    record = now.get(one.record) if one.record else None
    fields = {
        name: {"before": old, "now": None if record is None else _plain(obj, record, name)}
        for name, old in (one.before or {}).items()
    }
    why = {} if refusal is None else refusal.text.as_map()
    return {"row": one.row, "record": str(one.record), "fields": fields, "why": why}


def _plain(obj: ObjectDef, record: Record, name: str) -> Any:
    """Give a present value in the same form as the undo log keeps old ones."""
    value = record.values.get(name)
    if value is None:
        return None
    plain = obj.fields[name].type.to_json(value, obj.fields[name])
    return plain if isinstance(plain, str | int | float | bool | list | dict) else str(plain)
