"""The recycle bin over HTTP: what was deleted, together with what went along."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from ui.api.idempotency import once
from ui.api.wire import reply
from ui.current import session

trash = Blueprint("api_trash", __name__, url_prefix="/api/v1/trash")


@trash.get("")
def list_trash() -> Response:
    """Answer the deletions that this actor may see, newest first."""
    return reply({"deletions": session().trash()})


@trash.post("/<name>/<uuid:deletion>/restore")
@once
def restore(name: str, deletion: UUID) -> Response:
    """Bring back exactly the records of one deletion."""
    return reply({"restored": session().records(name).restore(deletion)})


@trash.delete("/<name>/<uuid:deletion>")
@once
def purge(name: str, deletion: UUID) -> Response:
    """Destroy the records of one deletion for good."""
    return reply({"purged": session().records(name).purge(deletion)})
