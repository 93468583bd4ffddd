"""What the designer draws: the lists of a component with their elements, properties, previews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from engine import Drafted, Problem
from ui.i18n import gettext as _
from ui.studio import loaded
from ui.studio.desk import Desk
from ui.studio.lists import STRIPS, Arrangement, Group, Place, name_of, split
from ui.studio.preview import Look, modes_of, records_to_show, used_instead, viewers
from ui.studio.shapes import Input, Sheet
from ui.studio.strips import Words
from ui.studio.trying import pickers
from ui.studio.writing import Writing

ARRANGED = ("sections", "columns", *STRIPS)
"""Properties that are no part of a form: they are on the board."""


@dataclass(slots=True)
class Board:
    """One component on the drawing board; ``part`` is one list of it: ``related.tasks``."""

    at: Desk
    found: Drafted
    place: Place
    part: str
    of: str

    @property
    def words(self) -> Words:
        return Words(self.at, self.of, self.found.key[1], self.found.body)

    def arranged(self) -> Arrangement:
        """Begin to arrange the component as the draft leaves it."""
        schema = self.at.bench.schema(self.found.key, self.found.body)
        return Arrangement(schema, self.place, self.found.body, self.words.usual())

    def url(self, **more: Any) -> str:
        """Give the address of the designer, with what is chosen in it."""
        kind, of, name = self.found.key
        return url_for(
            "studio.design", kind=kind, of=of, name=name, list=self.part or None, **more
        )


def label_of(board: Board, arranged: Arrangement, at: str) -> str:
    """Give what an element is called."""
    source, name = split(at)
    section = arranged.group(f"{source}.{name}")
    if section is not None:
        return board.words.heading(section)
    group = arranged.group(source)
    index = group.index(name) if group else -1
    item = group.items[index] if group and index >= 0 else None
    return board.words.label(source, name, item)


def where_now(board: Board, arranged: Arrangement, at: str, label: str, goal: str = "") -> str:
    """Say where an element stands now."""
    source, name = split(at)
    ids = [group.id for group in arranged.groups]
    if f"{source}.{name}" in ids:
        place = ids.index(f"{source}.{name}") + 1
        return _("{name} is {n} of {count}", name=label, n=place, count=len(ids))
    likely = (arranged.group(goal), arranged.group(source))
    for group in (*likely, *arranged.groups, *arranged.strips):
        if group is not None and (index := group.index(name)) >= 0:
            return _(
                "{name} is {n} of {count} in {list}",
                name=label,
                n=index + 1,
                count=len(group.items),
                list=board.words.heading(group),
            )
    return ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One element on the board; ``when`` is its condition, ``sort`` what the draft does to it."""

    at: str
    name: str
    label: str
    icon: str
    url: str
    notes: tuple[str, ...]
    when: str
    sort: str
    wide: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """One list on the board, with what can be added to it."""

    id: str
    at: str
    label: str
    hint: str
    url: str
    when: str
    columns: int
    tiles: tuple[Tile, ...]
    choices: tuple[tuple[str, str], ...] = ()


def _tile(board: Board, group: Group, item: Any) -> Tile:
    name, said = name_of(item), item if isinstance(item, dict) else {}
    at = f"{group.id}/{name}"
    is_field = group.fields or group.id == "highlights"
    icon, sort = board.words.type(name) if is_field else ("", "")
    notes = [
        word
        for key, word in (("required", _("required")), ("read_only", _("cannot be changed")))
        if said.get(key)
    ]
    if group.id == "related" and not said.get("columns"):
        notes.append(_("usual columns"))
    has_more = group.fields or isinstance(item, dict)
    return Tile(
        at,
        name,
        board.words.label(group.id, name, item),
        icon,
        board.url(at=at) if has_more else "",
        tuple(notes),
        str(said.get("visible_when", "")),
        sort,
        said.get("span") == 2,
    )


def _shelf(board: Board, arranged: Arrangement, group: Group) -> Shelf:
    outer, _dot, id_ = group.id.partition(".")
    at = f"{outer}/{id_}" if arranged.several and group.fields else ""
    element = (arranged.element(at) or {}) if at else {}
    tiles = tuple(_tile(board, group, item) for item in group.items)
    return Shelf(
        group.id,
        at,
        board.words.heading(group),
        board.words.hint(group),
        board.url(at=at) if at else "",
        str(element.get("visible_when", "")),
        int(element.get("columns", 2)) if at else 1,
        tiles,
        () if group.fields else tuple(board.words.choices(group)),
    )


