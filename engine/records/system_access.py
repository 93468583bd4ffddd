"""Logs who passes the gate as the system, and why (decision 15)."""

from __future__ import annotations

import structlog

from engine.kernel.context import Context
from engine.kernel.model import ObjectDef

log = structlog.get_logger(__name__)


def note_system(context: Context, obj: ObjectDef, action: str) -> None:
    """Write one line for each question or change with the system's rights; none for people."""
    if context.actor.is_system:
        log.info(
            "system access",
            tenant=context.tenant,
            reason=context.actor.system_reason,
            object=obj.name,
            action=action,
        )
