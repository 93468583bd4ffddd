"""What jobs contribute to the engine: the clearing away of their own traces."""

from __future__ import annotations

from datetime import time

from engine.jobs.tidying import TidyJobs
from engine.kernel.extension import JobHandler, Schedule
from engine.text import text

HANDLERS: tuple[JobHandler, ...] = (TidyJobs(),)
SCHEDULES = (
    Schedule(
        "tidy_jobs",
        TidyJobs.topic,
        time(3, 30),
        text("Forget ended jobs and repeated requests", "清理已结束的任务和重复请求记录"),
    ),
)
