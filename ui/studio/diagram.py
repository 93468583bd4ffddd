"""The map of objects: which refer to which, drawn as a picture and written as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flask import render_template, request

from ui.studio.desk import Desk, desk

WIDTH, HEIGHT = 1000, 640
BOX = (128, 34)
SIZES = (75, 100, 150, 200)


@dataclass(frozen=True, slots=True)
class Node:
    """An object in the picture, by its middle."""

    name: str
    label: str
    url: str
    x: int
    y: int
    own: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A field that refers to another object; ``firm`` ones own their details."""

    field: str
    url: str
    start: Node
    end: Node
    firm: bool


def diagram() -> str:
    """Draw all objects with the look-ups between them, or one object with its neighbours."""
    at = desk()
    around = request.args.get("object", "")
    links = [one for one in _references(at) if not around or around in one[1:3]]
    named = {name for one in links for name in one[1:3]} | ({around} if around else set())
    if not around:
        named = {one.key[2] for one in at.bench.of_kind("object")}
    nodes = _nodes(at, sorted(named, key=lambda name: (name != around, name)), around)
    drawn = [
        Link(label, at.url(("field", of, field)), nodes[of], nodes[to], firm)
        for field, of, to, label, firm in links
        if of in nodes and to in nodes
    ]
    drawn.sort(key=lambda one: (one.start.label.casefold(), one.field.casefold()))
    size = request.args.get("size", SIZES[0], type=int)
    return render_template(
        "studio/diagram.html",
        nodes=list(nodes.values()),
        links=drawn,
        around=nodes.get(around),
        width=WIDTH,
        height=HEIGHT,
        box=BOX,
        size=size if size in SIZES else SIZES[0],
        sizes=SIZES,
    )


def _references(at: Desk) -> list[tuple[str, str, str, str, bool]]:
    found = []
    for one in at.bench.of_kind("field"):
        to = one.body.get("to")
        for target in to if isinstance(to, list) else [to]:
            if isinstance(target, str) and one.sort != "deleted":
                firm = one.body.get("type") == "master_detail"
                found.append((one.key[2], one.key[1], target, at.label(one), firm))
    return found


def _nodes(at: Desk, names: list[str], around: str) -> dict[str, Node]:
    """Stand objects on an ellipse, the one that was asked for in its middle."""
    ring = [name for name in names if name != around]
    made = {}
    for name in names:
        found = at.bench.find(("object", "", name))
        if found is None:
            continue
        x, y = WIDTH // 2, HEIGHT // 2
        if name != around:
            angle = 2 * math.pi * ring.index(name) / len(ring) - math.pi / 2
            x += round(math.cos(angle) * (WIDTH / 2 - BOX[0] / 2 - 10))
            y += round(math.sin(angle) * (HEIGHT / 2 - BOX[1] / 2 - 10))
        made[name] = Node(name, at.label(found), at.url(found.key), x, y, found.own)
    return made
