"""The history of all changes: who, when, why, what exactly, between any two revisions."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for

from engine import Side, changes_of, compare, report, revisions
from ui.studio.desk import Desk, Key, desk
from ui.studio.indexes import row as index_row
from ui.studio.wording import path, value, where

PAGE = 50


def history() -> str:
    """List the revisions, newest first; any two can be compared."""
    at = desk()
    before = request.args.get("before", type=int)
    found = revisions(at.at.context.database, limit=PAGE + 1, before=before)
    rows = [_row(at, one) for one in found[:PAGE]]
    older = url_for("studio.history", before=found[PAGE - 1].rev) if len(found) > PAGE else ""
    return render_template("studio/history.html", rows=rows, older_url=older)


def comparison() -> str:
    """Show how two revisions differ, whichever was named first."""
    at = desk()
    old, new = sorted(request.args.get(name, -1, type=int) for name in ("old", "new"))
    ends = [_known(at, rev) for rev in (old, new)]
    differences = compare(at.at.context.database, old, new)
    return render_template(
        "studio/comparison.html",
        ends=[_row(at, one) for one in ends],
        differences=[_since(at, one, old) for one in differences],
    )


def told_of(at: Desk, key: Key) -> list[dict[str, Any]]:
    """Tell who changed a component, when and why, newest first, and how to have it back."""
    told = changes_of(at.at.context.database, key)
    return [
        {
            **_row(at, one),
            **difference(at, changed, one.rev if index and changed.after is not None else 0),
            "url": url_for("studio.revision", rev=one.rev),
        }
        for index, (one, changed) in enumerate(told)
    ]


def _known(at: Desk, rev: int) -> Any:
    found = revisions(at.at.context.database, limit=1, before=rev + 1)
    if not found or found[0].rev != rev:
        abort(404)
    return found[0]


def revision(rev: int) -> str:
    """Show what a revision changed, property by property, and what it left to jobs."""
    at = desk()
    known = _known(at, rev)
    database = at.at.context.database
    differences = compare(database, rev - 1, rev)
    told = report(database, rev)
    return render_template(
        "studio/revision.html",
        row=_row(at, known),
        newest=at.at.context.revision,
        moved=told.moved,
        decided=[
            (side.value, [_decided(at, one) for one in told.won_by(side)]) for side in Side
        ],
        deprecated=[
            where(at, (one.kind, one.of, one.name), one.after)
            for one in differences
            if _deprecated(one.after) and not _deprecated(one.before)
        ],
        differences=[_since(at, one, rev - 1) for one in differences],
        jobs=_jobs(at) if rev == at.at.context.revision else (),
        indexes=[index_row(at, one) for one in at.at.session.indexes(rev)],
        undo_url=url_for("studio.undo", rev=rev) if rev > 1 else "",
    )


def _jobs(at: Desk) -> list[tuple[str, int]]:
    """Give what changes left to jobs that are still going on, each with its share in percent."""
    return [
        (at.at.say(one.label) or one.topic, 100 * one.done // one.total if one.total else 0)
        for one in at.at.session.jobs()
        if one.active and one.topic.startswith("changes.")
    ]


def _deprecated(body: Any) -> bool:
    return bool(body and body.get("deprecated"))


def _decided(at: Desk, each: Any) -> dict[str, Any]:
    found = at.bench.find(each.target)
    return {
        "where": where(at, each.target),
        "what": path(at, each.pointer, found.body if found else {}),
        "base": value(at, each.base),
        "ours": value(at, each.ours),
        "theirs": value(at, each.theirs),
    }


def _row(at: Desk, one: Any) -> dict[str, Any]:
    return {
        "rev": one.rev,
        "when": at.when(one.at),
        "who": one.actor,
        "message": one.message,
        "url": url_for("studio.revision", rev=one.rev),
    }


def _since(at: Desk, one: Any, old: int) -> dict[str, Any]:
    """Say what became of a component since a revision; one that was not there then has no way back."""
    return difference(at, one, old if one.before is not None else 0)


def difference(at: Desk, one: Any, back_to: int) -> dict[str, Any]:
    """Say what became of a component, with where it can be had back as it was; 0 for nowhere."""
    key = (one.kind, one.of, one.name)
    return {
        "sort": one.sort,
        "where": where(at, key, one.after or one.before),
        "was": one.was,
        "restore_url": restore_url(key, back_to) if back_to > 0 else "",
        "properties": [
            (
                p.pointer,
                path(at, p.pointer, one.after, one.before),
                value(at, p.before),
                value(at, p.after),
            )
            for p in one.properties()
        ],
    }


def restore_url(key: Key, rev: int) -> str:
    """Give the address at which a component is had back as it was at a revision."""
    kind, of, name = key
    return url_for("studio.restore", kind=kind, of=of or None, name=name, rev=rev)
