"""A new field from the palette of a designer: asked for its label, then made where it was put."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from engine import FieldType, Problem
from ui.i18n import gettext as _
from ui.numbers import whole_number
from ui.studio.board import Board
from ui.studio.desk import Desk, Key
from ui.studio.entered import Entered
from ui.studio.names import NO_LABEL, own_name
from ui.studio.shapes import Input, Sheet
from ui.studio.strips import type_icon
from ui.studio.tables import options_named
from ui.studio.trying import Picker, pickers
from ui.studio.writing import Writing

PALETTE = ("text", "decimal", "currency", "date", "select", "lookup", "formula", "file")
OPTIONS = "choices"
"""The input in which options stand with commas between them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A field about to be made: what is asked of it, and where it will stand."""

    type: str
    label: str
    to: str
    index: int
    places: tuple[tuple[str, str], ...]
    inputs: tuple[Input, ...]
    written: Writing
    tries: Sequence[Picker]
    problems: Sequence[Problem]


def palette(at: Desk) -> list[tuple[str, str, str]]:
    """Give the types that a designer has at hand: name, label, sign."""
    short = {"decimal": _("Number")}
    known = {one.name: at.at.say(one.label) for one in at.bench.field_types()}
    return [
        (name, short.get(name, known[name]), type_icon(name))
        for name in PALETTE
        if name in known
    ]


def asked(
    board: Board, name: str, body: Mapping[str, Any], problems: Sequence[Problem] = ()
) -> Asked:
    """Ask what a field of a type needs before it can be made."""
    at, kind = board.at, _type(board.at, name)
    to, index = _place(board)
    schema = _needed(at, board.of, kind)
    inputs = Sheet(at, board.of).inputs(schema, body)
    if "options" in kind.options_schema:
        said = request.form.get(OPTIONS, "")
        hint = _("With commas between them")
        inputs.append(Input(OPTIONS, _("Options"), "text", said, hint, required=True))
    written = Writing(board.at, ("field", board.of, ""), {"type": name, **body}, name)
    names = [one.name for one in inputs if one.sort == "expression"]
    groups = board.arranged().groups
    return Asked(
        type=name,
        label=at.at.say(kind.label),
        to=to,
        index=index,
        places=tuple((group.id, board.words.heading(group)) for group in groups),
        inputs=tuple(inputs),
        written=written,
        tries=pickers(at, written, names) if names else (),
        problems=problems,
    )


def made(board: Board, name: str) -> str | Asked:
    """Put the field and its place into the draft at once; give where it stands, or ask again."""
    at, kind = board.at, _type(board.at, name)
    new: Key = ("field", board.of, "")
    entered = Entered(at, new, request.form)
    body = entered.body(_needed(at, board.of, kind), {"type": name})
    options = options_named(request.form.get(OPTIONS, ""))
    if options:
        body["options"] = options
    label = at.say(body.get("label"))
    taken = {one.key[2] for one in at.bench.of_kind("field", board.of)}
    key = ("field", board.of, own_name(label, taken))
    problems = [*entered.problems, *at.bench.misshapen(key, body)]
    if not label:
        problems.insert(0, NO_LABEL)
    if problems:
        return asked(board, name, body, problems)
    arranged = board.arranged()
    to, index = _place(board)
    arranged.put(f"-/{key[2]}", to, index)
    at.bench.save({key: body, board.found.key: arranged.body()})
    return f"{to}/{key[2]}"


def _type(at: Desk, name: str) -> FieldType:
    found = next((one for one in at.bench.field_types() if one.name == name), None)
    if found is None or name not in PALETTE:
        abort(404)
    return found


def _needed(at: Desk, of: str, kind: FieldType) -> Mapping[str, Any]:
    """Give the shape of a field of a type, without what can be said later."""
    schema = at.bench.schema(("field", of, ""), {"type": kind.name})
    wanted = ("label", *kind.required_options)
    kept = {one: schema["properties"][one] for one in wanted}
    return {**schema, "properties": kept, "required": wanted}


def _place(board: Board) -> tuple[str, int]:
    """Read where the field goes: into the list that was chosen, at the end unless it was dropped."""
    arranged, form = board.arranged(), request.form
    # `to` is also what a look-up points to: what is asked of a field has another word for the place.
    chosen = arranged.group(form.get("stands") or form.get("to", ""))
    group = chosen if chosen in arranged.groups and chosen is not None else arranged.groups[-1]
    index, end = whole_number(form.get("index", "")), len(group.items)
    dropped = form.get("dropped", group.id) == group.id
    return group.id, min(index, end) if dropped and index is not None else end
