"""Jobs over HTTP: what runs, how far it is, and stopping it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from engine import JobView
from ui.api.wire import instant, reply
from ui.current import session

jobs = Blueprint("api_jobs", __name__, url_prefix="/api/v1/jobs")


@jobs.get("")
def list_jobs() -> Response:
    """Answer the actor's jobs, newest first; who may see all jobs sees all."""
    return reply({"jobs": [shown(job) for job in session().jobs()]})


@jobs.get("/<uuid:job_id>")
def read_job(job_id: UUID) -> Response:
    """Answer one job with its progress and result."""
    return reply(shown(session().job(job_id)))


@jobs.post("/<uuid:job_id>/cancel")
def cancel_job(job_id: UUID) -> Response:
    """Ask a job to stop at its next clean point."""
    return reply(shown(session().cancel_job(job_id)), 202)


@jobs.post("/<uuid:job_id>/retry")
def retry_job(job_id: UUID) -> Response:
    """Run a failed job again."""
    return reply(shown(session().retry_job(job_id)), 202)


def shown(job: JobView) -> dict[str, object]:
    """Write a job in the actor's language."""
    return {
        "id": job.id,
        "topic": job.topic,
        "label": job.label.to(session().context.actor.language),
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "note": job.note,
        "result": job.result,
        "error": job.error.to(session().context.actor.language),
        "cancelling": job.cancelling,
        "created_at": instant(job.created_at),
        "finished_at": instant(job.finished_at),
    }
