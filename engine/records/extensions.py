"""What the gate contributes to the engine: its job handlers."""

from __future__ import annotations

from engine.kernel.extension import JobHandler
from engine.records.bulk_job import BulkJob
from engine.records.rebuilding import RebuildRecords

HANDLERS: tuple[JobHandler, ...] = (BulkJob(), RebuildRecords())
