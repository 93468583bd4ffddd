"""What this room hands to the registry: the jobs that build indexes and copy values."""

from __future__ import annotations

from datetime import time

from engine.changes.building import BuildIndex
from engine.changes.copying import CopyValues
from engine.changes.due import ApplyDue
from engine.changes.mending import MendIndexes
from engine.kernel.extension import JobHandler, Schedule
from engine.text import text

HANDLERS: list[JobHandler] = [ApplyDue(), BuildIndex(), CopyValues(), MendIndexes()]
SCHEDULES = (
    Schedule(
        "mend_indexes",
        MendIndexes.topic,
        time(4, 0),
        text("Build indexes that are missing or unfinished", "重建缺失或未完成的索引"),
    ),
)
