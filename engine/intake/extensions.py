"""What intake contributes: job handlers, what runs import maps, when old imports are cleared."""

from __future__ import annotations

from datetime import time

from engine.intake.exporting import ExportJob
from engine.intake.importing import ImportJob
from engine.intake.running import RunImportMap
from engine.intake.tidying import TidyImports
from engine.intake.undo import UndoJob
from engine.kernel.extension import JobHandler, Runner, Schedule
from engine.text import text

HANDLERS: tuple[JobHandler, ...] = (
    ExportJob(),
    ImportJob(),
    TidyImports(),
    UndoJob(),
)
RUNNERS: tuple[Runner, ...] = (RunImportMap(),)
SCHEDULES = (
    Schedule(
        "tidy_imports",
        TidyImports.topic,
        time(3, 15),
        text("Clear old imports", "清理过期的导入"),
    ),
)
