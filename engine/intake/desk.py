"""What a person does with imports: uploads a file, looks at a run, takes its rejects away."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from engine.access import rights
from engine.errors import AccessDenied, RecordNotFound
from engine.intake import runs
from engine.intake.importing import pick_table
from engine.intake.rejects import rejects_csv
from engine.intake.runs import FAILED, ImportRun, RowOutcome
from engine.intake.sources import SourceFile, open_source
from engine.kernel.context import Context
from engine.storage.files import files_of
from engine.text import text


def keep_upload(context: Context, data: bytes) -> str:
    """Keep an uploaded file until its import starts; gives the hash that finds it again."""
    _require(context)
    return files_of(context).put(data)


def uploaded(context: Context, digest: str, name: str, encoding: str = "") -> SourceFile:
    """Find an uploaded file by its hash; RecordNotFound when there is none."""
    _require(context)
    try:
        return SourceFile(files_of(context).get(digest), name, encoding)
    except (FileNotFoundError, ValueError):
        message = text("upload the file again", "请重新上传文件")
        raise RecordNotFound("import.file", message) from None


def import_of(context: Context, run_id: UUID) -> ImportRun:
    """Read one import: one's own, or anyone's with the right ``view_jobs``."""
    with context.database.reading() as conn:
        found = runs.find_run(conn, run_id)
    if found.by != context.actor.user_id and not _sees_all(context):
        raise RecordNotFound("import.unknown", text("no such import", "没有此导入任务"))
    return found


def imports_of(context: Context, limit: int = 50) -> list[ImportRun]:
    """List imports newest first: one's own, or everyone's with the right ``view_jobs``."""
    _require(context)
    by = None if _sees_all(context) else context.actor.user_id
    with context.database.reading() as conn:
        return runs.list_runs(conn, by, limit)


def refused_rows(context: Context, run_id: UUID, limit: int = 200) -> Sequence[RowOutcome]:
    """Give the first rows that an import refused, in file order, each with its problems."""
    run = import_of(context, run_id)
    found: list[RowOutcome] = []
    with context.database.reading() as conn:
        for row in runs.read_rows(conn, run.id, FAILED):
            found.append(row)
            if len(found) == limit:
                break
    return found


def rejects_of(context: Context, run_id: UUID, language: str) -> str:
    """Give the refused rows as a CSV file that can be corrected and imported again."""
    run = import_of(context, run_id)
    file = uploaded(context, run.file, run.file_name, run.plan.encoding)
    table = pick_table(open_source(file, run.plan.format), run.plan.table)
    with context.database.reading() as conn:
        return rejects_csv(table.headers, runs.read_rows(conn, run.id, FAILED), language)


def _sees_all(context: Context) -> bool:
    return context.actor.is_system or "view_jobs" in rights(context).system


def _require(context: Context) -> None:
    if "import_data" not in rights(context).system:
        raise AccessDenied("access.import", text("you may not import data", "您无权导入数据"))
