"""The map of objects: which refer to which, drawn in groups, around one object, and as a table."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, request

from ui.i18n import gettext as _
from ui.i18n import listed
from ui.studio.desk import Desk, desk
from ui.studio.map_layout import APART, BOX, GAP, PAD, Layout, Placed, Tie, lay_out

SIZES = (50, 75, 100, 150)
LONGEST = 19
"""Letters that a box holds; wide ones count twice."""


@dataclass(frozen=True, slots=True)
class Node:
    """An object in the picture, by its left upper corner."""

    name: str
    label: str
    short: str
    url: str
    x: int
    y: int
    own: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that refers to another object; ``firm`` ones own their details."""

    field: str
    url: str
    start: str
    end: str
    firm: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A link in the picture: where it begins and ends, and the fields that it stands for."""

    start: Node
    end: Node
    path: str
    says: str
    firm: bool
    weight: str
    """``quiet`` between groups, ``hid`` to what many use: shown while an end is looked at."""


def diagram() -> str:
    """Draw all objects in groups, or one object between those that it is linked with."""
    at = desk()
    around = request.args.get("object", "").strip()
    found = {one.key[2]: one for one in at.bench.of_kind("object")}
    labels = {name: at.label(one) for name, one in found.items()}
    if around and around not in found:
        around = next((n for n, label in labels.items() if label == around), "") or abort(404)
    references = [one for one in _references(at) if {one.start, one.end} <= found.keys()]
    if around:
        references = [one for one in references if around in (one.start, one.end)]
    references.sort(key=lambda one: (labels[one.start].casefold(), one.field.casefold()))
    layout = _around(around, references) if around else _all(list(found), references)
    boxes = {name: box for group in layout.groups for name, box in group.boxes.items()}
    nodes = {
        name: Node(
            name,
            labels[name],
            _short(labels[name]),
            at.url(found[name].key),
            *boxes[name],
            found[name].own,
        )
        for name in boxes
    }
    linked = frozenset(one.start for one in references if one.start != one.end)
    size = request.args.get("size", 100, type=int)
    return render_template(
        "studio/diagram.html",
        nodes=list(nodes.values()),
        groups=[(one, _heading(one, labels, layout.hubs, linked)) for one in layout.groups],
        lines=_lines(references, nodes, layout, around),
        references=[(one, nodes[one.start], nodes[one.end]) for one in references],
        around=nodes.get(around),
        everything=sorted(labels.items(), key=lambda one: one[1].casefold()),
        width=layout.width,
        height=layout.height,
        box=BOX,
        size=size if size in SIZES else 100,
        sizes=SIZES,
    )


def _references(at: Desk) -> list[Reference]:
    found = []
    for one in at.bench.of_kind("field"):
        to = one.body.get("to")
        for target in to if isinstance(to, list) else [to]:
            if isinstance(target, str) and one.sort != "deleted":
                firm = one.body.get("type") == "master_detail"
                found.append(
                    Reference(at.label(one), at.url(one.key), one.key[1], target, firm)
                )
    return found


def _all(names: list[str], references: list[Reference]) -> Layout:
    return lay_out(sorted(names), [Tie(one.start, one.end, one.firm) for one in references])


def _around(name: str, references: list[Reference]) -> Layout:
    """Stand what refers to an object on its left, and what it refers to on its right."""
    left = sorted({one.start for one in references} - {name})
    right = sorted({one.end for one in references} - {name} - set(left))
    rows = max(len(left), len(right), 1)
    step, wide = BOX[1] + GAP[0], BOX[0] * 2 + GAP[0]
    # Of many neighbours the first screen shows the object itself, too.
    boxes = {name: (PAD + wide, PAD + min((rows - 1) * step // 2, 5 * step))}
    for column, names in ((0, left), (2, right)):
        top = PAD + (rows - len(names)) * step // 2
        boxes |= {one: (PAD + column * wide, top + n * step) for n, one in enumerate(names)}
    width, height = 2 * PAD + 2 * wide + BOX[0], 2 * PAD + rows * step - GAP[0]
    frame = Placed("", 0, 0, width, height, boxes)
    return Layout([frame], frozenset(), width, height)


def _heading(
    group: Placed, labels: dict[str, str], hubs: frozenset[str], linked: frozenset[str]
) -> str:
    if group.lead:
        return labels[group.lead]
    if hubs & group.boxes.keys():
        return _("Used by many")
    return (
        _("Linked with those only")
        if linked & group.boxes.keys()
        else _("Linked with no other")
    )


def _lines(
    references: list[Reference], nodes: dict[str, Node], layout: Layout, around: str
) -> list[Line]:
    """Draw one line for all fields between two objects; those across groups are quiet."""
    between: dict[tuple[str, str], list[Reference]] = {}
    for one in references:
        if one.start != one.end:
            between.setdefault((one.start, one.end), []).append(one)
    home = {name: index for index, one in enumerate(layout.groups) for name in one.boxes}
    return [
        Line(
            nodes[start],
            nodes[end],
            _curve(nodes[start], nodes[end], sideways=bool(around)),
            listed(one.field for one in fields),
            any(one.firm for one in fields),
            "hid"
            if {start, end} & layout.hubs
            else "quiet"
            if home[start] != home[end]
            else "",
        )
        for (start, end), fields in between.items()
    ]


def _curve(start: Node, end: Node, *, sideways: bool) -> str:
    """Lead a line out of one box and into another, so that it crosses as few as it can."""
    if sideways:
        flip = 1 if start.x < end.x else -1
        x1 = start.x + (BOX[0] if flip > 0 else 0)
        x2 = end.x + (0 if flip > 0 else BOX[0])
        y1, y2 = start.y + BOX[1] // 2, end.y + BOX[1] // 2
        bend = flip * BOX[0] // 2
        return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    down = end.y >= start.y + BOX[1]
    level = abs(end.y - start.y) < BOX[1]
    x1, x2 = start.x + BOX[0] // 2, end.x + BOX[0] // 2
    y1 = start.y + (BOX[1] if down or level else 0)
    y2 = end.y + (BOX[1] if level else 0 if down else BOX[1])
    bend = APART if down or level else -APART
    return f"M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 + (bend if level else -bend)} {x2} {y2}"


def _short(label: str) -> str:
    """Cut a label to what its box holds."""
    room = LONGEST
    for index, letter in enumerate(label):
        room -= 1 if letter.isascii() else 2
        if room < 0:
            return f"{label[:index].rstrip()}…"
    return label
