"""What this room hands to the registry."""

from __future__ import annotations

from engine.kernel.extension import JobHandler
from engine.records.rebuilding import RebuildRecords

HANDLERS: list[JobHandler] = [RebuildRecords()]
