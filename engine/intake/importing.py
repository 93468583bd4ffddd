"""Runs imports as jobs: chunk by chunk, resumable at any instant, cancellable, rehearsable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID

from engine.access import rights
from engine.errors import AccessDenied, EngineError, InvalidRecord, Problem
from engine.intake import runs
from engine.intake.chunk import Chunks
from engine.intake.plan import ImportPlan, check_plan
from engine.intake.references import Expected, Finder, reference_fields
from engine.intake.rows import Draft, drafts
from engine.intake.runs import CREATED, FAILED, UPDATED, WAITING, ImportRun, RowOutcome
from engine.intake.sources import SourceFile, SourceTable, open_source
from engine.intake.sources.salesforce import REFERENCE, names_of_batch
from engine.jobs.progress import keep_result, start_job
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.kernel.model import ObjectDef
from engine.records import Records
from engine.storage.files import files_of
from engine.storage.order_key import fold
from engine.text import text

TOPIC = "import"
CHUNK = 500
"""Writers are short: no transaction of an import holds more rows (decision 10)."""


class _Rehearsed(Exception):
    """Ends the transaction of a dry run, so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class Started:
    """An import that was started: what it will have done, and the job that does it."""

    run: UUID
    job: UUID


def start_import(context: Context, plan: ImportPlan, file: SourceFile) -> Started:
    """Check a plan against its file and start the import.

    Raises AccessDenied without the right ``import_data``, InvalidRecord for a plan or file that
    cannot work.
    """
    if "import_data" not in rights(context).system:
        raise AccessDenied("access.import", text("you may not import data", "您无权导入数据"))
    table = pick_table(open_source(file, plan.format), plan.table)
    plan = plan.called_as(table.headers)
    check_plan(plan, context.model, table.headers)
    digest = files_of(context).put(file.data)
    plan = replace(plan, table=table.name)
    with context.database.writing() as conn:
        run = runs.begin(conn, context, plan, file.name, digest)
        job = start_run(context.within(conn), run, plan)
    return Started(run, job)


def start_run(context: Context, run: UUID, plan: ImportPlan) -> UUID:
    """Put the job that does a remembered import; gives its id."""
    plural = context.model.objects[plan.object].plural
    label = (
        text("Check a file of {n}", "检查{n}文件", n=plural)
        if plan.dry
        else text("Import {n}", "导入{n}", n=plural)
    )
    return start_job(context, TOPIC, str(run), {"run": str(run)}, label)


def pick_table(tables: Sequence[SourceTable], name: str) -> SourceTable:
    """Choose a file's table by name, or its only one."""
    for table in tables:
        if table.name == name or (not name and len(tables) == 1):
            return table
    if len(tables) == 1:
        return tables[0]
    listed = ", ".join(table.name for table in tables)
    message = text("choose one of: {all}", "请从中选择：{all}", all=listed)
    raise InvalidRecord([Problem("import.table", message, field="table")])


def suiting_table(tables: Sequence[SourceTable], obj: ObjectDef) -> SourceTable:
    """Choose the table that is called like the object, else the first."""
    called = {obj.name, *obj.label.as_map().values(), *obj.plural.as_map().values()}
    folded = {name.casefold() for name in called}
    return next((one for one in tables if one.name.casefold() in folded), tables[0])


class ImportJob:
    """Handles the jobs of topic ``import``."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Import what is left of a file; each chunk and the note of it are one transaction."""
        run_id = UUID(str(job.payload["run"]))
        with context.database.reading() as conn:
            run = runs.find_run(conn, run_id)
        work = _Import(context, run, job)
        try:
            work.go()
        except EngineError as error:
            if not error.passing:
                work.end("failed")
            raise


