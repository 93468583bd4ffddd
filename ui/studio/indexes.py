"""The indexes of all tables: which are built, being built or in trouble, and building them again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import IndexState, Record, clashing
from ui.i18n import gettext as _
from ui.i18n import listed
from ui.pages.values import shown
from ui.pages.work import record_url
from ui.studio.desk import Desk, desk

TONES = {
    "waiting": "info", "building": "info", "built": "ok", "failed": "bad", "invalid": "bad",
    "missing": "warn",
}  # fmt: skip
PASSING = ("waiting", "building")


def indexes() -> str:
    """Show what is not built yet, with what stands in its way, and how many are."""
    at = desk()
    found = [row(at, one) for one in at.at.session.indexes()]
    return render_template(
        "studio/indexes.html",
        rows=[one for one in found if one["state"] != "built"],
        built=[one for one in found if one["state"] == "built"],
        passing=any(one["state"] in PASSING for one in found),
    )


def build() -> BaseResponse:
    """Have one index built again, or all that are missing or unfinished."""
    count = desk().at.session.build_indexes(request.form.get("index", ""))
    flash(_("{n} indexes are built by a job", n=count))
    return redirect(url_for("studio.indexes"))


def row(at: Desk, one: IndexState) -> dict[str, Any]:
    """Give an index as pages show it."""
    obj = one.object
    return {
        "name": one.name,
        "object": at.at.say(obj.label) or obj.name,
        "url": at.url(("object", "", obj.name)),
        "fields": listed(_field(at, obj, name) for name in one.fields),
        "unique": one.unique,
        "state": one.state.value,
        "word": word(one.state.value),
        "tone": TONES[one.state.value],
        "share": one.done * 100 // one.total if one.total else 0,
        "error": at.at.say(one.error),
        "since": at.when(one.since) if one.since and one.state.value != "built" else "",
        "again": [
            _again(at, one, records, len(group) - len(records))
            for group, records in zip(one.again, clashing(at.at.context, one), strict=True)
        ],
    }


def word(state: str) -> str:
    """Say a state."""
    return {
        "waiting": _("Waiting"),
        "building": _("Being built"),
        "built": _("Built"),
        "failed": _("Failed"),
        "invalid": _("Unfinished"),
        "missing": _("Missing"),
    }[state]


def _field(at: Desk, obj: Any, name: str) -> str:
    return at.at.say(obj.fields[name].label) if name in obj.fields else name


def _again(at: Desk, one: IndexState, records: Sequence[Record], hidden: int) -> dict[str, Any]:
    """Name a value that occurs again and its records."""
    obj = one.object
    value = [
        shown(at.at, obj, name, records[0]).text
        for name in one.fields
        if records and name in records[0].values
    ]
    return {
        "value": listed(value),
        "records": [
            (record_url(obj.name, each.id), str(shown(at.at, obj, obj.name_field, each).text))
            for each in records
        ],
        "hidden": hidden,
    }
