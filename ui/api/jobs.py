"""Jobs over HTTP: what runs, how far it is, and stopping it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from ui.api.wire import reply
from ui.current import session

jobs = Blueprint("api_jobs", __name__, url_prefix="/api/v1/jobs")


@jobs.get("")
def list_jobs() -> Response:
    """Answer the actor's jobs, newest first; who may see all jobs sees all."""
    return reply({"jobs": session().jobs()})


@jobs.get("/<uuid:job_id>")
def read_job(job_id: UUID) -> Response:
    """Answer one job with its progress and result."""
    return reply(session().job(job_id))


@jobs.post("/<uuid:job_id>/cancel")
def cancel_job(job_id: UUID) -> Response:
    """Ask a job to stop at its next clean point."""
    return reply(session().cancel_job(job_id), 202)


@jobs.post("/<uuid:job_id>/retry")
def retry_job(job_id: UUID) -> Response:
    """Run a failed job again."""
    return reply(session().retry_job(job_id), 202)
