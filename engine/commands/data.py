"""``keel query`` and ``keel import``: records, from and to files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.commands import place
from engine.commands.outcome import Flawed, Rows, answers, plain
from engine.errors import ApplyError, Problem
from engine.text import Text, text

if TYPE_CHECKING:
    from uuid import UUID

    from engine.intake.importing import Started
    from engine.intake.plan import ImportPlan
    from engine.intake.runs import ImportRun, RowOutcome
    from engine.kernel.query import Query, Record
    from engine.session import Session

MOST_SHOWN = 100
"""Refused rows whose problems are printed; ``--rejects`` keeps all of them."""


@click.command("query")
@click.argument("object_name", metavar="OBJECT")
@click.option("--where", default="", help="Filter in the expression language.")
@click.option("--fields", default="", help="Paths, separated by commas.")
@click.option("--sort", default="", help="Paths, a minus before descending ones.")
@click.option("--limit", default=50, type=click.IntRange(1, 1_000_000))
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json")
@click.option("--user", default="", help="Email of the acting user; else the system.")
@answers
def query_command(
    object_name: str, where: str, fields: str, sort: str, limit: int, form: str, user: str
) -> Any:
    """Print records of OBJECT as one JSON object a line, or as CSV."""
    from itertools import islice

    from engine.kernel.query import Query, Sort, Where

    here = place.session(user)
    query = Query(
        fields=_names(fields),
        where=Where(where) if where else None,
        sort=tuple(Sort(name.lstrip("-"), name.startswith("-")) for name in _names(sort)),
        limit=min(limit, 500),
    )
    found = islice(here.records(object_name).stream(query), limit)
    rows = [_row(here, object_name, record) for record in found]
    as_json = click.get_current_context().find_root().params["as_json"]
    return _csv(rows, query) if form == "csv" and not as_json else Rows(rows)


def _names(source: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in source.split(",") if name.strip())


def _row(here: Session, name: str, record: Record) -> dict[str, Any]:
    values = {}
    for path, value in record.values.items():
        field = here.field(here.object(name), path)
        values[path] = (
            value if field is None or value is None else field.type.to_json(value, field)
        )
    found: dict[str, Any] = plain({"id": record.id, **values})
    return found


def _csv(rows: list[dict[str, Any]], query: Query) -> str:
    out = io.StringIO()
    names = ["id", *(query.fields or (rows[0].keys() - {"id"} if rows else ()))]
    writer = csv.DictWriter(out, list(dict.fromkeys(names)), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


@click.command("import")
@click.argument("target")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mode", type=click.Choice(["create", "update", "upsert"]), default="create")
@click.option("--key", default="", help="Fields by which existing records are found.")
@click.option("--table", default="", help="Sheet, JSON key or Salesforce type.")
@click.option(
    "--batch", default="", help="Name that joins files whose references mean each other."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option(
    "--rejects", type=click.Path(path_type=Path), help="Write refused rows here as CSV."
)
@click.option("--user", default="", help="Email of the acting user; else the system.")
@answers
def import_command(
    target: str,
    file: Path,
    mode: str,
    key: str,
    table: str,
    batch: str,
    dry_run: bool,
    rejects: Path | None,
    user: str,
) -> Any:
    """Import FILE by TARGET, an import map (object/map) or an object with proposed columns."""
    from dataclasses import replace

    from engine.intake.importing import start_import
    from engine.intake.sources import SourceFile

    here = place.session(user)
    source = SourceFile(file.read_bytes(), file.name)
    plan = _plan(here, target, source, (mode, key, table))
    plan = replace(plan, dry=dry_run, batch=batch or plan.batch)
    started = start_import(here.context, plan, source)
    _drain(started.job)
    return _ended(here, started, rejects)


def _plan(here: Session, target: str, source: Any, asked: tuple[str, str, str]) -> ImportPlan:
    from engine.intake.importing import pick_table
    from engine.intake.mapping import proposed_columns
    from engine.intake.plan import ImportPlan
    from engine.intake.sources import open_source

    name, _, map_name = target.partition("/")
    obj = here.object(name)
    if map_name:
        found = here.context.model.find("import_map", map_name, name)
        if found is None:
            raise click.BadParameter(f"no import map {map_name} of {name}", param_hint="TARGET")
        return ImportPlan.from_map(found)
    mode, key, table = asked
    read = pick_table(open_source(source), table)
    columns = proposed_columns(read, obj, here.context.model)
    return ImportPlan(name, columns, mode, _names(key), table=read.name)


def _drain(job: UUID) -> None:
    """Work on the import in this process, so that the command ends when it does."""
    from engine.jobs.run import run_next
    from engine.runtime import runtime

    while run_next(runtime(place.tenant()), f"command-{job}", only=job):
        pass


def _ended(here: Session, started: Started, rejects: Path | None) -> dict[str, Any] | Flawed:
    from engine.intake import runs
    from engine.intake.imports import Imports
    from engine.intake.rejects import rejects_csv

    job = here.job(started.job)
    if job.active:
        message = text("the import is not finished", "导入尚未完成")
        hint = text("it goes on with the next worker", "后台任务会继续执行")
        raise ApplyError("import.unfinished", message, hint=hint)
    with here.context.database.reading() as conn:
        run = runs.find_run(conn, started.run)
        failed = list(runs.read_rows(conn, started.run, runs.FAILED))
    headers = Imports(here.context).headers(run) if run.file else ()
    if rejects is not None:
        rejects.write_text(rejects_csv(headers, failed, place.language()), "utf-8")
    result = {
        "import": str(run.id), "state": run.state, "rows": run.done, "created": run.created,
        "updated": run.updated, "failed": run.failed,
        "columns": {header: target.path for header, target in run.plan.columns.items()},
        "left_out": [each for each in headers if each not in run.plan.columns],
    }  # fmt: skip
    problems = [problem for row in failed[:MOST_SHOWN] for problem in _of_row(row, run)]
    if run.state != "done":
        why = job.error or text("the import was cancelled", "导入已取消")
        problems.insert(0, Problem(f"import.{run.state}", why, file=run.file_name))
    return Flawed(result, problems) if problems else result


def _of_row(row: RowOutcome, run: ImportRun) -> Iterator[Problem]:
    for found in row.problems:
        yield Problem(
            found["code"],
            Text.of(found["message"]),
            file=run.file_name,
            line=row.row,
            field=found["column"],
            hint=Text.of(found["hint"]),
        )


@click.command("resume-import")
@click.argument("run", metavar="IMPORT", type=click.UUID)
@click.option(
    "--rejects", type=click.Path(path_type=Path), help="Write refused rows here as CSV."
)
@click.option("--user", default="", help="Email of the acting user; else the system.")
@answers
def resume_command(run: UUID, rejects: Path | None, user: str) -> Any:
    """Go on with IMPORT where it was stopped, killed or failed; what is in stays in."""
    from engine.intake.importing import Started
    from engine.intake.imports import Imports

    here = place.session(user)
    imports = Imports(here.context)
    last = imports.job(run)
    # Of a process that was killed the job is still there: it is taken up when its lease is over.
    job = last.id if last is not None and last.active else imports.resume(run)
    _drain(job)
    return _ended(here, Started(run, job), rejects)


@click.command("undo-import")
@click.argument("run", metavar="IMPORT", type=click.UUID)
@click.option("--user", default="", help="Email of the acting user; else the system.")
@answers
def undo_command(run: UUID, user: str) -> dict[str, Any] | Flawed:
    """Take IMPORT back: what it made goes to the trash, what it changed gets its old values.

    IMPORT is the id that ``keel import`` printed. Records changed since are told and left.
    """
    from engine.intake.imports import Imports

    here = place.session(user)
    job_id = Imports(here.context).undo(run)
    _drain(job_id)
    job = here.job(job_id)
    if job.state != "done":
        message = text("the import is not taken back", "导入尚未撤销")
        raise ApplyError("import.undo_unfinished", job.error or message)
    result = dict(job.result)
    left = text("changed since, and left as it is", "此后已更改，保持不变")
    problems = [
        Problem(
            "import.held_back" if row["why"] else "import.changed_since",
            Text.of(row["why"]) if row["why"] else left,
            line=row["row"],
            field=row["record"],
        )
        for row in result.get("left", ())
    ]
    return Flawed(result, problems) if problems else result


COMMANDS = (query_command, import_command, resume_command, undo_command)
