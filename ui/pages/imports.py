"""The import wizard: upload, map, rehearse, run; and what became of each import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import (
    ImportPlan,
    SourceFile,
    Target,
    Text,
    import_of,
    importable,
    imports_of,
    keep_upload,
    open_source,
    propose,
    refused_rows,
    rejects_of,
    start_import,
    start_undo,
    uploaded,
)
from engine.errors import EngineError, InvalidRecord
from ui.i18n import gettext as _
from ui.pages.exports import safe_cell
from ui.pages.formats import short_moment
from ui.pages.values import label_at
from ui.pages.work import Work, record_id, work

PREVIEW_ROWS = 5
MODES = ("create", "update", "upsert")
ENCODINGS = ("", "utf-8", "gb18030", "utf-16", "cp1252")


def imports() -> str:
    """Show where an import begins, and the imports so far."""
    at = _importer()
    return _first_page(at, request.args.get("object", ""))


def _importer() -> Work:
    at = work()
    at.require("import_data" in at.system_rights, _("You may not import data."))
    return at


def _first_page(at: Work, chosen: str, problem: str = "") -> str:
    names = [name for name in at.model.objects if at.rights(name).create]
    objects = sorted(
        ((name, at.say(at.model.get(name).plural)) for name in names), key=lambda one: one[1]
    )
    return render_template(
        "pages/import.html",
        objects=objects,
        chosen=chosen,
        encodings=ENCODINGS,
        problem=problem,
        runs=[_run_row(at, run) for run in imports_of(at.context)],
    )


def _run_row(at: Work, run: Any) -> dict[str, Any]:
    obj = at.model.get(run.plan.object)
    return {
        "file": run.file_name,
        "object": at.say(obj.plural) if obj else run.plan.object,
        "state": _state(run.state),
        "tone": _TONES.get(run.state, ""),
        "dry": run.plan.dry,
        "counts": (run.created, run.updated, run.failed),
        "when": short_moment(
            run.created_at.astimezone(at.locale.zone),
            at.context.today(viewer=True),
            at.language,
        ),
        "url": url_for("pages.import_run", run=str(run.id)),
    }


_TONES = {"done": "ok", "failed": "bad", "running": "info", "queued": "info", "undone": "warn"}


def _state(state: str) -> str:
    return {
        "queued": _("Waiting"),
        "running": _("Running"),
        "done": _("Done"),
        "failed": _("Failed"),
        "cancelled": _("Stopped"),
        "undoing": _("Being undone"),
        "undone": _("Undone"),
    }.get(state, state)


def upload() -> str | tuple[str, int]:
    """Take the file and show how its columns will be understood."""
    at = _importer()
    name = request.form.get("object", "")
    sent = request.files.get("file")
    if not at.rights(name).create or sent is None or not sent.filename:
        return _first_page(at, name, _("Choose what to import and a file.")), 422
    file = SourceFile(sent.read(), sent.filename, request.form.get("encoding", ""))
    try:
        tables = open_source(file)
    except EngineError as error:
        return _first_page(at, name, _said(at, error)), 422
    digest = keep_upload(at.context, file.data)
    return _map_page(at, at.object(name), (file, digest), tables)


def _said(at: Work, error: EngineError) -> str:
    told = [f"{at.say(p.text)} {at.say(p.hint)}".strip() for p in error.problems]
    return " ".join(told)


def _map_page(
    at: Work, obj: Any, sent: tuple[SourceFile, str], tables: Sequence[Any], problem: str = ""
) -> str:
    file, digest = sent
    wanted = request.form.get("table", "")
    table = next((one for one in tables if one.name == wanted), tables[0])
    rows = [dict(row) for _number, row in islice(table.rows(), PREVIEW_ROWS)]
    paths = [
        (path, label_at(at, obj, path.partition(".")[0]) + _part(path))
        for path in _paths(at, obj)
    ]
    return render_template(
        "pages/import_map.html",
        obj=obj,
        plural=at.say(obj.plural),
        file=file,
        digest=digest,
        tables=[one.name for one in tables],
        table=table.name,
        columns=[
            {
                "header": match.header,
                "path": request.form.get(f"map.{match.header}", match.path),
                "confidence": match.confidence,
                "sure": match.sure,
                "samples": [str(row[match.header]) for row in rows if match.header in row][:3],
            }
            for match in propose(table.headers, obj)
        ],
        paths=sorted(paths, key=lambda one: one[1].casefold()),
        keys=[(path, label) for path, label in paths if _may_be_key(obj, path)],
        mode=request.form.get("mode", "create"),
        key=request.form.get("key", ""),
        encoding=table.encoding,
        problem=problem,
    )


def _part(path: str) -> str:
    part = path.partition(".")[2]
    return f": {part.replace('_', ' ')}" if part else ""


def _paths(at: Work, obj: Any) -> list[str]:
    writable = at.rights(obj.name).writable | {"import_ref"}
    return [path for path, field in importable(obj) if field.name in writable]


def _may_be_key(obj: Any, path: str) -> bool:
    field = obj.fields.get(path)
    return field is not None and (field.unique or path in {obj.name_field, "import_ref"})


def start() -> BaseResponse | tuple[str, int]:
    """Start the import as mapped: for real, or as a rehearsal."""
    at = _importer()
    obj = at.object(request.form.get("object", ""))
    digest = request.form.get("digest", "")
    file = uploaded(
        at.context, digest, request.form.get("name", ""), request.form.get("encoding", "")
    )
    plan = _plan(obj.name)
    try:
        started = start_import(at.context, plan, file)
    except InvalidRecord as error:
        tables = open_source(file)
        return _map_page(at, obj, (file, digest), tables, _said(at, error)), 422
    return redirect(url_for("pages.import_run", run=str(started.run)))


def _plan(object_name: str) -> ImportPlan:
    columns = {
        name.removeprefix("map."): Target(path)
        for name, path in request.form.items()
        if name.startswith("map.") and path
    }
    mode, key = request.form.get("mode", "create"), request.form.get("key", "")
    return ImportPlan(
        object=object_name,
        columns=columns,
        mode=mode if mode in MODES else "create",
        key=(key,) if key and mode != "create" else (),
        encoding=request.form.get("encoding", ""),
        table=request.form.get("table", ""),
        dry=request.form.get("do") == "dry",
    )


def run(run: str) -> str:
    """Show one import: how far it is, what it did, which rows it refused and why."""
    at = _importer()
    found = import_of(at.context, record_id(run))
    obj = at.model.get(found.plan.object)
    active = found.state in {"queued", "running", "undoing"}
    job = next(
        (one for one in at.session.jobs() if one.key == str(found.id) and one.active), None
    )
    return render_template(
        "pages/import_run.html",
        run=found,
        plural=at.say(obj.plural) if obj else found.plan.object,
        list_url=url_for("pages.list_records", object_name=found.plan.object),
        state=_state(found.state),
        tone=_TONES.get(found.state, ""),
        active=active,
        share=int(found.done * 100 / found.total) if found.total else 0,
        job=str(job.id) if job is not None else "",
        rows=[_refused(at, row) for row in refused_rows(at.context, found.id)],
        may_undo=found.may_be_undone(at.context.now) and found.state in {"done", "cancelled"},
        columns=[(header, target.path) for header, target in found.plan.columns.items()],
    )


def _refused(at: Work, row: Any) -> dict[str, Any]:
    return {"row": row.row, "cells": [_cell(at, row.source or {}, p) for p in row.problems]}


def _cell(at: Work, source: Mapping[str, Any], problem: Mapping[str, Any]) -> dict[str, str]:
    column = str(problem.get("column") or problem.get("field") or "")
    return {
        "column": column,
        "value": str(source.get(column, "")),
        "message": at.say(Text.of(problem["message"])),
    }


def again(run: str) -> BaseResponse:
    """Run a rehearsed import for real."""
    at = _importer()
    found = import_of(at.context, record_id(run))
    file = uploaded(at.context, found.file, found.file_name, found.plan.encoding)
    started = start_import(at.context, replace(found.plan, dry=False), file)
    return redirect(url_for("pages.import_run", run=str(started.run)))


def undo(run: str) -> BaseResponse:
    """Take an import back; records changed since stay as they are and are listed."""
    at = _importer()
    found = import_of(at.context, record_id(run))
    start_undo(at.context, found.id)
    flash(_("The import is being taken back."))
    return redirect(url_for("pages.import_run", run=str(found.id)))


def rejects(run: str) -> Response:
    """Answer the refused rows as a file that can be corrected and imported again."""
    at = _importer()
    found = import_of(at.context, record_id(run))
    made = Response(rejects_of(at.context, found.id, at.language), mimetype="text/csv")
    made.headers["Content-Disposition"] = 'attachment; filename="rejects.csv"'
    return made


def template() -> Response:
    """Answer an empty file with the columns that can be imported."""
    at = _importer()
    obj = at.object(request.args.get("object", ""))
    headers = [
        safe_cell(label_at(at, obj, path.partition(".")[0]) + _part(path))
        for path in _paths(at, obj)
    ]
    quoted = ",".join(f'"{one}"' for one in headers)
    made = Response("\ufeff" + quoted + "\r\n", mimetype="text/csv")
    made.headers["Content-Disposition"] = f'attachment; filename="{obj.name}.csv"'
    return made
