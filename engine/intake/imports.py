"""Leads an import from the uploaded file to its end, for the actor whose import it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Connection

from engine.access import rights
from engine.errors import AccessDenied, FlowError, RecordNotFound
from engine.intake import runs, undo
from engine.intake.headings import importable
from engine.intake.importing import pick_table, start_run, suiting_table
from engine.intake.mapping import Match, propose, proposed_columns
from engine.intake.plan import ImportPlan, check_plan
from engine.intake.rejects import rejects_csv
from engine.intake.runs import ImportRun, RowOutcome
from engine.intake.sources import SourceFile, SourceTable, format_of, open_source
from engine.intake.sources.table import Row
from engine.jobs.progress import JobView, latest_job
from engine.kernel.context import Context
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef, ObjectDef
from engine.storage.files import files_of
from engine.text import text

DRAFT = "draft"
_BUSY = ("queued", "running", "undoing")
_BROKEN = {"cancelled": "cancelled", "failed": "failed", "dead": "failed"}
_NOT_FROM_CELLS = ("file", "image")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a preview shows of a file: how it was read, its columns, its first rows."""

    tables: tuple[str, ...]
    table: str
    format: str
    encoding: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    matches: tuple[Match, ...]


class Imports:
    """The imports of one actor: their own, or everyone's with the right ``view_jobs``."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def may_import(self, object_name: str) -> bool:
        """Tell whether this actor may import records of an object."""
        held = rights(self.context)
        return "import_data" in held.system and held.of(object_name).create

    def fields(self, object_name: str) -> list[tuple[str, FieldDef]]:
        """Give the paths that this actor's imports may fill, in display order."""
        obj = self._object(object_name)
        writable = rights(self.context).of(object_name).writable
        return [
            (path, field)
            for path, field in importable(obj)
            if field.name in writable and field.type.widget not in _NOT_FROM_CELLS
        ]

    def upload(self, object_name: str, file: SourceFile, map_name: str = "") -> UUID:
        """Keep a file as a draft that only its owner sees; gives the id of the import.

        InvalidRecord for a file that cannot be read, AccessDenied without the right.
        """
        if not self.may_import(object_name):
            raise AccessDenied(
                "access.import", text("you may not import data", "您无权导入数据")
            )
        obj = self._object(object_name)
        tables = open_source(file)
        declared = self._declared(obj, map_name)
        if declared is not None:
            plan = declared.called_as(header for table in tables for header in table.headers)
        else:
            plan = self._proposed(obj, suiting_table(tables, obj))
        if format_of(file.data) == "salesforce" and not plan.batch:
            plan = replace(plan, batch=f"salesforce {self.context.now:%Y-%m-%d}")
        digest = files_of(self.context).put(file.data)
        with self.context.database.writing() as conn:
            made = runs.begin(conn, self.context, plan, file.name, digest)
            runs.set_state(conn, made, DRAFT)
        return made

    def find(self, run_id: UUID) -> ImportRun:
        """Read an import as it stands; RecordNotFound for one of somebody else."""
        with self.context.database.reading() as conn:
            return self._find(conn, run_id)

    def all(self, limit: int = 100) -> list[ImportRun]:
        """List imports, newest first."""
        with self.context.database.reading() as conn:
            found = runs.list_runs(conn, None if self._sees_all else self._user, limit)
            return [self._as_it_stands(conn, run) for run in found]

    def job(self, run_id: UUID) -> JobView | None:
        """Give the last job that worked on an import; None before the first."""
        with self.context.database.reading() as conn:
            return latest_job(conn, str(run_id))

    def inspect(self, run: ImportRun, limit: int = 8) -> Sheet:
        """Read the head of a draft's file as its plan says; InvalidRecord when it cannot be."""
        file = self._file(run)
        tables = open_source(file, run.plan.format)
        table = pick_table(tables, run.plan.table)
        offered = frozenset(path for path, _ in self.fields(run.plan.object))
        matches = tuple(
            match if match.path in offered else Match(match.header, "", 0)
            for match in propose(
                table.headers, self._object(run.plan.object), self.context.model
            )
        )
        return Sheet(
            tables=tuple(one.name for one in tables),
            table=table.name,
            format=run.plan.format or format_of(file.data),
            encoding=table.encoding,
            headers=table.headers,
            rows=tuple(islice(table.rows(), limit)),
            matches=matches,
        )

    def revise(self, run_id: UUID, plan: ImportPlan, *, anew: bool = False) -> None:
        """Change a draft's plan; ``anew`` proposes its columns again, for another reading.

        What a rehearsal found is forgotten. FlowError for an import that runs or has run.
        """
        with self.context.database.writing() as conn:
            run = self._open_draft(conn, run_id)
            if anew:
                file = SourceFile(self._file(run).data, run.file_name, plan.encoding)
                tables = open_source(file, plan.format)
                named = [one for one in tables if one.name == plan.table]
                obj = self._object(plan.object)
                fresh = self._proposed(obj, named[0] if named else suiting_table(tables, obj))
                plan = replace(plan, columns=fresh.columns, table=fresh.table)
            runs.begin_again(conn, run, replace(plan, dry=False), DRAFT, self.context.now)

    def start(self, run_id: UUID, *, dry: bool) -> UUID:
        """Start a draft's import or its rehearsal; gives the job's id.

        InvalidRecord for a plan that cannot work, FlowError when it runs or has run.
        """
        with self.context.database.writing() as conn:
            run = self._open_draft(conn, run_id)
            plan = replace(run.plan, dry=dry)
            table = pick_table(open_source(self._file(run), plan.format), plan.table)
            check_plan(plan, self.context.model, table.headers)
            plan = replace(plan, table=table.name)
            runs.begin_again(conn, run, plan, "queued", self.context.now)
            return start_run(self.context.within(conn), run.id, plan)

    def resume(self, run_id: UUID) -> UUID:
        """Import the rest of a file whose import was stopped or failed; gives the job's id."""
        with self.context.database.writing() as conn:
            run = self._find(conn, run_id, lock=True)
            self._require_import()
            if run.plan.dry or run.state not in _BROKEN.values():
                raise _too_late()
            runs.set_state(conn, run.id, "queued", finished_at=None)
            return start_run(self.context.within(conn), run.id, run.plan)

    def undo(self, run_id: UUID) -> UUID:
        """Start taking an import back; FlowError when it runs or can no longer be undone."""
        run = self.find(run_id)
        self._require_import()
        if run.state in _BUSY:
            raise _too_late()
        return undo.start_undo(self.context, run_id)

    def rows(
        self, run: ImportRun, state: str, *, after: int = 0, limit: int = 100
    ) -> Sequence[RowOutcome]:
        """Give stored rows of a state that follow a row number."""
        with self.context.database.reading() as conn:
            return tuple(islice(runs.read_rows(conn, run.id, state, after=after), limit))

    def rejects(self, run: ImportRun, language: str) -> str:
        """Give the refused rows as CSV that can be corrected and imported again."""
        if not run.file:
            gone = text("refused rows are kept for 30 days", "被拒绝的行仅保留 30 天")
            raise RecordNotFound("import.forgotten", gone)
        headers = self.headers(run)
        with self.context.database.reading() as conn:
            refused = runs.read_rows(conn, run.id, runs.FAILED)
            return rejects_csv(headers, refused, language)

    def problem_counts(self, run: ImportRun) -> Mapping[tuple[str, str], list[Any]]:
        """Count the refused cells by column and code: [how many, the first such problem]."""
        counted: dict[tuple[str, str], list[Any]] = {}
        with self.context.database.reading() as conn:
            for row in runs.read_rows(conn, run.id, runs.FAILED):
                for problem in row.problems:
                    where = str(problem["column"] or problem["field"])
                    found = counted.setdefault((where, problem["code"]), [0, problem])
                    found[0] += 1
        return dict(sorted(counted.items(), key=lambda one: -one[1][0]))

    def shown(self, field: FieldDef, raw: Any) -> str:
        """Give a value that the undo log kept as its field shows it to this actor."""
        locale = self.context.actor.locale
        try:
            return field.type.display(field.type.clean(raw, field, locale), field, locale)
        except InvalidValue:
            return str(raw)

    def headers(self, run: ImportRun) -> tuple[str, ...]:
        """Give the columns of the file itself, so that nothing is lost in a rejects file."""
        return pick_table(open_source(self._file(run), run.plan.format), run.plan.table).headers

    def _declared(self, obj: ObjectDef, map_name: str) -> ImportPlan | None:
        """Give the plan of an import map; its format is found in the file instead."""
        found = self.context.model.find("import_map", map_name, obj.name) if map_name else None
        if map_name and found is None:
            raise RecordNotFound("import.map", text("no such import map", "没有此导入映射"))
        return None if found is None else replace(ImportPlan.from_map(found), format="")

    def _proposed(self, obj: ObjectDef, table: SourceTable) -> ImportPlan:
        offered = frozenset(path for path, _ in self.fields(obj.name))
        columns = proposed_columns(table, obj, self.context.model, offered)
        return ImportPlan(obj.name, columns, table=table.name)

    def _open_draft(self, conn: Connection, run_id: UUID) -> ImportRun:
        """Lock an import that is still a draft or was only rehearsed."""
        run = self._find(conn, run_id, lock=True)
        self._require_import()
        if run.state in _BUSY or not (run.state == DRAFT or run.plan.dry):
            raise _too_late()
        return run

    def _find(self, conn: Connection, run_id: UUID, *, lock: bool = False) -> ImportRun:
        run = runs.find_run(conn, run_id, lock=lock)
        if run.by != self._user and not self._sees_all:
            raise RecordNotFound("import.unknown", text("no such import", "没有此导入任务"))
        return self._as_it_stands(conn, run)

    def _as_it_stands(self, conn: Connection, run: ImportRun) -> ImportRun:
        """Tell the truth of an import whose job was stopped before it began, or died."""
        if run.state not in _BUSY:
            return run
        job = latest_job(conn, str(run.id))
        broken = None if job is None else _BROKEN.get(job.state)
        if broken is None:
            return run
        return replace(run, state="done" if run.state == "undoing" else broken)

    def _file(self, run: ImportRun) -> SourceFile:
        data = files_of(self.context).get(run.file)
        return SourceFile(data, run.file_name, run.plan.encoding)

    def _object(self, name: str) -> ObjectDef:
        obj = self.context.model.get(name)
        if obj is None:
            raise RecordNotFound("object.unknown", text("no such object", "没有此对象"))
        return obj

    def _require_import(self) -> None:
        if "import_data" not in rights(self.context).system:
            raise AccessDenied(
                "access.import", text("you may not import data", "您无权导入数据")
            )

    @property
    def _user(self) -> UUID | None:
        return self.context.actor.user_id

    @property
    def _sees_all(self) -> bool:
        return "view_jobs" in rights(self.context).system


def _too_late() -> FlowError:
    message = text("this import runs or has already run", "此导入正在运行或已经完成")
    return FlowError("import.state", message)
