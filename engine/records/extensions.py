"""What the gate contributes to the engine: its job handlers, and who follows exchange rates."""

from __future__ import annotations

from datetime import time

from engine.kernel.extension import JobHandler, SaveHook, Schedule
from engine.records.bulk_job import BulkJob
from engine.records.emptying import EmptyTrash
from engine.records.rate_changes import ConvertAnew, RateChanges
from engine.records.rebuilding import RebuildRecords
from engine.text import text

HANDLERS: tuple[JobHandler, ...] = (
    BulkJob(),
    ConvertAnew(),
    EmptyTrash(),
    RebuildRecords(),
)
HOOKS: tuple[SaveHook, ...] = (RateChanges(),)
SCHEDULES = (
    Schedule(
        "empty_trash", EmptyTrash.topic, time(3, 0), text("Empty the recycle bin", "清空回收站")
    ),
)