class _Import:
    def __init__(self, context: Context, run: ImportRun, job: Job) -> None:
        self.context, self.run, self.job = context, run, job
        self.obj = context.model.objects[run.plan.object]
        self.chunks = Chunks(context, self.obj, run.plan)
        with context.database.reading() as conn:
            self.done_until = runs.last_row(conn, run.id)
            self.finder = Finder(context, self.obj, runs.batch_names(conn, run))
        self.done = run.done

    def go(self) -> None:
        """Read, save, settle the rows that waited, and say how it ended."""
        table = self._table()
        total = sum(1 for _ in table.rows())
        self._state("running", total=total)
        rows = drafts(self.run.plan, table.rows(), frozenset(reference_fields(self.obj)))
        for chunk in _chunks(self._fresh(rows), CHUNK):
            self._save(chunk)
            self.done += len(chunk)
            if not self.job.report(self.done, total, ""):
                self.end("cancelled")
                return
        self._settle_waiting()
        self._finish()

    def _table(self) -> SourceTable:
        run = self.run
        data = files_of(self.context).get(run.file)
        file = SourceFile(data, run.file_name, run.plan.encoding)
        return pick_table(open_source(file, run.plan.format), run.plan.table)

    def _fresh(self, rows: Iterator[Draft]) -> Iterator[Draft]:
        """Skip what an earlier attempt finished, but remember its keys."""
        for row in rows:
            if row.row > self.done_until:
                yield row
            else:
                self.chunks.remember(row)

    def _save(self, rows: list[Draft]) -> None:
        self.finder.forget(self.obj.name)
        self.finder.resolve(rows, last=False)
        if self.run.plan.dry:
            outcomes = self._rehearse(rows)
            with self.context.database.writing() as conn:
                runs.keep_rows(conn, self.run.id, self.obj.uid, outcomes)
            return
        with self.context.database.writing() as conn:
            outcomes = self.chunks.save(rows)
            runs.keep_rows(conn, self.run.id, self.obj.uid, outcomes)
        self._remember_names(rows, outcomes)

    def _rehearse(self, rows: list[Draft]) -> list[RowOutcome]:
        outcomes: list[RowOutcome] = []
        try:
            with self.context.database.writing():
                outcomes = self.chunks.save(rows)
                raise _Rehearsed
        except _Rehearsed:
            return [replace(one, record=None) for one in outcomes]

    def _remember_names(self, rows: Sequence[Draft], outcomes: Sequence[RowOutcome]) -> None:
        sources = {row.row: row.source for row in rows}
        found = names_of_batch((sources[one.row], one.record) for one in outcomes)
        self.finder.names.update(found)

    def _settle_waiting(self) -> None:
        """Point rows to records that stood further down in the same file."""
        with self.context.database.reading() as conn:
            waiting = list(runs.read_rows(conn, self.run.id, WAITING))
        self.finder.forget(self.obj.name)
        if self.run.plan.dry and waiting:
            self.finder.expect(self._expected())
        for part in _chunks(iter(waiting), CHUNK):
            with self.context.database.writing() as conn:
                for one in self._point(part):
                    runs.settle_row(conn, self.run.id, one)

    def _expected(self) -> Expected:
        """Collect what the rows of a rehearsed file will be known by once they are saved."""
        plan = self.run.plan
        with self.context.database.reading() as conn:
            refused = {one.row for one in runs.read_rows(conn, self.run.id, FAILED)}
        headers = {target.path: header for header, target in plan.columns.items()}
        headers[REFERENCE] = REFERENCE
        expected: Expected = {path: set() for path in headers}
        for number, source in self._table().rows():
            if number not in refused:
                for path, header in headers.items():
                    expected[path].add(fold(str(source.get(header, ""))))
        return expected

    def _point(self, waiting: Sequence[RowOutcome]) -> Iterator[RowOutcome]:
        fields = frozenset(reference_fields(self.obj))
        again = list(drafts(self.run.plan, ((w.row, w.source or {}) for w in waiting), fields))
        self.finder.resolve(again, last=True)
        right = [(one, row) for one, row in zip(waiting, again, strict=True) if row.ok]
        if not self.run.plan.dry:
            changes = [
                {"id": one.record, **{name: row.values[name] for name in row.references}}
                for one, row in right
            ]
            results = Records(self.context, self.obj).bulk_update(changes)
            for (_, row), result in zip(right, results, strict=True):
                row.problems.extend(result.problems)
            self._withdraw([one for one, row in zip(waiting, again, strict=True) if not row.ok])
        for one, row in zip(waiting, again, strict=True):
            state = CREATED if one.before is None else UPDATED
            version = None if one.row_version is None else one.row_version + int(row.ok)
            yield replace(
                one,
                state=state if row.ok else FAILED,
                row_version=version,
                problems=row.problems_by_cell(),
            )

    def _withdraw(self, refused: Sequence[RowOutcome]) -> None:
        """Take back rows that were saved before their reference proved wrong: all or nothing."""
        gate = Records(self.context, self.obj)
        gate.bulk_delete([one.record for one in refused if one.record and one.before is None])
        gate.bulk_update([{"id": one.record, **one.before} for one in refused if one.before])

    def _finish(self) -> None:
        self.end("done")
        self.context.database.note_growth()
        with self.context.database.writing() as conn:
            ended = runs.find_run(conn, self.run.id)
            counts = {
                "created": ended.created,
                "updated": ended.updated,
                "failed": ended.failed,
            }
            keep_result(conn, self.job.id, {"run": str(self.run.id), **counts})

    def end(self, state: str) -> None:
        """Note how the import ended."""
        self._state(state, finished_at=self.context.now)

    def _state(self, state: str, **more: Any) -> None:
        with self.context.database.writing() as conn:
            runs.set_state(conn, self.run.id, state, **more)


def _chunks(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while part := list(islice(rows, size)):
        yield part
