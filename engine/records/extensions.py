"""What the gate contributes to the engine: its job handlers, and who follows exchange rates."""

from __future__ import annotations

from engine.kernel.extension import JobHandler, SaveHook
from engine.records.bulk_job import BulkJob
from engine.records.rate_changes import ConvertAnew, RateChanges
from engine.records.rebuilding import RebuildRecords

HANDLERS: tuple[JobHandler, ...] = (BulkJob(), ConvertAnew(), RebuildRecords())
HOOKS: tuple[SaveHook, ...] = (RateChanges(),)
