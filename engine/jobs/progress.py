"""What people see of a job: its state, how far it is, what came out; and the wish to stop it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.kernel.context import Context
from engine.storage import outbox as outbox_rows
from engine.storage.system.work import job, outbox
from engine.text import Text

ACTIVE = ("queued", "running")
ENDED = ("done", "failed", "cancelled", "dead")


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as the jobs page and the API show it; ``total`` is 0 while it is not known."""

    id: UUID
    topic: str
    key: str
    label: Text
    state: str
    done: int
    total: int
    note: str
    result: Mapping[str, Any]
    error: Text
    by: UUID | None
    cancelling: bool
    created_at: datetime
    finished_at: datetime | None

    @property
    def active(self) -> bool:
        return self.state in ACTIVE


def start_job(
    context: Context, topic: str, key: str, payload: Mapping[str, Any], label: Text
) -> UUID:
    """Put a job that people can watch, in the open or a new transaction; gives its id."""
    with context.database.writing() as conn:
        made = outbox_rows.put(
            conn,
            topic,
            key,
            payload,
            context.revision,
            context.actor.user_id,
        )
        announce(conn, made, topic, key, label, context.actor.user_id, context.now, payload)
    return made


def announce(  # noqa: PLR0913  the columns of the table
    conn: Connection,
    job_id: UUID,
    topic: str,
    key: str,
    label: Text,
    by: UUID | None,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Let people watch a job that was put; one that is watched already begins anew."""
    conn.execute(sa.delete(job).where(job.c.id == job_id))
    row = {
        "id": job_id,
        "topic": topic,
        "key": key,
        "label": label.as_map(),
        "state": "queued",
        "payload": dict(payload or {}),
        "by": by,
        "created_at": now,
    }
    conn.execute(sa.insert(job).values(row))


def jobs_of(conn: Connection, by: UUID | None, limit: int = 100) -> list[JobView]:
    """List jobs newest first: one user's, or everyone's when ``by`` is None."""
    query = sa.select(job).order_by(job.c.created_at.desc(), job.c.id.desc()).limit(limit)
    if by is not None:
        query = query.where(job.c.by == by)
    return [_view(row) for row in conn.execute(query)]


def latest_job(conn: Connection, key: str) -> JobView | None:
    """Find the newest job of a key; None when nothing has worked on it yet."""
    newest = job.c.created_at.desc(), job.c.id.desc()
    row = conn.execute(
        sa.select(job).where(job.c.key == key).order_by(*newest).limit(1)
    ).first()
    return None if row is None else _view(row)


def latest_jobs(conn: Connection, topic: str) -> dict[str, JobView]:
    """Give the newest job of each key of a topic."""
    rows = conn.execute(
        sa.select(job).where(job.c.topic == topic).order_by(job.c.created_at, job.c.id)
    )
    return {row.key: _view(row) for row in rows}


def find_job(conn: Connection, job_id: UUID) -> JobView | None:
    """Find one job."""
    row = conn.execute(sa.select(job).where(job.c.id == job_id)).one_or_none()
    return None if row is None else _view(row)


def began(conn: Connection, job_id: UUID, now: datetime, attempts: int) -> None:
    """Note that a worker took the job up."""
    values = {"state": "running", "started_at": now, "attempts": attempts, "error": None}
    _update(conn, job_id, values)


def advanced(conn: Connection, job_id: UUID, done: int, total: int, note: str) -> bool:
    """Store progress; False when someone asked the job to stop."""
    _update(conn, job_id, {"done": done, "total": total, "note": note})
    return not conn.scalar(sa.select(job.c.cancel).where(job.c.id == job_id))


def ended(
    conn: Connection, job_id: UUID, now: datetime, state: str, error: Text | None = None
) -> None:
    """Note how the job ended, or that it waits for its next attempt (``queued``)."""
    kept = orjson.dumps(error.as_map()).decode() if error else None
    values: dict[str, Any] = {"state": state, "error": kept}
    if state in ENDED:
        values["finished_at"] = now
    _update(conn, job_id, values)


def keep_result(conn: Connection, job_id: UUID, result: Mapping[str, Any]) -> None:
    """Store what came out, shown on the jobs page; plain JSON."""
    _update(conn, job_id, {"result": dict(result)})


def ask_to_stop(conn: Connection, job_id: UUID, now: datetime) -> None:
    """Cancel a queued job at once, a running one at its next clean point."""
    _update(conn, job_id, {"cancel": True})
    waiting = sa.and_(outbox.c.id == job_id, outbox.c.lease.is_(None))
    if conn.execute(sa.delete(outbox).where(waiting)).rowcount:
        ended(conn, job_id, now, "cancelled")


def _update(conn: Connection, job_id: UUID, values: Mapping[str, Any]) -> None:
    conn.execute(sa.update(job).where(job.c.id == job_id).values(values))


def _view(row: Any) -> JobView:
    return JobView(
        id=row.id,
        topic=row.topic,
        key=row.key,
        label=Text.of(row.label),
        state=row.state,
        done=row.done,
        total=row.total,
        note=row.note or "",
        result=row.result or {},
        error=Text.of(orjson.loads(row.error)) if row.error else Text(),
        by=row.by,
        cancelling=bool(row.cancel),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
