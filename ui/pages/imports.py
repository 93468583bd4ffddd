"""The pages of an import: upload, match columns, check, import, take back, list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from engine import XLSX, Imports, SourceFile, Text, csv_pieces, workbook
from engine.errors import InvalidRecord, Problem
from ui.i18n import gettext as _
from ui.numbers import whole_number
from ui.pages import import_columns as columns_of_file
from ui.pages.import_report import ACTIVE, report, run_rows
from ui.pages.lists import head
from ui.pages.work import Work, record_id, work

imports = Blueprint("imports", __name__)
Answer = str | BaseResponse | tuple[str, int]
SEE_OTHER = 303


def start(object_name: str) -> Answer:
    """Ask for a file, and keep it when it came."""
    at = work()
    obj = at.object(object_name)
    allowed = Imports(at.context).may_import(obj.name)
    at.require(allowed, _("You may not import these records."))
    if request.method == "GET":
        return _ask(at, obj, ())
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _ask(at, obj, [_("Choose a file first.")]), 422
    file = SourceFile(sent.read(), sent.filename)
    try:
        run = Imports(at.context).upload(obj.name, file, request.form.get("map", ""))
    except InvalidRecord as wrong:
        return _ask(at, obj, _told(at, wrong.problems)), 422
    return redirect(url_for("imports.columns", run=run), SEE_OTHER)


def _ask(at: Work, obj: Any, problems: Sequence[str]) -> str:
    maps = [
        {
            "name": one.name,
            "label": Text.of(one.body.get("label", one.name)).to(at.language),
            "format": str(one.body.get("format", "")),
        }
        for one in sorted(
            at.model.of_kind("import_map", obj.name),
            key=lambda one: int(one.body.get("order", 0)),
        )
    ]
    offers = columns_of_file.offered(at, obj.name)
    return render_template(
        "pages/import_start.html",
        head=head(at, obj),
        maps=maps,
        chosen=request.form.get("map", ""),
        problems=problems,
        offers=offers,
        required=[one.label for one in offers if one.required],
    )


def _told(at: Work, problems: Sequence[Problem]) -> list[str]:
    """Give problems as lines in words, each with the column or field that it is about."""
    return [
        " ".join(filter(None, (at.say(problem.text), at.say(problem.hint))))
        for problem in problems
    ]


def template(object_name: str) -> BaseResponse:
    """Answer an empty file with a column for everything that may be imported."""
    at = work()
    obj = at.object(object_name)
    allowed = Imports(at.context).may_import(obj.name)
    at.require(allowed, _("You may not import these records."))
    offers = columns_of_file.offered(at, obj.name)
    labels = [one.label for one in offers if not one.whole]
    if request.args.get("form") == "xlsx":
        made, form = Response(workbook(obj.name, labels, ()), mimetype=XLSX), "xlsx"
    else:
        lines = csv_pieces(labels, ())
        made, form = Response(lines, mimetype="text/csv; charset=utf-8"), "csv"
    made.headers["Content-Disposition"] = f'attachment; filename="{obj.name}.{form}"'
    return made


def columns(run: str) -> Answer:
    """Show where the columns go; keep what was chosen, and check the file when asked."""
    at = work()
    desk = Imports(at.context)
    found = desk.find(record_id(run))
    if found.state in ACTIVE or not (found.state == "draft" or found.plan.dry):
        return redirect(url_for("imports.run", run=run), SEE_OTHER)
    if request.method == "GET":
        return _match(at, found, ())
    try:
        sheet = desk.inspect(found)
    except InvalidRecord:
        sheet = None
    plan, anew = columns_of_file.read_plan(found, sheet, request.form)
    try:
        desk.revise(found.id, plan, anew=anew)
        if request.form.get("do") == "check" and not anew:
            desk.start(found.id, dry=True)
            return redirect(url_for("imports.run", run=run), SEE_OTHER)
    except InvalidRecord as wrong:
        return _match(at, desk.find(found.id), _told(at, wrong.problems)), 422
    return redirect(url_for("imports.columns", run=run), SEE_OTHER)


def _match(at: Work, run: Any, problems: Sequence[str]) -> str:
    obj = at.object(run.plan.object)
    offers = columns_of_file.offered(at, obj.name)
    try:
        sheet = Imports(at.context).inspect(run)
    except InvalidRecord as wrong:
        sheet, problems = None, _told(at, wrong.problems)
    rows = columns_of_file.rows_of(at, run, sheet, offers) if sheet is not None else []
    filled = {row.path.partition(".")[0] for row in rows}
    return render_template(
        "pages/import_columns.html",
        head=head(at, obj),
        run=run,
        rows=rows,
        headers=sheet.headers if sheet is not None else (),
        preview=columns_of_file.preview_of(sheet) if sheet is not None else (),
        choices=columns_of_file.choices_of(at, run, sheet, offers),
        groups=columns_of_file.groups(offers),
        missing=[one.label for one in offers if one.required and one.path not in filled],
        problems=problems,
    )


def show(run: str) -> Answer:
    """Show how far an import is, or what came out."""
    at = work()
    found = Imports(at.context).find(record_id(run))
    if found.state == "draft":
        return redirect(url_for("imports.columns", run=run))
    obj = at.object(found.plan.object)
    return render_template(
        "pages/import_run.html",
        head=head(at, obj),
        run=found,
        report=report(at, found, obj, whole_number(request.args.get("after", "")) or 0),
    )


def begin(run: str) -> BaseResponse:
    """Import what was checked."""
    Imports(work().context).start(record_id(run), dry=False)
    return _back(run)


def resume(run: str) -> BaseResponse:
    """Import the rest after a stop."""
    Imports(work().context).resume(record_id(run))
    return _back(run)


def cancel(run: str) -> BaseResponse:
    """Stop an import at its next clean point."""
    at = work()
    desk = Imports(at.context)
    job = desk.job(desk.find(record_id(run)).id)
    if job is not None and job.active:
        at.session.cancel_job(job.id)
        flash(_("The import stops after the rows it is working on."))
    return _back(run)


def undo(run: str) -> BaseResponse:
    """Take an import back."""
    Imports(work().context).undo(record_id(run))
    return _back(run)


def _back(run: str) -> BaseResponse:
    return redirect(url_for("imports.run", run=run), SEE_OTHER)


def rejects(run: str) -> BaseResponse:
    """Answer the refused rows as a file to correct and import again."""
    at = work()
    desk = Imports(at.context)
    found = desk.find(record_id(run))
    if not found.failed:
        abort(404)
    made = make_response(desk.rejects(found, at.language))
    made.headers["Content-Type"] = "text/csv; charset=utf-8"
    made.headers["Content-Disposition"] = (
        f'attachment; filename="{found.plan.object}-rejects.csv"'
    )
    return made


def runs() -> str:
    """List imports, newest first."""
    at = work()
    return render_template(
        "pages/imports.html",
        rows=run_rows(at, Imports(at.context).all()),
        everyone="view_jobs" in at.system_rights,
    )


ROUTES: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
    ("GET POST", "/o/<object_name>/import", "start", start),
    ("GET", "/o/<object_name>/import/template", "template", template),
    ("GET", "/imports", "runs", runs),
    ("GET", "/imports/<run>", "run", show),
    ("GET POST", "/imports/<run>/columns", "columns", columns),
    ("POST", "/imports/<run>/start", "begin", begin),
    ("POST", "/imports/<run>/resume", "resume", resume),
    ("POST", "/imports/<run>/cancel", "cancel", cancel),
    ("POST", "/imports/<run>/undo", "undo", undo),
    ("GET", "/imports/<run>/rejects", "rejects", rejects),
)

for methods, rule, endpoint, handler in ROUTES:
    imports.add_url_rule(rule, endpoint, handler, methods=methods.split())
