"""What a form of the Studio was loaded from: nothing that another window saved since is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import abort, request

from engine import Clash, Saved, Window
from ui.i18n import gettext as _
from ui.studio.desk import Desk, Key
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


def carried(bodies: Bodies, *, fresh: bool = False) -> str:
    """Give what a form carries of the bodies that it shows.

    One that comes back keeps its own, unless it shows ``fresh`` ones.
    """
    if request.method == "POST" and "loaded" in request.form and not fresh:
        return request.form["loaded"]
    named = {"/".join(key): body for key, body in bodies.items()}
    return json.dumps(named, ensure_ascii=False, separators=(",", ":"))


def before(at: Desk, key: Key, present: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the body that this request's form was loaded from, of a component."""
    found = _loaded().get(key, present)
    if found != present and at.bench.misshapen(key, found):
        abort(400)
    return found


def wording_before(key: Key, present: Mapping[str, str]) -> Mapping[str, str]:
    """Give the text by language that this request's form was loaded from."""
    found = _loaded().get(key, present)
    if not all(isinstance(said, str) for said in found.values()):
        abort(400)
    return found


def put(at: Desk, bodies: Bodies, base: Bodies | None = None) -> None:
    """Save what a form made of the bodies that it was loaded from, or of ``base``.

    What another window saved meanwhile stays; `ChangedElsewhere` where both changed the same.
    """
    loaded = _loaded() if base is None else base
    chosen = _chosen() if request.form.get("seen") == _seen(at, bodies) else {}
    saved = at.bench.save(bodies, Window(loaded, chosen))
    if saved.clashes:
        raise ChangedElsewhere(at, saved)


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


def _loaded() -> Bodies:
    """Read what the form carries; without it there is nothing to compare with."""
    try:
        said = json.loads(request.form.get("loaded", "{}"))
    except ValueError:
        abort(400)
    if not isinstance(said, dict):
        abort(400)
    return {_key(name): body for name, body in said.items() if isinstance(body, dict)}


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