def page_of(
    board: Board,
    chosen: str,
    said: str,
    problems: Sequence[Problem],
    typed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Give all that the designer is drawn from; ``chosen`` is the element whose properties show.

    With ``typed`` they show what was refused, so that it can be put right.
    """
    at, found = board.at, board.found
    kind, of, name = found.key
    arranged = board.arranged()
    parent = at.bench.find(("object", "", of))
    look = Look.asked(modes_of(kind)) if not board.part else None
    everywhere = Group("", None, [item for one in arranged.groups for item in one.items])
    rest = [(n, label, *board.words.type(n)) for n, label in board.words.choices(everywhere)]
    return {
        "shelves": [_shelf(board, arranged, group) for group in arranged.groups],
        "strips": {one.id: _shelf(board, arranged, one) for one in arranged.strips},
        "rest": rest,
        "several": arranged.several,
        "outer": board.place.outer,
        "said": said,
        "url": board.url(at=chosen) if chosen else board.url(),
        "own_url": board.url(),
        "whole_url": url_for("studio.design", kind=kind, of=of, name=name),
        "body": loaded.step(at, found.body),
        "entry": at.entry(found),
        "title": at.label(found),
        "back_url": at.url(found.key),
        "kind": at.kind(kind),
        "parent": at.entry(parent) if parent else None,
        "siblings": [
            (at.label(one), url_for("studio.design", kind=kind, of=of, name=one.key[2]))
            for one in at.bench.of_kind(kind, of)
            if one.sort != "deleted"
        ],
        "part": board.part,
        "problems": at.problems(problems),
        "new_field_url": url_for("studio.new", kind="field", of=board.of),
        **_properties(board, arranged, chosen, typed),
        **_previewed(board, look),
    }


def _properties(
    board: Board, arranged: Arrangement, chosen: str, typed: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Give the form of what is chosen; of the whole component while nothing is."""
    at, (kind, of, _name) = board.at, board.found.key
    element = arranged.element(chosen) if chosen else None
    sheet = Sheet(at, board.of if board.part else of)
    if element is None:
        schema = at.bench.schema(board.found.key, board.found.body)
        body = board.found.body if typed is None else typed
        inputs = [] if board.part else sheet.inputs(schema, body, ARRANGED)
        return {"chosen": "", "about": None, **_written(board, inputs)}
    source, name = split(chosen)
    if source == "related":
        sheet = Sheet(at, str(element["object"]))
    field = at.bench.find(("field", board.of, name)) if "field" in element else None
    return {
        "chosen": chosen,
        **_written(
            board,
            sheet.inputs(arranged.schema(chosen), element if typed is None else typed),
            arranged.pointer(chosen),
        ),
        "about": {
            "label": label_of(board, arranged, chosen),
            "name": name,
            "field_url": at.url(field.key) if field else "",
            "columns_url": url_for(
                "studio.design",
                kind=kind,
                of=of,
                name=board.found.key[2],
                list=f"related.{name}",
            )
            if source == "related"
            else "",
        },
    }


def _written(board: Board, inputs: Sequence[Input], inside: str = "") -> dict[str, Any]:
    """Give inputs with what completes and tries the expressions among them."""
    written = Writing(board.at, board.found.key, board.found.body, inside=inside)
    names = [one.name for one in inputs if one.sort == "expression"]
    return {
        "inputs": inputs,
        "written": written,
        "tries": pickers(board.at, written, names) if names else (),
    }


def _previewed(board: Board, look: Look | None) -> dict[str, Any]:
    """Give what the bar of the previews offers, and the page that is shown."""
    at, (kind, of, name) = board.at, board.found.key
    shown: dict[str, Any] = {
        "modes": [(one, board.url(show=one)) for one in ([] if board.part else modes_of(kind))],
        "look": look,
    }
    if look is None:
        return shown
    records = records_to_show(at, of, tuple(board.found.body.get("record_types", ())))
    record = look.record or (records[0][0] if records else "")
    return {
        **shown,
        "records": records if kind == "layout" else [],
        "record": record,
        "viewers": viewers(at),
        "instead": used_instead(at, board.found.key, look) if kind == "layout" else None,
        "frame_url": url_for(
            "studio.preview",
            kind=kind,
            of=of,
            name=name,
            show=look.mode,
            record=record,
            eyes=look.eyes,
        ),
    }
