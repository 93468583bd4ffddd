"""What intake contributes to the engine: its job handlers."""

from __future__ import annotations

from engine.intake.exporting import ExportJob
from engine.intake.importing import ImportJob
from engine.intake.undo import UndoJob
from engine.kernel.extension import JobHandler

HANDLERS: tuple[JobHandler, ...] = (ExportJob(), ImportJob(), UndoJob())
