"""Writes a whole list to a file as a job: what the actor sees, with progress and cancel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from engine.access import rights
from engine.errors import AccessDenied, RecordNotFound
from engine.intake.kept_files import destroy_unused
from engine.intake.spreadsheet import csv_pieces, workbook
from engine.jobs.progress import JobView, keep_result, start_job
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.kernel.ids import new_id
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.query import Query, Record
from engine.kernel.query_json import query_from_json, query_to_json
from engine.records import Records
from engine.storage.files import files_of
from engine.text import text

TOPIC = "export"
FORMS = ("csv", "xlsx")
REPORT_EVERY = 200


class _Stopped(Exception):
    """Someone cancelled the export: what was written so far is thrown away."""


def start_export(context: Context, obj: ObjectDef, query: Query, form: str) -> UUID:
    """Start writing all records that match; gives the job's id. AccessDenied without the right."""
    assert form in FORMS, form
    if not rights(context).of(obj.name).export:
        message = text("you may not export these records", "您无权导出这些记录")
        raise AccessDenied("access.export", message)
    payload = {"object": obj.name, "query": query_to_json(query), "form": form}
    label = text("Export {n}", "导出{n}", n=obj.plural)
    return start_job(context, TOPIC, str(new_id()), payload, label)


class ExportJob:
    """Handles the jobs of topic ``export``."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Write the file and keep its hash as the result; repeating it writes it anew."""
        obj = context.model.objects[str(job.payload["object"])]
        query = query_from_json(job.payload["query"])
        form = str(job.payload["form"])
        gate = Records(context, obj)
        total = gate.count(query.where, search=query.search).value
        rows = export_rows(context, obj, query)
        try:
            data = _written(context, obj, (query, form), _counted(rows, job, total))
        except _Stopped:
            return
        digest = files_of(context).put(data)
        result = {"file": digest, "name": f"{obj.name}.{form}", "rows": total}
        with context.database.writing() as conn:
            keep_result(conn, job.id, result)

    def forget(self, context: Context, results: Sequence[Mapping[str, Any]]) -> None:
        """Destroy files that were written for exports which are forgotten."""
        destroy_unused(context, [str(each["file"]) for each in results if each.get("file")])


def export_file(context: Context, job: JobView) -> tuple[str, bytes]:
    """Give name and bytes of what an export job wrote; RecordNotFound when it wrote nothing."""
    digest = job.result.get("file")
    if job.topic != TOPIC or not digest:
        raise RecordNotFound("export.none", text("there is no file yet", "文件尚未生成"))
    return str(job.result["name"]), files_of(context).get(str(digest))


def export_rows(context: Context, obj: ObjectDef, query: Query) -> Iterator[list[str]]:
    """Give the cells of each record as the actor's spreadsheet shows them."""
    fields = {path: context.model.field_at(obj, path) for path in query.fields}
    for record in Records(context, obj).stream(query):
        yield [_cell(context, record, path, field) for path, field in fields.items()]


def _cell(context: Context, record: Record, path: str, field: FieldDef | None) -> str:
    label, value = record.labels.get(path), record.values.get(path)
    if label is not None:
        return label.replace("\n", "; ")
    if value is None:
        return ""
    return (
        str(value) if field is None else field.type.to_cell(value, field, context.actor.locale)
    )


def _counted(rows: Iterator[list[str]], job: Job, total: int) -> Iterator[list[str]]:
    for done, row in enumerate(rows, 1):
        if done % REPORT_EVERY == 0 and not job.report(min(done, total), total, ""):
            raise _Stopped
        yield row
    job.report(total, total, "")


def _written(
    context: Context, obj: ObjectDef, asked: tuple[Query, str], rows: Iterator[list[str]]
) -> bytes:
    query, form = asked
    language = context.actor.language
    headers = [_header(context.model, obj, path, language) for path in query.fields]
    if form == "xlsx":
        return workbook(obj.plural.to(language), headers, rows)
    return "".join(csv_pieces(headers, rows)).encode()


def _header(model: Model, obj: ObjectDef, path: str, language: str) -> str:
    """Name a column as the list does: the label, after the look-up's for paths over look-ups."""
    name, _, rest = path.partition(".")
    found = obj.fields.get(name)
    if found is None:
        return path
    label = found.label.to(language)
    target: Any = model.get(found.target) if rest and found.target else None
    if target is None or rest == target.name_field:
        return label
    return f"{label}: {_header(model, target, rest, language)}"
