"""Remembers imports: what was asked, how far it is, what each row did and replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.errors import RecordNotFound
from engine.intake.plan import ImportPlan
from engine.intake.sources.salesforce import names_of_batch
from engine.kernel.context import Context
from engine.kernel.ids import new_id
from engine.storage.system.content import import_row, import_run
from engine.text import text

UNDO_FOR = timedelta(days=30)
CREATED, UPDATED, FAILED, WAITING, SAME = "created", "updated", "failed", "waiting", "unchanged"


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import as it stands now; ``done`` rows of ``total`` are finished for good."""

    id: UUID
    plan: ImportPlan
    state: str
    file_name: str
    file: str
    total: int
    done: int
    created: int
    updated: int
    failed: int
    by: UUID | None
    created_at: datetime
    undone_at: datetime | None

    def may_be_undone(self, now: datetime) -> bool:
        """Tell whether an undo is offered: within 30 days, once, never for a dry run."""
        fresh = now - self.created_at < UNDO_FOR
        changed = self.done > self.failed
        return fresh and changed and not self.plan.dry and self.undone_at is None


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row of the file; ``row`` is its number there."""

    row: int
    state: str
    record: UUID | None = None
    row_version: int | None = None
    source: Mapping[str, Any] | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    problems: Sequence[Mapping[str, Any]] = ()


def begin(
    conn: Connection, context: Context, plan: ImportPlan, file_name: str, digest: str
) -> UUID:
    """Remember a new import; gives its id. ``digest`` finds the bytes in the file store."""
    obj = context.model.objects[plan.object]
    made = new_id()
    options = {**plan.as_json(), "file": digest}
    row = {"id": made, "object": obj.uid, "state": "queued", "file_name": file_name}
    conn.execute(
        sa.insert(import_run).values(
            **row, options=options, by=context.actor.user_id, created_at=context.now
        )
    )
    return made


def begin_again(
    conn: Connection, run: ImportRun, plan: ImportPlan, state: str, now: datetime
) -> None:
    """Give an import that changed nothing yet another plan, and forget what it found."""
    conn.execute(sa.delete(import_row).where(import_row.c.run == run.id))
    options = {**plan.as_json(), "file": run.file}
    counts = dict.fromkeys(("total", "done", "created", "updated", "failed"), 0)
    set_state(conn, run.id, state, options=options, created_at=now, finished_at=None, **counts)


def find_run(conn: Connection, run_id: UUID, *, lock: bool = False) -> ImportRun:
    """Read one import, to change it if ``lock``; `RecordNotFound` when there is none."""
    query = sa.select(import_run).where(import_run.c.id == run_id)
    row = conn.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise RecordNotFound("import.unknown", text("no such import", "没有此导入任务"))
    return _run(row)


def list_runs(conn: Connection, by: UUID | None, limit: int = 100) -> list[ImportRun]:
    """List imports newest first: one user's, or everyone's when ``by`` is None."""
    query = sa.select(import_run).order_by(import_run.c.created_at.desc()).limit(limit)
    if by is not None:
        query = query.where(import_run.c.by == by)
    return [_run(row) for row in conn.execute(query)]


def keep_rows(
    conn: Connection, run: UUID, object_uid: UUID, rows: Sequence[RowOutcome]
) -> None:
    """Store what rows did and count them, in the transaction that did it."""
    if not rows:
        return
    conn.execute(
        sa.insert(import_row),
        [
            {
                "run": run, "row": one.row, "state": one.state, "object": object_uid,
                "record": one.record, "row_version": one.row_version, "source": one.source,
                "before": one.before, "after": one.after, "problems": list(one.problems),
            }
            for one in rows
        ],
    )  # fmt: skip
    count = import_run.c
    conn.execute(
        sa.update(import_run)
        .where(count.id == run)
        .values(
            done=count.done + len(rows),
            created=count.created + _count(rows, CREATED),
            updated=count.updated + _count(rows, UPDATED),
            failed=count.failed + _count(rows, FAILED),
        )
    )


def _count(rows: Sequence[RowOutcome], state: str) -> int:
    return sum(one.state == state for one in rows)


def settle_row(conn: Connection, run: UUID, row: RowOutcome) -> None:
    """Replace what was stored of a row that waited for a later one."""
    mine = sa.and_(import_row.c.run == run, import_row.c.row == row.row)
    values = {
        "state": row.state, "row_version": row.row_version, "problems": list(row.problems),
    }  # fmt: skip
    conn.execute(sa.update(import_row).where(mine).values(values))
    count = import_run.c
    changed = {CREATED: count.created, UPDATED: count.updated, FAILED: count.failed}[row.state]
    conn.execute(
        sa.update(import_run).where(count.id == run).values({changed.name: changed + 1})
    )


def mark_undone(conn: Connection, run: UUID, rows: Sequence[int]) -> None:
    """Note which rows were taken back, so that a repeated undo leaves them alone."""
    mine = sa.and_(import_row.c.run == run, import_row.c.row.in_(rows))
    conn.execute(sa.update(import_row).where(mine).values(state="undone"))


def set_state(conn: Connection, run: UUID, state: str, **more: object) -> None:
    """Note where an import stands: draft, queued, running, done, cancelled, failed, undoing, undone."""
    conn.execute(
        sa.update(import_run).where(import_run.c.id == run).values(state=state, **more)
    )


def read_rows(
    conn: Connection, run: UUID, *states: str, after: int = 0
) -> Iterator[RowOutcome]:
    """Give the stored rows of an import, in file order, of the given states or all."""
    mine = sa.and_(import_row.c.run == run, import_row.c.row > after)
    query = sa.select(import_row).where(mine).order_by(import_row.c.row)
    if states:
        query = query.where(import_row.c.state.in_(states))
    for row in conn.execute(query):
        yield RowOutcome(
            row.row, row.state, row.record, row.row_version, row.source, row.before, row.after,
            row.problems or (),
        )  # fmt: skip


def batch_names(conn: Connection, run: ImportRun) -> dict[str, UUID]:
    """Collect the Salesforce reference ids that the runs of the same batch gave to records."""
    names: dict[str, UUID] = {}
    for other in list_runs(conn, run.by, 1000):
        if other.id == run.id or (run.plan.batch and other.plan.batch == run.plan.batch):
            stored = read_rows(conn, other.id)
            names |= names_of_batch((one.source or {}, one.record) for one in stored)
    return names


def last_row(conn: Connection, run: UUID) -> int:
    """Give the number of the last row that was finished, 0 for none: a resumed import skips these."""
    query = sa.select(sa.func.max(import_row.c.row)).where(import_row.c.run == run)
    return int(conn.scalar(query) or 0)


def _run(row: Any) -> ImportRun:
    return ImportRun(
        id=row.id,
        plan=ImportPlan.from_json(row.options),
        state=row.state,
        file_name=row.file_name,
        file=str(row.options.get("file", "")),
        total=row.total,
        done=row.done,
        created=row.created,
        updated=row.updated,
        failed=row.failed,
        by=row.by,
        created_at=row.created_at,
        undone_at=row.undone_at,
    )
