"""Tells what an import did or would do: counts, refused cells, what an undo had to leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for

from engine import ImportRun, Imports, RowOutcome, Text
from ui.i18n import gettext as _
from ui.pages.formats import short_moment
from ui.pages.work import Work, record_url

ACTIVE = ("queued", "running", "undoing")
PAGE = 50
MOST_COLUMNS = 40
SHORT = 80
UNDO_DAYS = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a refused row; ``why`` is empty where nothing is wrong."""

    value: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """One row of the file that is not imported; ``why`` are the reasons of no single cell."""

    row: int
    cells: tuple[Cell, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that the page of an import shows besides its name."""

    active: bool
    phase: str
    word: str
    tone: str
    share: int
    progress: str
    stopping: bool
    error: str
    headers: tuple[str, ...]
    refused: tuple[Refused, ...]
    more_url: str
    first_url: str
    reasons: tuple[tuple[int, str, str, str], ...]
    """How many rows, which column, one of the messages and its hint."""
    left: tuple[Mapping[str, Any], ...]
    left_count: int
    undone: int
    undo_until: str
    may_resume: bool
    mine: bool


def report(at: Work, run: ImportRun, obj: Any, after: int) -> Report:
    """Work out what the page of an import shows; refused rows follow row ``after``."""
    desk = Imports(at.context)
    job = desk.job(run.id)
    active = run.state in ACTIVE
    done, total = (job.done, job.total) if job is not None and job.total else (0, run.total)
    refused = (
        () if active or not run.failed else desk.rows(run, "failed", after=after, limit=PAGE)
    )
    headers = _headers(run, refused)
    undoing = job is not None and job.topic == "import_undo" and job.state == "done"
    result = job.result if job is not None and undoing else {}
    word, tone = state_word(run)
    until = run.created_at + timedelta(days=UNDO_DAYS)
    undoable = not active and run.may_be_undone(at.context.now)
    return Report(
        active=active,
        phase="check" if run.plan.dry else "import",
        word=word,
        tone=tone,
        share=int(done * 100 / total) if total else 0,
        progress=_("{done} of {total} rows", done=f"{done:,}", total=f"{total:,}")
        if total
        else _("Reading the file"),
        stopping=active and job is not None and job.cancelling,
        error=at.say(job.error) if job is not None and run.state == "failed" else "",
        headers=headers,
        refused=tuple(_refused(at, one, headers) for one in refused),
        more_url=url_for("imports.run", run=run.id, after=refused[-1].row)
        if len(refused) == PAGE
        else "",
        first_url=url_for("imports.run", run=run.id) if after else "",
        reasons=_reasons(at, desk, run, obj) if refused else (),
        left=tuple(_left(at, desk, obj, result.get("left", ()))),
        left_count=int(result.get("left_count", 0)),
        undone=int(result.get("undone", 0)),
        undo_until=until.astimezone(at.locale.zone).strftime("%Y-%m-%d") if undoable else "",
        may_resume=not run.plan.dry and run.state in ("cancelled", "failed"),
        mine=run.by == at.actor.user_id,
    )


def _headers(run: ImportRun, refused: Sequence[RowOutcome]) -> tuple[str, ...]:
    """Give the columns that are imported: the first, which names the row, then the wrong ones."""
    first, *others = tuple(run.plan.columns) or ("",)
    bad = {str(problem["column"]) for row in refused for problem in row.problems}
    return (first, *sorted(others, key=lambda header: header not in bad))[:MOST_COLUMNS]


def _refused(at: Work, row: RowOutcome, headers: Sequence[str]) -> Refused:
    source = row.source or {}
    why: dict[str, list[str]] = {}
    for problem in row.problems:
        where = str(problem["column"])
        why.setdefault(where if where in headers else "", []).append(_message(at, problem))
    cells = tuple(
        Cell(_short(source.get(header)), "; ".join(why.get(header, ()))) for header in headers
    )
    return Refused(row.row, cells, "; ".join(why.get("", ())))


def _message(at: Work, problem: Mapping[str, Any]) -> str:
    return Text.of(problem["message"]).to(at.language)


def _short(value: object) -> str:
    words = "" if value is None else str(value)
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"


def _reasons(
    at: Work, desk: Imports, run: ImportRun, obj: Any
) -> tuple[tuple[int, str, str, str], ...]:
    """Give the most frequent reasons: how many rows, which column, a message, its hint."""
    made = []
    for (where, _code), (count, problem) in list(desk.problem_counts(run).items())[:6]:
        field = obj.fields.get(where)
        label = at.say(field.label) if field is not None else where
        hint = Text.of(problem.get("hint") or {}).to(at.language)
        made.append((int(count), label, _message(at, problem), hint))
    return tuple(made)


def _left(
    at: Work, desk: Imports, obj: Any, left: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Give the records that an undo left, with the value before the import and the present one."""
    names = dict(at.labels(obj.name, [str(one["record"]) for one in left]))
    made = []
    for one in left:
        values = [
            {
                "label": at.say(field.label),
                "before": _value(at, desk, field, both["before"]),
                "now": _value(at, desk, field, both["now"]),
            }
            for name, both in one["fields"].items()
            if (field := obj.fields.get(name)) is not None and at.readable(obj, name)
        ]
        record = str(one["record"])
        made.append(
            {
                "row": one["row"],
                "name": names.get(record, record),
                "url": record_url(obj.name, record) if record in names else "",
                "values": values,
                "why": Text.of(one.get("why") or {}).to(at.language),
            }
        )
    return made


def _value(at: Work, desk: Imports, field: Any, raw: Any) -> str:
    if raw in (None, ""):
        return "–"
    if field.target and isinstance(raw, str):
        return dict(at.labels(field.target, [raw])).get(raw, raw)
    return _short(desk.shown(field, raw))


def state_word(run: ImportRun) -> tuple[str, str]:
    """Say in words where an import stands, with the tone of its pill."""
    if run.state == "done" and run.plan.dry:
        return (_("Checked, {n} rows with problems", n=run.failed), "warn") if run.failed else (
            _("Checked"), "info",
        )  # fmt: skip
    if run.state == "done" and run.failed:
        return _("Imported, {n} rows refused", n=f"{run.failed:,}"), "warn"
    return {
        "draft": (_("Draft"), ""),
        "queued": (_("Waiting"), "info"),
        "running": (_("Checking") if run.plan.dry else _("Importing"), "info"),
        "done": (_("Imported"), "ok"),
        "cancelled": (_("Stopped"), "warn"),
        "failed": (_("Failed"), "bad"),
        "undoing": (_("Taking back"), "info"),
        "undone": (_("Taken back"), ""),
    }.get(run.state, (run.state, ""))


def run_rows(at: Work, found: Sequence[ImportRun]) -> list[dict[str, Any]]:
    """Give the rows of the list of imports."""
    people = dict(at.labels("user", {str(run.by) for run in found if run.by}))
    made = []
    for run in found:
        obj = at.model.get(run.plan.object)
        word, tone = state_word(run)
        made.append(
            {
                "id": str(run.id),
                "url": url_for("imports.run", run=run.id),
                "file": run.file_name,
                "object": at.say(obj.plural or obj.label) if obj is not None else "",
                "icon": str(obj.body.get("icon", obj.name)) if obj is not None else "doc",
                "word": word,
                "tone": tone,
                "created": 0 if run.plan.dry else run.created,
                "updated": 0 if run.plan.dry else run.updated,
                "failed": run.failed,
                "when": short_moment(
                    run.created_at.astimezone(at.locale.zone),
                    at.context.today(viewer=True),
                    at.language,
                ),
                "by": people.get(str(run.by), ""),
            }
        )
    return made
