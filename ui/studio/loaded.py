"""What a form of the Studio was loaded from: nothing that another window saved since is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import abort, g, request

from engine import Clash, Saved, Window
from ui.i18n import gettext as _
from ui.studio.desk import Desk, Key
from ui.studio.sealed import sealed, unsealed
from ui.studio.wording import path, value, where

Bodies = Mapping[Key, Mapping[str, Any]]
NAME = "/name"
"""Stands for the name of a component, which no body says."""
CHOICE = "take/"
"""Begins the name of a choice: of a component, and behind ``#`` of the pointer in it."""


class ChangedElsewhere(Exception):
    """Nothing was saved: another window changed the same; ``saved`` has the bodies to show again."""

    def __init__(self, at: Desk, saved: Saved) -> None:
        super().__init__(len(saved.clashes))
        self.saved = saved
        self.rows = [row for clash in saved.clashes for row in clash_rows(at, clash)]
        self.seen = _seen(at, saved.bodies)
        """Stands for what the other window saved, about which is chosen."""


def carried(at: Desk, bodies: Bodies, *, fresh: bool = False) -> str:
    """Give what a form carries of the bodies that it shows.

    One that comes back keeps its own, unless it shows ``fresh`` ones.
    """
    if request.method == "POST" and "loaded" in request.form and not fresh:
        return request.form["loaded"]
    named = {"/".join(key): body for key, body in bodies.items()}
    return sealed(at, "loaded", named)


def before(at: Desk, key: Key, present: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the body that this request's form was loaded from, of a component."""
    return _loaded(at).get(key, present)


def put(at: Desk, bodies: Bodies, base: Bodies | None = None) -> None:
    """Save what a form made of the bodies that it was loaded from, or of ``base``.

    What another window saved meanwhile stays; `ChangedElsewhere` where both changed the same.
    """
    loaded = _loaded(at) if base is None else base
    chosen = _chosen() if request.form.get("seen") == _seen(at, bodies) else {}
    saved = at.bench.save(bodies, Window(loaded, chosen))
    if saved.clashes:
        raise ChangedElsewhere(at, saved)


def step(at: Desk, body: Mapping[str, Any]) -> str:
    """Give what a designer keeps of a body, for the way back to it."""
    return sealed(at, "step", body)


def stepped(at: Desk, key: Key) -> Mapping[str, Any]:
    """Read the body of a component to which a designer goes back or forth."""
    body: Mapping[str, Any] = unsealed(at, "step", request.form.get("body", ""))
    if at.bench.misshapen(key, body):
        abort(400)
    return body


def no_way_back() -> str:
    """Say that a step is not taken back, since another window went on from it."""
    return _("Another window changed the same since: there is no way back over that")


def clash_rows(at: Desk, clash: Clash) -> list[dict[str, Any]]:
    """Give what two sides both changed of a component, property by property, with its choice."""
    key = clash.key
    return [
        {
            "name": f"{CHOICE}{'/'.join(key)}#{each.pointer}",
            "where": where(at, key),
            "what": path(at, each.pointer, _body(at, key))
            if each.pointer != NAME
            else _("Technical name"),
            "base": value(at, each.base),
            "mine": value(at, each.mine),
            "theirs": value(at, each.theirs),
        }
        for each in clash.conflicts
    ]


def _body(at: Desk, key: Key) -> Any:
    found = at.bench.find(key)
    return found.body if found else None


def _loaded(at: Desk) -> Bodies:
    """Read what the form carries; without it there is nothing to compare with."""
    if "loaded" not in request.form:
        return {}
    if "studio_loaded" not in g:
        named = unsealed(at, "loaded", request.form["loaded"])
        g.studio_loaded = {_key(name): body for name, body in named.items()}
    found: Bodies = g.studio_loaded
    return found


def _chosen() -> dict[Key, dict[str, str]]:
    found: dict[Key, dict[str, str]] = {}
    for name, side in request.form.items():
        component, _sharp, pointer = name.removeprefix(CHOICE).partition("#")
        if name.startswith(CHOICE) and side in ("mine", "theirs"):
            found.setdefault(_key(component), {})[pointer] = side
    return found


def _key(name: str) -> Key:
    kind, _slash, rest = name.partition("/")
    of, _slash, last = rest.partition("/")
    return (kind, of, last)


def _seen(at: Desk, bodies: Bodies) -> str:
    """Give a digest of what the draft says of components; a choice holds only for what was shown."""
    present = {"/".join(key): _body(at, key) for key in bodies}
    said = json.dumps(present, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(said.encode()).hexdigest()[:16]
