"""My day: what a person has to do, what moves, what they looked at and keep at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for

from engine import AllOf, Condition, Filter, Measure, Query, favourites, recents
from ui.i18n import gettext as _
from ui.pages.lists import counted, in_text
from ui.pages.todo import todo_cards
from ui.pages.values import ramp
from ui.pages.work import Work, record_url, work

LOOK_BACK = 8


def home() -> str:
    """Show the day of the signed-in person."""
    at = work()
    return render_template(
        "pages/home.html",
        greeting=_greeting(at),
        today=at.context.today(viewer=True),
        todo=todo_cards(at),
        pipelines=_pipelines(at),
        recents=_marks(at, recents(at.context, LOOK_BACK)),
        favourites=_marks(at, favourites(at.context, LOOK_BACK)),
    )


def _greeting(at: Work) -> str:
    hour = at.context.now.astimezone(at.locale.zone).hour
    name = at.actor.name.split(" ")[0]
    if hour < 12:
        return _("Good morning, {name}", name=name)
    return (
        _("Good afternoon, {name}", name=name)
        if hour < 18
        else _("Good evening, {name}", name=name)
    )


def _marks(at: Work, marks: Sequence[Any]) -> list[dict[str, str]]:
    return [
        {
            "title": one.label or _("No name"),
            "url": record_url(one.object, one.record),
            "icon": str(at.model.get(one.object).body.get("icon", one.object)),
            "kind": at.say(at.model.get(one.object).label),
        }
        for one in marks
    ]


def _pipelines(at: Work) -> list[dict[str, Any]]:
    """Give a figure card for each object with a board and an amount: what I have open."""
    made = []
    for obj in at.model.objects.values():
        name = str(obj.body.get("board", ""))
        if not obj.has_money or not at.sees(obj.name) or not at.readable(obj, name):
            continue
        money = next((f for f in obj.fields.values() if f.type.name == "currency"), None)
        if money is None or not obj.has_owner or not at.readable(obj, money.name):
            continue
        made.append(_pipeline(at, obj, obj.fields[name], money))
    return made


def _pipeline(at: Work, obj: Any, stage: Any, money: Any) -> dict[str, Any]:
    """Give what is open of mine; for who owns nothing, what is open of all that they see."""
    is_open = Condition(stage.name, "in", [one.id for one in ramp(stage)])
    mine = _open(at, obj, money, AllOf((Condition("owner", "eq", "me"), is_open)))
    page = mine if mine.count.value else _open(at, obj, money, is_open)
    label = at.say(obj.plural)
    return {
        "label": _("My open {name}", name=in_text(label))
        if page is mine
        else _("All open {name}", name=in_text(label)),
        "icon": str(obj.body.get("icon", obj.name)),
        "count": counted(page.count),
        "sum": at.total(money, page.totals[0]) if page.totals[0] is not None else "",
        "url": url_for("pages.board", object_name=obj.name),
    }


def _open(at: Work, obj: Any, money: Any, where: Filter) -> Any:
    return at.records(obj.name).query(
        Query(
            fields=(obj.name_field,),
            where=where,
            limit=1,
            count="capped",
            totals=(Measure("sum", money.name),),
        )
    )
