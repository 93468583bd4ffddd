"""Imports over HTTP: how they stand, refused rows, going on and taking back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from engine import ImportRun, Imports
from ui.api.idempotency import once
from ui.api.jobs import shown as shown_job
from ui.api.wire import instant, reply
from ui.current import session

imports = Blueprint("api_imports", __name__, url_prefix="/api/v1/imports")


@imports.get("")
def list_imports() -> Response:
    """Answer the actor's imports, newest first; who may see all jobs sees all."""
    return reply({"imports": [shown(run) for run in _imports().all()]})


@imports.get("/<uuid:run>")
def read_import(run: UUID) -> Response:
    """Answer one import with its counts."""
    return reply(shown(_imports().find(run)))


@imports.get("/<uuid:run>/rejects")
def rejects(run: UUID) -> Response:
    """Answer the refused rows as CSV that can be corrected and imported again."""
    here = _imports()
    found = here.rejects(here.find(run), session().context.actor.language)
    return Response(found, mimetype="text/csv")


@imports.post("/<uuid:run>/resume")
@once
def resume(run: UUID) -> Response:
    """Import the rest of a file whose import was stopped or failed."""
    return reply(shown_job(session().job(_imports().resume(run))), 202)


@imports.post("/<uuid:run>/undo")
@once
def undo(run: UUID) -> Response:
    """Take an import back; the job's result lists what was left because it was changed since."""
    return reply(shown_job(session().job(_imports().undo(run))), 202)


def _imports() -> Imports:
    return Imports(session().context)


def shown(run: ImportRun) -> dict[str, object]:
    """Write an import as JSON."""
    return {
        "id": run.id,
        "object": run.plan.object,
        "file_name": run.file_name,
        "dry_run": run.plan.dry,
        "state": run.state,
        "total": run.total,
        "done": run.done,
        "created": run.created,
        "updated": run.updated,
        "failed": run.failed,
        "created_at": instant(run.created_at),
        "undone_at": instant(run.undone_at),
    }
