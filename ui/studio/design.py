"""The designer: arranges what a layout or a list shows, by dragging or by keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from engine import Problem
from ui import headers
from ui.i18n import gettext as _
from ui.numbers import whole_number
from ui.studio import loaded
from ui.studio.board import Board, label_of, page_of, where_now
from ui.studio.desk import desk
from ui.studio.entered import Entered, moved
from ui.studio.lists import Arrangement, name_of, place_of, split
from ui.studio.names import own_name
from ui.studio.new_field import Asked, asked, made, palette
from ui.studio.object_bar import bar_of

STEPS = {"up": -1, "down": 1}
Answer = str | BaseResponse | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Done:
    """What a step led to: what to say of it, and what is chosen now."""

    said: str
    chosen: str
    problems: Sequence[Problem] = ()
    typed: Mapping[str, Any] | None = None
    """Properties that were refused, to be put right."""
    field: Asked | None = None
    """A new field that asks for more before it is made."""


def design(kind: str, of: str, name: str) -> Answer:
    """Show the lists of a component, or do one step of arranging them in the draft."""
    board = _board(kind, of, name)
    done = Done("", request.values.get("at", ""))
    elsewhere = None
    if request.method == "POST":
        try:
            done = _answered(board, done.chosen)
        except loaded.ChangedElsewhere as met:
            elsewhere = met
        waits = done.problems or elsewhere or done.field
        if not waits and not request.headers.get("HX-Request"):
            flash(done.said or _("Put into your draft"))
            return redirect(board.url(at=done.chosen) if done.chosen else board.url())
        board = _board(kind, of, name)
    present = board.found
    if elsewhere:
        body = elsewhere.saved.bodies.get(present.key, present.body)
        board = replace(board, found=replace(present, body=body))
    shown = page_of(board, done.chosen, done.said, done.problems, done.typed)
    field = done.field
    shown |= {
        "carried": loaded.carried(
            board.at, {present.key: present.body}, fresh=elsewhere is None
        ),
        "elsewhere": elsewhere,
        "bar": bar_of(board.at, board.found.key),
        "palette": palette(board.at),
        "asked": field,
        "wrong_field": board.at.problems(field.problems) if field else (),
    }
    if request.headers.get("HX-Request"):
        return render_template("studio/designed.html", **shown)
    page = render_template("studio/design.html", **shown)
    wrong = done.problems or (field and field.problems)
    return headers.with_frames(make_response(page, 409 if elsewhere else 422 if wrong else 200))


def _board(kind: str, of: str, name: str) -> Board:
    at = desk()
    found = at.known((kind, of, name))
    part = request.args.get("list", "")
    place = place_of(at.bench.schema(found.key, found.body), part)
    if place is None:
        abort(404)
    if not part:
        return Board(at, found, place, part, of)
    outer, _dot, id_ = part.partition(".")
    entry = next((one for one in found.body.get(outer, ()) if one.get("id") == id_), None)
    if entry is None:
        abort(404)
    return Board(at, found, place, part, str(entry.get("object", of)))


def _answered(board: Board, chosen: str) -> Done:
    """Do a step; or ask for what a new field needs, and make it when that is said."""
    verb, _colon, name = request.form.get("do", "").partition(":")
    if verb == "new":
        return Done("", "", field=asked(board, name, {}))
    with board.at.bench.holding():
        board = _board(*board.found.key)  # as other requests left it
        if verb != "make":
            return _done(board, chosen)
        answer = made(board, name)
        if isinstance(answer, Asked):
            return Done("", "", field=answer)
        after = _board(*board.found.key)
    arranged = after.arranged()
    return Done(where_now(after, arranged, answer, label_of(after, arranged, answer)), answer)


def _done(board: Board, chosen: str) -> Done:
    """Do what was asked for."""
    verb, _colon, at = request.form.get("do", "").partition(":")
    if verb == "properties" or "move" in request.form:
        return _changed(board, chosen)
    if verb == "restore":
        return _restored(board, chosen)
    arranged = board.arranged()
    said, now = _stepped(board, arranged, verb, at)
    board.at.bench.save({board.found.key: arranged.body()})
    return Done(said, now if now is not None else chosen)


def _stepped(board: Board, arranged: Arrangement, verb: str, at: str) -> tuple[str, str | None]:
    form, (source, name) = request.form, split(at)
    label = label_of(board, arranged, at)
    if verb in STEPS:
        arranged.move(at, STEPS[verb])
        return where_now(board, arranged, at, label), None
    if verb in ("remove", "drop"):
        arranged.remove(at)
        return _("{name} is not shown any more", name=label), ""
    if verb == "place":
        to = form.get("to", "")
        arranged.put(at, to, whole_number(form.get("index", "")) or 0)
        return where_now(board, arranged, at, label, to), None
    if verb == "add":
        return _added(board, arranged, source, form.get(f"new.{source}", name))
    if verb == "section" and form.get("section", "").strip():
        words = form["section"].strip()
        taken = {group.id.partition(".")[2] for group in arranged.groups}
        made = arranged.add_group(own_name(words, taken), {board.at.at.language: words})
        return _("{name} was added", name=words), made
    return "", None


def _added(board: Board, arranged: Arrangement, to: str, value: str) -> tuple[str, str | None]:
    """Add what was chosen to a strip, or a field of the palette to the last list."""
    group = arranged.group(to) or arranged.groups[-1]
    item = value if group.fields else board.words.made(group, value)
    if not item:
        return "", None
    if group.fields:
        arranged.put(f"-/{value}", group.id, len(group.items))
    else:
        arranged.add(group.id, item)
    at = f"{group.id}/{name_of(item)}"
    label = board.words.label(group.id, name_of(item), item)
    return where_now(board, arranged, at, label), at if isinstance(item, dict) else None


def _changed(board: Board, chosen: str) -> Done:
    """Put the properties of what is chosen into the draft, or those of the whole component."""
    key, bench = board.found.key, board.at.bench
    body = loaded.before(board.at, key, board.found.body)
    board = replace(board, found=replace(board.found, body=body))
    entered = Entered(board.at, key, moved(request.form))
    arranged = board.arranged()
    element = arranged.element(chosen) if chosen else None
    if element is None:
        typed = made = entered.body(bench.schema(key, body), body)
    else:
        typed = entered.body(arranged.schema(chosen), element)
        arranged.change(chosen, typed)
        made = arranged.body()
    problems = [*entered.problems, *bench.misshapen(key, made)]
    if problems:
        return Done("", chosen, problems, typed)
    loaded.put(board.at, {key: made})
    return Done(_("Put into your draft"), chosen)


def _restored(board: Board, chosen: str) -> Done:
    """Take a step back or forth again: the body is one that this page was given before."""
    body = loaded.stepped(board.at, board.found.key)
    try:
        loaded.put(board.at, {board.found.key: body})
    except loaded.ChangedElsewhere:
        return Done(loaded.no_way_back(), chosen)
    back = request.form.get("way") != "forth"
    return Done(_("One step back") if back else _("Done again"), chosen)
