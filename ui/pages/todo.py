"""What a person has to do: their open records that are due, ticked off where they are listed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine import AllOf, Condition, Filter, Query, Sort
from engine.errors import InvalidRecord
from ui.i18n import gettext as _
from ui.pages.lists import counted
from ui.pages.values import shown
from ui.pages.wanting import asking_form
from ui.pages.work import Work, came_from, record_id, record_url, work

ROWS = 8


def todo_cards(at: Work) -> list[dict[str, Any]]:
    """Give a card for each object of tasks: what is mine and open, the most urgent first."""
    return [_card(at, obj) for obj in at.model.objects.values() if _is_task_like(at, obj)]


def tick(object_name: str, record: str) -> Response:
    """Give a task the status that the form names, and offer to take it back."""
    at = work()
    obj = at.object(object_name)
    status = _status_field(at, obj)
    chosen = request.values.get("status", "")
    if status is None or not _is_task_like(at, obj):
        abort(404)
    gate, key = at.records(obj.name), record_id(record)
    before = gate.get(key, fields=(obj.name_field, status.name))
    try:
        gate.update(key, {status.name: chosen})
    except InvalidRecord as error:
        flash(" ".join(at.say(problem.text) for problem in error.problems), "error")
        wanted = [(status.name, chosen), came_from(url_for("pages.home"))]
        return redirect(asking_form(at, obj, record, error, wanted))
    after = gate.get(key, fields=(status.name,))
    said = _(
        "{name}: {status}",
        name=shown(at, obj, obj.name_field, before).text or _("No name"),
        status=shown(at, obj, status.name, after).text or _("blank"),
    )
    again = before.values[status.name]
    of = {"object_name": obj.name, "record": record}
    flash(said, "undo:" + url_for("pages.tick", status=again, **of))
    return redirect(url_for("pages.home"))


def _card(at: Work, obj: Any) -> dict[str, Any]:
    due, status = _due_field(at, obj), _status_field(at, obj)
    closed = [o.id for o in status.choices if o.extra.get("closed")]
    where: list[Filter] = [
        Condition("owner", "eq", "me"),
        Condition(due, "not_blank"),
        Condition(status.name, "not_in", closed),
    ]
    page = at.records(obj.name).query(
        Query(
            fields=(obj.name_field, due, "owner"),
            where=AllOf(tuple(where)),
            sort=(Sort(due),),
            limit=ROWS,
            count="capped",
        )
    )
    return {
        "title": at.say(obj.plural),
        "icon": str(obj.body.get("icon", obj.name)),
        "count": counted(page.count),
        "url": url_for("pages.list_records", object_name=obj.name),
        "done": closed[0],
        "rows": [_row(at, obj, (due, status), one) for one in page.records],
    }


def _row(at: Work, obj: Any, fields: tuple[str, Any], record: Any) -> dict[str, Any]:
    due, status = fields
    when = record.values.get(due)
    day = when.astimezone(at.locale.zone).date() if hasattr(when, "astimezone") else when
    today = at.context.today(viewer=True)
    may = status.name in at.rights(obj.name).writable and at.may("update", obj, record)
    of = {"object_name": obj.name, "record": str(record.id)}
    return {
        "title": shown(at, obj, obj.name_field, record).text or _("No name"),
        "url": record_url(obj.name, record.id),
        "tick_url": url_for("pages.tick", **of) if may else "",
        "when": _("Today") if day == today else shown(at, obj, due, record).text,
        "late": day < today,
        "now": day == today,
    }


def _is_task_like(at: Work, obj: Any) -> bool:
    """Say whether records of an object are things to do: mine, with a status that ends, and due."""
    if not at.sees(obj.name) or not obj.has_owner or obj.has_money:
        return False
    status = _status_field(at, obj)
    ends = status is not None and any(o.extra.get("closed") for o in status.choices)
    return ends and bool(_due_field(at, obj))


def _due_field(at: Work, obj: Any) -> str:
    readable = at.rights(obj.name).readable
    return next(
        (
            name
            for name, field in obj.fields.items()
            if name in readable
            and not field.system
            and field.type.name in {"date", "datetime"}
            and name.startswith(("due", "start"))
        ),
        "",
    )


def _status_field(at: Work, obj: Any) -> Any:
    readable = at.rights(obj.name).readable
    return next(
        (
            field
            for name, field in obj.fields.items()
            if name in readable and any("closed" in o.extra for o in field.choices)
        ),
        None,
    )
