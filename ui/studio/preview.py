"""Previews: pages as the draft leaves them, with a record in force, through a role's or person's eyes.

They are the real pages in another frame: nothing of them can be followed, sent or saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from flask import Response, abort, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from engine import (
    Condition,
    Drafted,
    Eyes,
    Query,
    Rehearsal,
    Sort,
    best_layout,
    list_view,
    only_layout,
)
from engine.errors import EngineError, MetadataError
from ui import headers
from ui.i18n import gettext as _
from ui.pages import forms, lists, record_page
from ui.pages.whole import whole
from ui.pages.work import Device, Work, is_id
from ui.studio.desk import Desk, Key, desk

Mode = Literal["desktop", "mobile", "create", "print"]
FRAME = "studio/framed.html"
FEW = 10
MANY = 100


@dataclass(frozen=True, slots=True)
class Look:
    """What a preview shows: which page, of which record, through whose eyes."""

    mode: Mode
    record: str
    eyes: str

    @classmethod
    def asked(cls, modes: tuple[Mode, ...]) -> Look | None:
        """Read it from the address; None where no preview is asked for."""
        wanted = request.args.get("show", "")
        mode = next((one for one in modes if one == wanted), None)
        given = request.args.get("record", ""), request.args.get("eyes", "")
        return cls(mode, *given) if mode else None

    @property
    def purpose(self) -> Literal["view", "create"]:
        return "create" if self.mode == "create" else "view"

    @property
    def device(self) -> Device:
        return "mobile" if self.mode == "mobile" else "desktop"


MODES: Mapping[str, tuple[Mode, ...]] = {
    "layout": ("desktop", "mobile", "create", "print"),
    "list_view": ("desktop", "mobile"),
}


def modes_of(kind: str) -> tuple[Mode, ...]:
    """Give the previews that there are of a kind."""
    return MODES.get(kind, ())


def preview(kind: str, of: str, name: str) -> Response:
    """Show a page of a layout or list as the draft leaves it, inside a frame of the designer."""
    at, look = desk(), Look.asked(modes_of(kind))
    found = at.known((kind, of, name))
    if look is None:
        abort(404)
    try:
        seen = Work(_rehearsal(at, found.key, look), look.device)
        shown = _page(seen, found, look) if kind == "layout" else _list(seen, found)
    except MetadataError as error:
        shown = _instead(problems=at.problems(error.problems))
    except EngineError as error:
        shown = _instead(at.at.say(error.text))
    except NotFound:
        shown = _instead(_("This is not seen with these rights."))
    return headers.framed(make_response(shown), scripts=look.mode == "create")


def _instead(said: str = "", problems: Sequence[Any] = ()) -> str:
    return render_template("studio/unseen.html", said=said, problems=problems)


def _rehearsal(at: Desk, key: Key, look: Look) -> Rehearsal:
    model = at.bench.model()
    model = only_layout(model, key) if key[0] == "layout" else model
    return Rehearsal(at.at.session, model, eyes_of(at, look.eyes))


def eyes_of(at: Desk, said: str) -> Eyes:
    """Read whose eyes are borrowed: ``role:seller``, ``user:<id>``, or nobody's."""
    word, _colon, name = said.partition(":")
    if word == "role" and at.bench.find(("role", "", name)):
        return Eyes(role=name)
    if word == "user" and is_id(name):
        return Eyes(person=UUID(name))
    return Eyes()


def _list(seen: Work, found: Drafted) -> str:
    """Draw the rows of a list view; who is not among those who see it is told so."""
    _kind, of, name = found.key
    obj = seen.object(of)
    view = list_view(seen.context, obj, name)
    if view is None:
        return _instead(_("This list is not seen with these rights."))
    page = lists.page_of(seen, obj, [view], view, MultiDict())
    return render_template("pages/list.html", frame=FRAME, **page)


def _page(seen: Work, found: Drafted, look: Look) -> str:
    key, body = found.key, found.body
    obj = seen.object(key[1])
    if look.mode == "create":
        seen.require(seen.rights(obj.name).create, _("You may not create these records."))
        types = body.get("record_types") or ()
        kind = {forms.RECORD_TYPE: types[0]} if types else forms.kind_of(seen, obj)
        return forms.drawn(seen, forms.begun(seen, obj, kind), FRAME)
    if not is_id(look.record):
        return _instead(_("There is no record yet to show."))
    record = whole(seen, obj, UUID(look.record), "view")
    if look.mode == "print":
        return render_template(
            "pages/record_paper.html", frame=FRAME, **record_page.sheet_of(seen, obj, record)
        )
    seat = record_page.Seat(_address(key, look), fixed=True)
    page = record_page.page_of(seen, obj, record, request.args.get("tab", ""), seat)
    if page is None:
        abort(404)
    return render_template("pages/record.html", frame=FRAME, **{**page, "favourite": False})


def _address(key: Key, look: Look) -> str:
    kind, of, name = key
    return url_for(
        "studio.preview", kind=kind, of=of, name=name, show=look.mode, record=look.record,
        eyes=look.eyes,
    )  # fmt: skip


def records_to_show(at: Desk, of: str, types: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Give the newest records of an object in force, of some record types where that counts."""
    obj = at.at.model.get(of)
    if obj is None or not obj.name_field or not at.at.sees(of):
        return []
    query = Query(
        fields=(obj.name_field,),
        where=Condition("record_type", "in", types) if types else None,
        sort=(Sort("created_at", True),),
        limit=FEW,
    )
    try:
        found = at.at.records(of).query(query).records
    except EngineError:
        return []
    return [(str(one.id), str(one.values.get(obj.name_field) or one.id)) for one in found]


def viewers(at: Desk) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give whose eyes can be borrowed: roles, and people who may sign in."""
    roles = [(f"role:{one.key[2]}", at.label(one)) for one in at.bench.of_kind("role")]
    user = at.at.model.get("user")
    people: list[tuple[str, str]] = []
    if user is not None and at.at.sees("user"):
        query = Query(
            fields=(user.name_field,),
            where=Condition("active", "eq", True),
            sort=(Sort(user.name_field),),
            limit=MANY,
        )
        people = [
            (f"user:{one.id}", str(one.values.get(user.name_field) or one.id))
            for one in at.at.records("user").query(query).records
        ]
    return [(_("Roles"), roles), (_("People"), people)]


def used_instead(at: Desk, key: Key, look: Look) -> tuple[str, str] | None:
    """Name the layout that people get there in place of this one, with its page in the designer."""
    try:
        context = Rehearsal(at.at.session, at.bench.model()).context
    except MetadataError:
        return None
    obj = context.model.get(key[1])
    if obj is None:
        return None
    this = context.model.find("layout", key[2], key[1])
    types = this.body.get("record_types", ()) if this else ()
    typed = context.model.find("record_type", types[0], key[1]) if types else None
    best = best_layout(context, obj, look.device, look.purpose, typed)
    if best is None or best.name == key[2]:
        return None
    url = url_for("studio.design", kind="layout", of=key[1], name=best.name, show=look.mode)
    return at.say(best.body.get("label"), best.name), url
